"""What would put a finding right, as data: which text becomes which."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mockdr.base.source import Place

__all__ = ["Edit", "Fix", "respelt"]

#: How alike two spellings are, from 0 to 1, if one is meant by the other.
_ALIKE: Final = 0.75
#: By how much it is more like the one than like any other, so that nothing is guessed.
_AHEAD: Final = 0.04
_LONGEST: Final = 100
_JOINTS: Final = re.compile(r"[-_ ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """
    One change of a text.

    Args:
        place: Where *old* stands; more may stand there, such as quotes.
        old: What becomes *new*: it stands there once. Empty where *new* is inserted
            at the start of the place.
        new: What is written instead.
    """

    place: Place
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """
    A change that is safe: it says what the text was meant to say.

    Args:
        title: What it does, for people, without a full stop.
        edits: All of them, or none.
    """

    title: str
    edits: tuple[Edit, ...]


def respelt(word: str, words: Iterable[str], place: Place) -> Fix | None:
    """
    Return what writes the one of *words* that is meant; None if that is in doubt.

    Args:
        word: What was written.
        words: What could have been written.
        place: Where it stands.
    """
    meant = _meant(word, words)
    if meant is None or meant == word:
        return None
    return Fix(
        title=f"write {meant} for {word}",
        edits=(Edit(place=place, old=word, new=meant),),
    )


def _meant(word: str, words: Iterable[str]) -> str | None:
    # Nothing tells which of two dates or numbers is meant.
    if len(word) > _LONGEST or not any(map(str.isalpha, word)):
        return None
    plain = _plain(word)
    known: dict[str, list[str]] = {}
    for one in dict.fromkeys(words):
        known.setdefault(_plain(one), []).append(one)
    alike = difflib.get_close_matches(plain, known, n=2, cutoff=_ALIKE)
    if not alike or len(known[alike[0]]) > 1:
        return None
    if len(alike) > 1:
        first, second = (
            difflib.SequenceMatcher(None, one, plain).ratio() for one in alike
        )
        if first - second < _AHEAD:
            return None
    return known[alike[0]][0]


def _plain(word: str) -> str:
    """Return *word* without what only spells it: its case, and how it is joined."""
    return _JOINTS.sub("", word).lower()
