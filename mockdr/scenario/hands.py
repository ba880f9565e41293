"""An act by hand stands for the act of a story that says the same."""

from __future__ import annotations

from dataclasses import dataclass

from mockdr.base.errors import Json
from mockdr.scenario.matching import agrees
from mockdr.scenario.references import UnknownReference, resolve
from mockdr.scenario.runs import Document, Name, Run, lookup_in
from mockdr.scenario.story import NONE, ActStep

__all__ = ["Hand", "stands_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """
    What a hand says of the act that it does.

    Args:
        of: What it is of, if the hand says that as a story does.
        things: What it moves; empty when the hand leaves that open.
        source: For `chooses`: what it says of the source, or NONE.
    """

    of: str | None = None
    things: tuple[Name, ...] = ()
    source: Json = NONE


def stands_for(run: Run, step: ActStep, hand: Hand, document: Document) -> bool:
    """Tell whether *hand* contradicts nothing of *step*, whose verb it does."""
    if hand.source is not NONE and step.source is not NONE:
        try:
            wanted = resolve(step.source, lookup_in(run, document))
        except UnknownReference:
            return False
        if not agrees(wanted, hand.source):
            return False
    if step.of is None or step.of == hand.of:
        return True
    if hand.of is None and not hand.things:
        return True
    named = run.find(step.of)
    return any(thing in named for thing in hand.things)
