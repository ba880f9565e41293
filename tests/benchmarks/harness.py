"""Rounds in which everything is measured once, in an order that chance decides."""

from __future__ import annotations

import gc
import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from mockdr.base.ids import Ids

#: Measures once and returns what one unit took, in seconds.
Measure = Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Several figures in a few: median, quartiles, and the extremes."""

    median: float
    low: float
    high: float
    least: float
    most: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread:
        """Return the spread of at least one figure."""
        ordered = sorted(figures)
        low, _, high = (
            statistics.quantiles(ordered, n=4, method="inclusive")
            if len(ordered) > 1
            else ordered * 3
        )
        return cls(
            median=statistics.median(ordered),
            low=low,
            high=high,
            least=ordered[0],
            most=ordered[-1],
        )

    def show(self, unit: str = "", digits: int = 2) -> str:
        """Return the spread as people read it."""
        f = f".{digits}f"
        return (
            f"{self.median:{f}}{unit} (half of them {self.low:{f}}-{self.high:{f}}, "
            f"all {self.least:{f}}-{self.most:{f}})"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """
    A line of the report.

    Args:
        target: The most that `value` should be; None where nothing was promised.
    """

    name: str
    shown: str
    value: float
    target: float | None = None

    @property
    def verdict(self) -> str:
        """Say whether the target was met."""
        if self.target is None:
            return ""
        word = "met" if self.value <= self.target else "MISSED"
        return f"   target {self.target:g}: {word}"

    def __str__(self) -> str:
        return f"  {self.name:<44} {self.shown}{self.verdict}"


@dataclass(slots=True, kw_only=True)
class Report:
    """What one part found out."""

    title: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(
        self, name: str, spread: Spread, *, unit: str, target: float | None = None
    ) -> None:
        """Add a spread of figures; it is judged by its median."""
        self.figures.append(
            Figure(
                name=name,
                shown=spread.show(unit),
                value=spread.median,
                target=target,
            )
        )

    def note(self, sentence: str) -> None:
        """Add what a reader of the figures has to know."""
        self.notes.append(f"  ({sentence})")

    def __str__(self) -> str:
        return "\n".join([self.title, *map(str, self.figures), *self.notes])


def rounds(
    measures: Mapping[str, Measure], *, count: int, seed: str = "rounds"
) -> dict[str, list[float]]:
    """
    Measure everything once a round, shuffled anew in each.

    Args:
        measures: Name to what measures it.
        count: How many rounds.
        seed: What the order grows from.
    """
    chance = Ids(seed)
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(count):
        for name in sorted(measures, key=lambda _: chance.chance()):
            gc.collect()
            found[name].append(measures[name]())
    return found


def ratios(found: Mapping[str, Sequence[float]], name: str, to: str) -> Spread:
    """Return the spread of *name* divided by *to*, round by round."""
    return Spread.of(
        [one / other for one, other in zip(found[name], found[to], strict=True)]
    )


def percentile(figures: Sequence[float], share: float) -> float:
    """Return the smallest figure that at least *share* of them do not exceed."""
    ordered = sorted(figures)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]
