"""What was wrong with a request becomes findings, as the settings weigh it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mockdr.base.errors import Json, MockdrError
from mockdr.contract import Problem
from mockdr.engine.doors import shortened
from mockdr.engine.gates import breaks_contract
from mockdr.engine.journal import Entry

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = [
    "as_json",
    "find_problems",
    "find_refusal",
    "in_few",
    "in_short",
    "stand_by",
]


def find_problems(tenant: Tenant, entry: Entry, problems: Sequence[Problem]) -> None:
    """Find every place where the request left the schema."""
    for problem in problems:
        tenant.find(
            "violation",
            tenant.settings.violations,
            f"{entry.operation} at {problem.pointer or '/'}: "
            f"expected {problem.expected}, got {problem.got}",
            entry.seq,
            as_json(problem),
        )


def find_refusal(
    tenant: Tenant, entry: Entry, complaints: Sequence[dict[str, Json]]
) -> None:
    """
    Find a request that was refused for itself, though its schema had nothing to say.

    Args:
        complaints: What the operation answered; none when it was never reached.
    """
    broken = [key for key in entry.errors if breaks_contract(key)]
    if not broken:
        return
    # At a door the hint says it better than the body.
    said = [_told(complaint) for complaint in complaints]
    said += [entry.hint] if entry.hint else []
    what = entry.operation or f"{entry.method} {shortened(entry.path)}"
    tenant.find(
        "violation",
        tenant.settings.violations,
        f"{what}: {'; '.join(said or broken)}",
        entry.seq,
        {"kind": broken[0], "hint": entry.hint},
    )


def _told(complaint: dict[str, Json]) -> str:
    parameter = complaint.get("parameter")
    message = str(complaint.get("message", ""))
    return f"{message} (parameter {parameter})" if parameter else message


def as_json(problem: Problem) -> dict[str, str]:
    """Return a problem as journal and findings show it."""
    return {
        "kind": problem.kind,
        "pointer": problem.pointer,
        "parameter": problem.parameter,
        "expected": problem.expected,
        "got": problem.got,
    }


def in_short(violations: Sequence[Mapping[str, str]]) -> str:
    """Return the first of *violations* in a few words; empty when there is none."""
    for first in violations[:1]:
        where = first["pointer"] or "/"
        if first["kind"] == "missing":
            return f"{where} is missing"
        if first["kind"] == "unknown":
            return f"{where} is unknown"
        return f"{where} should be {first['expected']}"
    return ""


def in_few(error: Mapping[str, Json]) -> str:
    """Return an error of the provider in few words: code and parameter, else text."""
    words = [str(error[key]) for key in ("code", "parameter") if key in error]
    return " ".join(words) or str(error.get("message", ""))


def stand_by(operation: str, problems: Sequence[Problem]) -> None:
    """
    See that a reply of ours keeps the contract.

    Raises:
        MockdrError: If it does not; it says where.
    """
    if problems:
        first = problems[0]
        raise MockdrError(
            f"mockdr's own reply to {operation} breaks the contract at "
            f"{first.pointer or '/'}: expected {first.expected}, got {first.got}",
            help="please report this with the journal",
        )
