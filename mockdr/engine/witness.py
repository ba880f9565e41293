"""Sees every piece of work that a tenant does, and notes which way things took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from mockdr.contract import errors
from mockdr.domain import LIFECYCLES
from mockdr.engine.things import Thing

if TYPE_CHECKING:
    from mockdr.engine.misses import Seen
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.turn import Turn

__all__ = ["Refused", "Taken", "Witness"]

#: The operation whose refusal is a row of the tables: it says what stays usable.
_TELLING: Final = "createOrders"
#: Kinds whose moves are made elsewhere than in a turn.
_APART: Final = frozenset({"webhook_delivery", "fraud"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """
    A row of a lifecycle table that was gone through.

    Args:
        kind: The KIND of the thing, or `fraud`.
        id: Which of them; of `fraud`, the order.
        before: Its state before; None where it was made.
        trigger: An operationId, or `actor.verb`.
        after: Its state after; equal to `before` where it stayed as it was.
        step: The number of the story's step, from 1; 0 for what no step tells.
        follows: Whether no step did it: it came by itself, after that step.
    """

    kind: str
    id: str
    before: str | None
    trigger: str
    after: str
    step: int = 0
    follows: bool = False

    @property
    def row(self) -> tuple[str, str | None, str, str]:
        """What a table knows of it: kind, before, trigger, after."""
        return self.kind, self.before, self.trigger, self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """
    An error that was answered: the edge that was blocked.

    Args:
        operation: The operationId.
        key: The key of the catalogue's entry.
        parameter: The parameter in the answer, if any.
        states: KIND (or `fraud`) to the state of what the request was about.
        ids: KIND to its id.
        code: What the shop sees of it: the code in the answer, or else the type.
        step: The number of the story's step, from 1; 0 for what no step tells.
    """

    operation: str
    key: str
    parameter: str | None
    states: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    step: int = 0

    @property
    def facts(self) -> tuple[int, str | None, str | None, str | None]:
        """What a client sees of it: status, type, code, parameter."""
        entry = errors()[self.key]
        return entry.status, entry.type, entry.code, self.parameter


@dataclass(slots=True, kw_only=True)
class _Turn:
    turn: Turn
    before: Mapping[Thing, str | None]
    step: int | None = None
    follows: bool = False
    struck: bool = False
    answered: Seen | None = None
    ended: bool = False
    taken: list[Taken] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


class Witness:
    """
    Compares what there is before each piece of work with what there is after it.

    The engine works in turns: one has ended when the next begins.
    """

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._turns: list[_Turn] = []
        tenant.witness = self

    @property
    def moves(self) -> tuple[Taken, ...]:
        """Every row that was gone through so far, in order."""
        self._end()
        return tuple(
            replace(taken, step=turn.step or 0, follows=turn.follows)
            for turn in self._turns
            for taken in turn.taken
        )

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Every error that was answered so far, in order."""
        self._end()
        return tuple(
            replace(refused, step=turn.step or 0)
            for turn in self._turns
            for refused in turn.refused
        )

    def begins(self, turn: Turn) -> None:
        """Take note that a piece of work begins."""
        self._end()
        self._turns.append(_Turn(turn=turn, before=self._states()))

    def answered(self, turn: Turn, seen: Seen | None) -> None:
        """Take note of what a call was answered; None where a fault kept it from it."""
        for one in reversed(self._turns):
            if one.turn is turn:
                one.struck, one.answered = seen is None, seen
                return

    def played(self, number: int, trigger: str, previous: int) -> None:
        """
        Say which step the work is of that nobody has claimed yet.

        Args:
            number: The step's number, from 1.
            trigger: An operationId, or `actor.verb`.
            previous: The number of the step before: what was done between is its.
        """
        own = False
        for one in self._unclaimed():
            own = own or one.turn.trigger == trigger
            one.step = number if own else previous
            # Before the first step there is nothing that it could follow.
            one.follows = not own and previous > 0

    def followed(self, number: int) -> None:
        """Say that what nobody has claimed yet followed from a step."""
        for one in self._unclaimed():
            one.step = number

    def _unclaimed(self) -> Sequence[_Turn]:
        first = len(self._turns)
        while first and self._turns[first - 1].step is None:
            first -= 1
        return self._turns[first:]

    def _end(self) -> None:
        if not self._turns or self._turns[-1].ended:
            return
        last = self._turns[-1]
        last.ended = True
        after = dict(self._states())
        after |= dict.fromkeys((t for t in last.before if t not in after), "deleted")
        if last.answered is not None:
            self._note_errors(last, last.answered)
        made, moved, about = last.turn.made, last.turn.moved, last.turn.about
        touched = {*made, *moved, *about.items()}
        can_stay = not last.struck and (
            not last.refused or last.turn.trigger == _TELLING
        )
        for thing, state in after.items():
            before = last.before.get(thing)
            stayed = before == state
            if state is None or (stayed and not (thing in touched and can_stay)):
                continue
            last.taken.append(
                Taken(
                    kind=thing.kind,
                    id=thing.id,
                    before=before,
                    trigger=last.turn.trigger,
                    after=state,
                )
            )

    def _note_errors(self, last: _Turn, seen: Seen) -> None:
        ids = dict(last.turn.about)
        states = {
            kind: state
            for kind, id in ids.items()
            if (state := last.before.get(Thing(kind, id))) is not None
        }
        if "order" in ids:
            fraud = last.before.get(Thing("fraud", ids["order"]))
            states |= {} if fraud is None else {"fraud": fraud}
        listed = seen.document["errors"] if seen.errors else ()
        last.refused += [
            Refused(
                operation=last.turn.trigger,
                key=key,
                parameter=error.get("parameter"),
                states=states,
                ids=ids,
                code=str(error.get("code") or seen.document.get("type") or key),
            )
            for key, error in zip(seen.errors, listed, strict=True)
        ]

    def _states(self) -> dict[Thing, str | None]:
        tenant = self._tenant
        found = {
            Thing(kind, id): tenant.state_of(kind, id)
            for kind in LIFECYCLES
            if kind not in _APART
            for id in tenant.store.newest(kind)
        }
        for id in tenant.store.newest("order"):
            found[Thing("fraud", id)] = tenant.state_of("fraud", id)
        return found
