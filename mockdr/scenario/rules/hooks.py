"""
The rules that look at a whole story, or at a whole text, in the order of their codes.

A finding that comes out of reading a place is made where the place is read. What shows
only in the whole is looked for by a function in the file of its rule:

- `check(look: Look) -> Iterator[Diagnostic]`: once for each story that can be played,
  before it is rehearsed; where it finds an error there is no rehearsal.
- `review(look: Look, told: Told) -> Iterator[Diagnostic]`: once for each story that
  held in its rehearsal.
- `scan(text: Text) -> Iterator[Diagnostic]`: once for each text, even a broken one.
- `compare(gists: Sequence[Gist]) -> Iterator[Diagnostic]`: once for all the files that
  are looked at together.

The codes are listed here so that nothing has to be imported to know them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Final

from mockdr.base.diagnostics import Diagnostic
from mockdr.scenario.gist import Gist
from mockdr.scenario.rules import RULES
from mockdr.scenario.rules.look import Look, Text, Told

__all__ = [
    "CHECKS",
    "COMPARES",
    "REVIEWS",
    "SCANS",
    "check",
    "compare",
    "review",
    "scan",
]

#: Rules that have a function `check`.
CHECKS: Final[tuple[str, ...]] = (
    "MDR125",
    "MDR127",
    "MDR212",
    "MDR213",
    "MDR214",
    "MDR320",
    "MDR321",
    "MDR322",
    "MDR323",
    "MDR324",
    "MDR412",
    "MDR420",
    "MDR421",
    "MDR422",
    "MDR425",
    "MDR504",
    "MDR506",
    "MDR509",
    "MDR510",
    "MDR511",
    "MDR512",
)
#: Rules that have a function `review`.
REVIEWS: Final[tuple[str, ...]] = ("MDR505",)
#: Rules that have a function `scan`.
SCANS: Final[tuple[str, ...]] = (
    "MDR121",
    "MDR122",
    "MDR123",
    "MDR503",
    "MDR508",
)
#: Rules that have a function `compare`.
COMPARES: Final[tuple[str, ...]] = ("MDR507",)


@cache
def _hooks(
    name: str, codes: tuple[str, ...]
) -> tuple[Callable[..., Iterator[Diagnostic]], ...]:
    return tuple(getattr(RULES.module(code), name) for code in codes)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield what the rules find that look at a whole story."""
    for hook in _hooks("check", CHECKS):
        yield from hook(look)


def review(look: Look, told: Told) -> Iterator[Diagnostic]:
    """Yield what the rules find that look at a story and how it went."""
    for hook in _hooks("review", REVIEWS):
        yield from hook(look, told)


def scan(text: Text) -> Iterator[Diagnostic]:
    """Yield what the rules find that look at a whole text."""
    for hook in _hooks("scan", SCANS):
        yield from hook(text)


def compare(gists: Sequence[Gist]) -> Iterator[Diagnostic]:
    """Yield what the rules find that look at several files side by side."""
    for hook in _hooks("compare", COMPARES):
        yield from hook(gists)
