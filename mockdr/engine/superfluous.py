"""What a session knows already: whoever names it sends that no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Json
from mockdr.contract import PaymentMethod, Problem, payment_methods
from mockdr.engine.journal import Entry, Finding
from mockdr.engine.owners import OWNERLESS

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["advice", "find_superfluous"]

_CREATES: Final = "createPaymentSources"
#: What such a finding has for a kind in its details.
_KIND: Final = "superfluous"
#: Of one finding so many calls are named.
_NAMED: Final = 20


def advice(operation: str, body: Json, problems: Iterable[Problem]) -> str:
    """
    Return what to leave out beside a `sessionId`, and what to send; empty if nothing.

    Source: payment-sessions.md, which strikes them out method by method.

    Args:
        operation: operationId.
        body: The request.
        problems: What is wrong with it.
    """
    names = [problem.parameter for problem in _among(operation, problems)]
    method = _method(body)
    if not names or method is None:
        return ""
    may = "" if method.type in OWNERLESS else ", and may keep owner"
    return (
        f"{method.type} beside a sessionId needs only {_listed(_kept(method))}{may}; "
        f"leave out what the session knows: {', '.join(names)}"
    )


def find_superfluous(
    tenant: Tenant, entry: Entry, body: Json, problems: Sequence[Problem]
) -> Sequence[Problem]:
    """
    Find what a session makes superfluous, for each type of source once.

    A shop that migrates to sessions sends the same form each time: one finding names
    all of it, and the calls that it came with.

    Args:
        body: The request.

    Returns: The problems that are something else.
    """
    ours = _among(entry.operation, problems)
    method = _method(body)
    if not ours or method is None:
        return problems
    names = {problem.parameter for problem in ours}
    about = (_KIND, method.type)
    for found in tenant.journal.findings():
        told = found.details
        if (told.get("kind"), told.get("type")) != about:
            continue
        if names <= set(told["parameters"]):
            if len(told["calls"]) < _NAMED:
                told["calls"].append(entry.seq)
            break
    else:
        finding = Finding(
            kind="violation",
            severity=tenant.settings.violations,
            message=f"{_CREATES}: {advice(_CREATES, body, ours)}",
            seq=entry.seq,
            details={
                "kind": _KIND,
                "type": method.type,
                "parameters": [problem.parameter for problem in ours],
                "instead": list(_kept(method)),
            },
        )
        finding.details = {**finding.details, "calls": [entry.seq]}
        tenant.journal.find(finding)
    return [problem for problem in problems if problem not in ours]


def _among(operation: str | None, problems: Iterable[Problem]) -> list[Problem]:
    """Return those problems that are fields with no place beside a `sessionId`."""
    if operation != _CREATES:
        return []
    return [problem for problem in problems if problem.rule == "not"]


def _method(body: Json) -> PaymentMethod | None:
    if not isinstance(body, dict) or not isinstance(body.get("type"), str):
        return None
    return payment_methods().get(body["type"])


def _kept(method: PaymentMethod) -> tuple[str, ...]:
    """Return what the method needs beside a session."""
    return ("type", "sessionId", *method.required)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
