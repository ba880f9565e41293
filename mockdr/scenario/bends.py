"""How deliveries are bent: what a scenario says, and whom it strikes, by counting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from mockdr.base.source import Place

__all__ = ["ANY", "Bend", "BendKind", "Bent", "Tally", "When", "fold"]

#: Stands for every type of event.
ANY: Final = "any"

BendKind = Literal[
    "duplicate",
    "late",
    "swap",
    "drop",
    "stale",
    "tampered",
    "old_secret",
    "unknown_type",
    "down",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """
    Which of the events that fit are struck; all of them when nothing is said.

    Args:
        first: So many, from the first on.
        every: One in so many: the last of each.
        probability: Each with this chance, from 0 (never) to 1 (always).
    """

    first: int | None = None
    every: int | None = None
    probability: float | None = None

    def strikes(self, number: int, chance: Callable[[], float]) -> bool:
        """
        Tell whether the event of this *number* is struck.

        Args:
            number: The how manieth that fits, from 1.
            chance: Returns a number of 0 up to, not including, 1.
        """
        if self.first is not None:
            return number <= self.first
        if self.every is not None:
            return number % self.every == 0
        return self.probability is None or chance() < self.probability


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend:
    """
    One entry of `delivery`.

    Args:
        event: A type of event, or `ANY`.
        by: How much too late a late one comes, how much too old a stale one looks.
        copies: How often a duplicate comes in all.
        attempts: How many attempts of each delivery meet a receiver that is down.
        place: Where it is written.
    """

    event: str
    kind: BendKind
    by: timedelta | None = None
    copies: int = 2
    attempts: int = 1
    when: When = When()
    place: Place

    def fits(self, event: str) -> bool:
        """Tell whether it is about events of this type."""
        return self.event in (ANY, event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bent:
    """
    What becomes of the deliveries of one event.

    Args:
        copies: How often it comes in all.
        late: How long it waits on the tenant's clock before the first attempt.
        swapped: Whether it waits until the receiver has been sent another event.
        dropped: Whether it never comes, and is not tried again either.
        stale: How much older than true the first attempt's timestamp is.
        tampered: Whether the body of the first attempt is changed after signing.
        old_secret: Whether the oldest secret alone signs the first attempt.
        down: How many attempts meet a receiver that is down.
        stranger: Whether an event of an unknown type comes besides.
        chance: Whether chance had a hand in it: nobody can have known.
    """

    copies: int = 1
    late: timedelta | None = None
    swapped: bool = False
    dropped: bool = False
    stale: timedelta | None = None
    tampered: bool = False
    old_secret: bool = False
    down: int = 0
    stranger: bool = False
    chance: bool = False

    @property
    def kinds(self) -> tuple[BendKind, ...]:
        """The kinds of adversity that the event's own deliveries meet."""
        if self.dropped:
            return ("drop",)
        met: dict[BendKind, object] = {
            "duplicate": self.copies > 1,
            "late": self.late,
            "swap": self.swapped,
            "stale": self.stale,
            "tampered": self.tampered,
            "old_secret": self.old_secret,
            "down": self.down,
        }
        return tuple(kind for kind, struck in met.items() if struck)


def fold(bends: Iterable[Bend]) -> Bent:
    """
    Return what *bends* make of one event together.

    Of a kind, the first holds; what is late is not swapped besides, for it comes after
    others in any case.
    """
    first: dict[BendKind, Bend] = {}
    for bend in bends:
        first.setdefault(bend.kind, bend)
    late, stale = first.get("late"), first.get("stale")
    return Bent(
        copies=first["duplicate"].copies if "duplicate" in first else 1,
        late=None if late is None else late.by,
        swapped="swap" in first and late is None,
        dropped="drop" in first,
        stale=None if stale is None else stale.by,
        tampered="tampered" in first,
        old_secret="old_secret" in first,
        down=first["down"].attempts if "down" in first else 0,
        stranger="unknown_type" in first,
        chance=any(bend.when.probability is not None for bend in first.values()),
    )


class Tally:
    """
    Counts the events of one run, or of a tenant outside runs, for each bend.

    Args:
        bends: What counts, in the order of the file.
        chance: By a bend's number, from 0: returns numbers of 0 up to 1. Each bend has
            a source of its own, so that none depends on its neighbours.
    """

    def __init__(
        self, bends: Sequence[Bend], chance: Callable[[int], Callable[[], float]]
    ) -> None:
        self._bends = tuple(bends)
        self._chances = [chance(number) for number in range(len(self._bends))]
        self._counts = [0] * len(self._bends)

    def struck(self, event: str) -> tuple[Bend, ...]:
        """Count an event of this type, and return the bends that strike it."""
        found = []
        for number, bend in enumerate(self._bends):
            if bend.fits(event):
                self._counts[number] += 1
                if bend.when.strikes(self._counts[number], self._chances[number]):
                    found.append(bend)
        return tuple(found)
