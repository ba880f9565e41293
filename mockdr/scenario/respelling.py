"""Spellings that are refused and yet can mean but one thing, with what to write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.fixes import Edit, Fix
from mockdr.base.source import Place, Scalar

__all__ = ["as_list", "duration", "instead", "tabs"]

_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds"), "ms"),
        **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
        **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
        **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
        **dict.fromkeys(("d", "day", "days"), "d"),
    }
)
_DURATION: Final = re.compile(r"([0-9]{1,9})\s*([A-Za-z]+)")
#: What would be something else in a list that is written in brackets.
_STRANGE: Final = re.compile(r"[\[\]{}\"'#:]")


def instead(scalar: Scalar, text: str) -> Fix:
    """Return the fix that writes *text* for a whole scalar."""
    edit = Edit(place=scalar.place, old=scalar.text, new=text)
    return Fix(title=f"write {text} for {scalar.text}", edits=(edit,))


def duration(scalar: Scalar) -> Fix | None:
    """Return what spells a duration as the language does: `48h` for `48 hours`."""
    found = _DURATION.fullmatch(scalar.text)
    unit = _UNITS.get(found[2].lower()) if found is not None else None
    if found is None or unit is None or found[2] == "M":
        return None
    return instead(scalar, f"{found[1]}{unit}")


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
