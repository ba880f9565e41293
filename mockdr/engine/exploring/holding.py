"""What must hold of a provider at any time, whoever has called what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Json
from mockdr.domain import LIFECYCLES

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["broken"]

#: States of a part of a charge that took or gave nothing.
_NOTHING: Final = ("failed", "expired")
_SERVER_ERROR: Final = 500


def broken(tenant: Tenant) -> str | None:
    """
    Return the first law of the provider's that *tenant* breaks, or None.

    Those are: mockdr itself does not fail; nothing is in a state that its lifecycle
    does not have; nobody takes or gives back more than there was.
    """
    return next(_broken(tenant), None)


def _broken(tenant: Tenant) -> Iterator[str]:
    for finding in tenant.journal.findings():
        if finding.kind == "error":
            yield finding.message
    for entry in tenant.journal:
        if entry.status >= _SERVER_ERROR and not entry.fault:
            yield f"{entry.method} {entry.path} was answered {entry.status}"
    for kind, lifecycle in LIFECYCLES.items():
        for id in tenant.store.newest("order" if kind == "fraud" else kind):
            state = tenant.state_of(kind, id)
            if state is not None and state not in lifecycle.states:
                yield f"the {kind} {id} is {state!r}, which no {kind} can be"
    for id in tenant.store.newest("order"):
        yield from _of_money(tenant.document("order", id) or {})


def _of_money(order: Mapping[str, Json]) -> Iterator[str]:
    total = _exact(order.get("totalAmount"))
    captured = _exact(order.get("capturedAmount"))
    cancelled = _exact(order.get("cancelledAmount"))
    refunded = _exact(order.get("refundedAmount"))
    left = _exact(order.get("availableToRefundAmount"))
    name = f"the order {order.get('id')}"
    if captured + cancelled > total:
        yield f"{name}: {captured} captured and {cancelled} cancelled of {total}"
    if refunded > captured:
        yield f"{name}: {refunded} refunded of {captured}"
    if not 0 <= left <= captured - refunded:
        yield f"{name}: {left} left of {captured} to refund, after {refunded}"
    for charge in order.get("payment", {}).get("charges", ()):
        captures, cancels, refunds = (
            _sum(charge.get(part, ())) for part in ("captures", "cancels", "refunds")
        )
        amount = _exact(charge["amount"])
        if captures + cancels > amount:
            yield f"{name}: {captures} captured and {cancels} cancelled of {amount}"
        if refunds > captures:
            yield f"{name}: {refunds} refunded of {captures} captured"


def _sum(parts: Sequence[Mapping[str, Json]]) -> Decimal:
    found = (_exact(p["amount"]) for p in parts if p["state"] not in _NOTHING)
    return sum(found, Decimal(0))


def _exact(value: Json) -> Decimal:
    return Decimal(str(value or 0))
