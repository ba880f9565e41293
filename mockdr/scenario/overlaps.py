"""Entries of `delivery` that can do nothing, because of others beside them."""

from __future__ import annotations

from collections.abc import Sequence

from mockdr.scenario.bends import ANY, Bend, When
from mockdr.scenario.findings import Findings

__all__ = ["note_overlaps"]


def note_overlaps(findings: Findings, bends: Sequence[Bend]) -> None:
    """Note each of *bends* that another one leaves nothing to do, once."""
    for number, bend in enumerate(bends):
        for other in (*bends[:number], *bends[number + 1 :]):
            why = _undoes(other, bend, earlier=other in bends[:number])
            if why:
                of = "any event" if bend.event == ANY else bend.event
                findings.add(
                    "MDR407",
                    f"{bend.kind} of {of} does nothing beside the {other.kind} on line "
                    f"{other.place.line}",
                    bend.place,
                    help=why,
                )
                break


def _undoes(other: Bend, bend: Bend, *, earlier: bool) -> str:
    """Return why *bend* never does anything where *other* stands, or nothing."""
    if not _covers(other, bend):
        return ""
    if other.kind == bend.kind:
        todo = "of a kind the first that strikes holds: put the narrower one first"
        return f"{todo}, or leave this one out" if earlier else ""
    if other.kind == "drop" and bend.kind != "unknown_type":
        return "what is dropped never comes in any way: leave one of the two out"
    if (other.kind, bend.kind) == ("late", "swap"):
        return "what is late comes after others anyway: leave one of the two out"
    return ""


def _covers(one: Bend, other: Bend) -> bool:
    """Tell whether *one* strikes whatever *other* does, as far as counting tells."""
    if one.when == When():
        return one.event in (ANY, other.event)
    if one.event != other.event:
        return False
    if one.when.first is not None and other.when.first is not None:
        return one.when.first >= other.when.first
    if one.when.every is not None and other.when.every is not None:
        return other.when.every % one.when.every == 0
    return False
