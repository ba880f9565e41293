"""Which checkout a step means that names what pays for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mockdr.scenario.runs import Name

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["checkout_meant", "session_of"]


def checkout_meant(tenant: Tenant, operation: str, named: Iterable[Name]) -> str | None:
    """
    Return the id of the checkout that *named* is, or is for; None if that is open.

    Args:
        tenant: Where it is.
        operation: What is done with it.
        named: Kind and id of what the step names.
    """
    for kind, id in named:
        session: str | None = None
        if kind == "checkout":
            return id
        if kind == "session":
            session = id
        if kind == "source":
            session = _of_source(tenant, operation, id)
        record = tenant.peek("session", session) if session else None
        if record is not None and "checkout" in record.private:
            return str(record.private["checkout"])
    return None


def session_of(tenant: Tenant, checkout: str | None) -> str | None:
    """Return the id of the session that pays for a checkout."""
    record = tenant.peek("checkout", checkout) if checkout else None
    return None if record is None else str(record.private["session"])


def _of_source(tenant: Tenant, operation: str, id: str) -> str | None:
    record = tenant.peek("source", id)
    if record is None:
        return None
    attached = record.private.get("attached")
    if operation == "detachSourceToCheckout" and attached:
        return str(attached)
    chosen_for = record.document.get("paymentSessionId")
    session = tenant.peek("session", str(chosen_for)) if chosen_for else None
    # What was attached, or is of a session that has its order, goes to another now.
    if attached or session is None or "order" in session.private:
        return None
    return session.id
