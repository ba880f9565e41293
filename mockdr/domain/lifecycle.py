"""A lifecycle is one table of moves, and each move says where we know it from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from mockdr.base.errors import MockdrError

__all__ = ["Evidence", "ImpossibleMove", "Lifecycle", "Move", "row"]


class Evidence(str, Enum):
    """How well a fact is known."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """
    One row of a lifecycle.

    Args:
        before: State before; None when the thing is made.
        trigger: An operationId, or `actor.verb` of the scenario language.
        after: State after; equal to `before` when the thing stays as it is.
        guard: What must hold besides, in words; empty when nothing.
        evidence: How well the row is known.
        page: The page of the documentation, by file name.
    """

    before: str | None
    trigger: str
    after: str
    guard: str = ""
    evidence: Evidence = Evidence.DOCUMENTED
    page: str


def row(
    before: str | None,
    trigger: str,
    after: str,
    guard: str = "",
    evidence: Evidence = Evidence.DOCUMENTED,
    *,
    page: str,
) -> Move:
    """Return a move, written as a row of its table is read."""
    return Move(
        before=before,
        trigger=trigger,
        after=after,
        guard=guard,
        evidence=evidence,
        page=page,
    )


class ImpossibleMove(MockdrError):
    """The thing is in a state from which the trigger leads nowhere."""

    def __init__(self, lifecycle: Lifecycle, state: str | None, trigger: str) -> None:
        self.lifecycle = lifecycle
        self.state = state
        self.trigger = trigger
        possible = sorted({f"{m.trigger} to {m.after!r}" for m in lifecycle.at(state)})
        super().__init__(
            f"a {lifecycle.kind} in {state!r} cannot take {trigger}",
            help="possible here: " + (", ".join(possible) or "nothing, it is final"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """
    Every legal move of one kind of thing; a pair that is absent is impossible.

    Args:
        kind: The KIND of the scenario language, or `fraud`.
        states: Every state, as the contract spells it.
        moves: The table.
    """

    kind: str
    states: tuple[str, ...]
    moves: tuple[Move, ...]

    def at(self, state: str | None) -> tuple[Move, ...]:
        """Return the moves that leave *state* (None: those that make the thing)."""
        return tuple(m for m in self.moves if m.before == state)

    def outcomes(self, state: str | None, trigger: str) -> tuple[Move, ...]:
        """
        Return what *trigger* can do in *state*, in the order of the table.

        Raises:
            ImpossibleMove: If the table has no row for the pair.
        """
        found = tuple(m for m in self.at(state) if m.trigger == trigger)
        if not found:
            raise ImpossibleMove(self, state, trigger)
        return found

    def allows(self, state: str | None, trigger: str, after: str) -> bool:
        """Tell whether *trigger* can lead from *state* to *after*."""
        return any(m.trigger == trigger and m.after == after for m in self.at(state))

    def final(self) -> Iterator[str]:
        """Yield the states that nothing leaves."""
        for state in self.states:
            if all(m.after == state for m in self.at(state)):
                yield state
