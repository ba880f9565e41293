"""Moments and days as RFC 3339 writes them: for the engine that has no checker."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable, Mapping
from typing import Final

from mockdr.base.errors import Json

__all__ = ["CHECKERS", "is_date", "is_date_time"]

_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_TIME = r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?"
_ZONE = r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
_DAY = re.compile(_DATE)
_MOMENT = re.compile(f"{_DATE}[Tt]{_TIME}{_ZONE}")
_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY: Final = 2
_LAST_MINUTE: Final = 23 * 60 + 59
_MINUTES_A_DAY: Final = 24 * 60


def _is_day(year: int, month: int, day: int) -> bool:
    if not 1 <= month <= len(_LENGTHS):
        return False
    longer = month == _FEBRUARY and isleap(year)
    return 1 <= day <= _LENGTHS[month - 1] + longer


def is_date(value: Json) -> bool:
    """Return whether *value* is a day; what is no text is not judged."""
    if not isinstance(value, str):
        return True
    found = _DAY.fullmatch(value)
    return found is not None and _is_day(*map(int, found.groups()))


def is_date_time(value: Json) -> bool:
    """
    Return whether *value* is a moment with a zone; what is no text is not judged.

    A leap second can only be the last one of a day in UTC.
    """
    if not isinstance(value, str):
        return True
    found = _MOMENT.fullmatch(value)
    if found is None:
        return False
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    sign, ahead, besides = found.groups()[6:]
    offset = 60 * int(ahead or 0) + int(besides or 0)
    if not _is_day(year, month, day):
        return False
    if hour > 23 or minute > 59 or int(ahead or 0) > 23 or int(besides or 0) > 59:  # noqa: PLR2004 - a clock's hours and minutes
        return False
    if second == 60:  # noqa: PLR2004 - a leap second
        here = 60 * hour + minute
        there = here + offset if sign == "-" else here - offset
        return there % _MINUTES_A_DAY == _LAST_MINUTE
    return second < 60  # noqa: PLR2004 - a minute's seconds


CHECKERS: Final[Mapping[str, Callable[[Json], bool]]] = {
    "date": is_date,
    "date-time": is_date_time,
}
