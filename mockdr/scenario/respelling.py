"""Spellings that are refused and yet can mean but one thing, with what to write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from math import prod
from types import MappingProxyType
from typing import Final

from mockdr.base.fixes import Edit, Fix
from mockdr.base.source import Place, Scalar

__all__ = ["as_list", "duration", "hyphened", "instead", "straight", "tabs", "unspaced"]

_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds"), "ms"),
        **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
        **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
        **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
        **dict.fromkeys(("d", "day", "days"), "d"),
        **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), "w"),
    }
)
#: From short to long, and how many of the one before each of them holds.
_SPANS: Final = (("ms", 1), ("s", 1000), ("m", 60), ("h", 60), ("d", 24), ("w", 7))
_PART: Final = re.compile(r"([0-9]{1,9})\s*([A-Za-z]+)")
_DURATION: Final = re.compile(rf"(?:{_PART.pattern}(?:\s*,)?(?:\s+and)?\s*)+")
#: As ISO 8601 spells one; what stands before the T are years and months but for these.
_ISO: Final = re.compile(r"P(?=.)((?:\d+[DW])*)(?:T((?:\d+[HMS])+))?", re.IGNORECASE)
_LONGEST: Final = 60
#: Letters that have two of a to z in their place.
_SPELT: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa"}
)
_MARKS: Final = re.compile("[\u0300-\u036f]")
#: What would be something else in a list that is written in brackets.
_STRANGE: Final = re.compile(r"[\[\]{}\"'#:]")


def instead(scalar: Scalar, text: str) -> Fix:
    """Return the fix that writes *text* for a whole scalar."""
    edit = Edit(place=scalar.place, old=scalar.text, new=text)
    return Fix(title=f"write {text} for {scalar.text}", edits=(edit,))


def duration(scalar: Scalar) -> Fix | None:
    """Return what spells a duration as the language does: `48h` for `48 hours`."""
    iso = _ISO.fullmatch(scalar.text)
    text = f"{iso[1]}{iso[2] or ''}".lower() if iso is not None else scalar.text
    if not _DURATION.fullmatch(text):
        return None
    parts = []
    for count, word in _PART.findall(text):
        unit = _UNITS.get(word.lower())
        # A month is no minute.
        if unit is None or word == "M":
            return None
        parts.append((int(count), unit))
    order = [name for name, _ in _SPANS]
    places = [order.index(unit) for _, unit in parts]
    if places != sorted(set(places), reverse=True):
        return None
    finest = min(places[-1], order.index("d"))
    total = sum(n * _worth(at) for (n, _), at in zip(parts, places, strict=True))
    return instead(scalar, f"{total // _worth(finest)}{order[finest]}")


def _worth(place: int) -> int:
    """Return how many milliseconds a span has."""
    return prod(count for _, count in _SPANS[: place + 1])


def as_list(scalar: Scalar) -> Fix | None:
    """Return what makes a list of one text, or of several with commas between them."""
    place = scalar.place
    if scalar.quoted or _STRANGE.search(scalar.text) or place.line != place.end_line:
        return None
    ends = (place.column, place.end_column)
    edits = tuple(
        Edit(place=_at(place, column), old="", new=bracket)
        for column, bracket in zip(ends, "[]", strict=True)
    )
    return Fix(title=f"write [{scalar.text}]", edits=edits)


def unspaced(
    scalar: Scalar, words: Collection[str], *, safe: bool = True
) -> tuple[str, Fix | None] | None:
    """
    Return what to do about `key:value`, a text for YAML, and what puts a space there.

    Args:
        scalar: What was written, as a key or where a mapping is wanted.
        words: The keys that are possible there.
        safe: Whether a space is all that is missing.

    Returns:
        Advice and a fix, or None where *scalar* does not begin with a key and a colon.
    """
    key, colon, rest = scalar.text.partition(":")
    if scalar.quoted or not colon or not rest or key not in words:
        return None
    shown = {"{": "{...}", "[": "[...]"}.get(rest[0], rest[:_LONGEST])
    todo = f"a space is missing after the colon: write {key}: {shown}"
    place = scalar.place
    if not safe or rest[:1] == " " or place.line != place.end_line:
        return todo, None
    edit = Edit(place=_at(place, place.column + len(key) + 1), old="", new=" ")
    return todo, Fix(title="put a space after the colon", edits=(edit,))


def hyphened(text: str) -> str:
    """Return *text* in a to z, digits and hyphens."""
    spelt = unicodedata.normalize("NFC", text).lower().translate(_SPELT)
    bare = _MARKS.sub("", unicodedata.normalize("NFD", spelt))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def straight(scalar: Scalar) -> Fix:
    """Return what leaves the quotes of a typewriter away, or puts YAML's own there."""
    inner = scalar.text[1:-1]
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", inner) is not None
    return instead(scalar, inner if plain else "'" + inner.replace("'", "''") + "'")


def tabs(text: str, places: Iterable[Place]) -> Fix | None:
    """
    Return what writes spaces for tabs that only part words from each other.

    Args:
        text: The whole text, one line after another.
        places: Where its tabs stand.
    """
    lines = text.split("\n")
    edits = []
    for place in places:
        before = lines[place.line - 1][: place.column - 1]
        # Depth is for people to tell, and a tab in quotes may be meant.
        if before.strip() and not {'"', "'"} & {*before}:
            edits.append(Edit(place=place, old="\t", new=" "))
    return Fix(title="write spaces for tabs", edits=tuple(edits)) if edits else None


def _at(place: Place, column: int) -> Place:
    return Place(
        file=place.file,
        line=place.line,
        column=column,
        end_line=place.line,
        end_column=column,
    )
