"""The way that each thing took through its life: its moves, noted as they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from mockdr.domain import LIFECYCLES
from mockdr.engine.present import state_in
from mockdr.engine.things import Thing
from mockdr.engine.ties import SHARED, named_by

if TYPE_CHECKING:
    from mockdr.engine.turn import Turn

__all__ = ["Step", "Ways"]

#: KINDs that are kept inside another document, and move with it.
_PARTS: Final = frozenset({"item", "capture", "cancel"})
#: KINDs whose moves are made elsewhere than in a turn.
_APART: Final = frozenset({"webhook_delivery", "fraud"})
_KINDS: Final = frozenset(LIFECYCLES) - _APART


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    One move of a thing.

    Args:
        number: Which of all moves of the tenant it is, from 1.
        at: The tenant's clock.
        call: The number in the journal of the call that did it; of what somebody else
            did, of the call before it.
        thing: What moved; of KIND `fraud`, the order that is reviewed.
        before: Its state before; None where it was made.
        trigger: An operationId, or `actor.verb`.
        after: Its state after.
    """

    number: int
    at: datetime
    call: int
    thing: Thing
    before: str | None
    trigger: str
    after: str

    @property
    def called(self) -> bool:
        """Whether a call did it, and not the customer, the provider or a review."""
        return "." not in self.trigger


class Ways:
    """Notes moves, and nothing of what was done; guarded by the tenant's lock."""

    def __init__(self) -> None:
        self.count = 0
        #: How often anything was kept, whether or not a state changed by it.
        self.kept = 0
        self._of: dict[Thing, list[Step]] = {}
        self._naming: dict[Thing, dict[Thing, None]] = {}

    def of(self, thing: Thing) -> tuple[Step, ...]:
        """Return the moves of a thing, oldest first; none where it is not known."""
        return tuple(self._of.get(thing, ()))

    def by_call(self, seq: int, things: Sequence[Thing]) -> tuple[Step, ...]:
        """Return what a call of the journal moved, in order, among some things."""
        reviewed = (
            Thing("fraud", thing.id) for thing in things if thing.kind == "order"
        )
        found = [
            step
            for thing in dict.fromkeys((*things, *reviewed))
            for step in self._of.get(thing, ())
            if step.called and step.call == seq
        ]
        return tuple(sorted(found, key=lambda step: step.number))

    def naming(self, thing: Thing) -> tuple[Thing, ...]:
        """Return what has named a thing since it was made, oldest first."""
        return tuple(self._naming.get(thing, ()))

    def note(self, turn: Turn, saved: Sequence[Thing], calls: int) -> None:
        """
        Note what *turn* moves by what it keeps now.

        Args:
            saved: What it keeps; the parts that moved in it are looked for.
            calls: How many calls there were so far.
        """
        self.kept += bool(saved)
        for thing in saved:
            if thing.kind not in _KINDS or thing.kind in _PARTS:
                continue
            record = turn.load(*thing)
            if record is None:
                self._moved(turn, thing, "deleted", calls)
                continue
            document = record.document
            state = document.get("state", record.private.get("state"))
            self._moved(turn, thing, state, calls)
            if thing.kind == "order":
                review = Thing("fraud", thing.id)
                self._moved(turn, review, document.get("fraudState"), calls)
        for thing in (*turn.made, *turn.moved):
            if thing.kind in _PARTS:
                self._moved(turn, thing, state_in(turn.load, *thing), calls)
        for thing in turn.made:
            record = turn.load(*thing)
            for named in () if record is None else named_by(record):
                if named.kind not in SHARED:
                    self._naming.setdefault(named, {})[thing] = None

    def _moved(self, turn: Turn, thing: Thing, state: str | None, calls: int) -> None:
        steps = self._of.get(thing)
        before = steps[-1].after if steps else None
        if state is None or state == before:
            return
        self.count += 1
        step = Step(
            number=self.count,
            at=turn.now,
            call=calls,
            thing=thing,
            before=before,
            trigger=turn.trigger,
            after=state,
        )
        self._of.setdefault(thing, []).append(step)
