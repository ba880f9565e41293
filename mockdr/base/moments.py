"""Reads durations and moments as people and files write them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from mockdr.base.errors import MockdrError

__all__ = ["parse_duration", "parse_instant"]

_DURATION = re.compile(r"([0-9]{1,18})(ms|s|m|h|d)")
#: One spelling for every interpreter: what `fromisoformat` takes grew in 3.11.
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]"
    r"((?:[01][0-9]|2[0-3]):[0-5][0-9])(:[0-5][0-9])?"
    r"(?:\.([0-9]{1,9}))?([Zz]|[+-][0-9]{2}:?[0-9]{2})?"
)
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}


def parse_duration(text: str) -> timedelta:
    """
    Return the duration that *text* spells: digits, then ms, s, m, h or d.

    Raises:
        MockdrError: If *text* is anything else, or longer than time itself.
    """
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise MockdrError(
            f"{text!r} is not a duration",
            help="write digits and one of ms, s, m, h, d, for example 48h",
        )
    try:
        return int(found[1]) * _UNITS[found[2]]
    except OverflowError:
        raise MockdrError(
            f"{text!r} is longer than a clock can count", help="use fewer days"
        ) from None


def parse_instant(text: str) -> datetime:
    """
    Return the moment that *text* spells in ISO 8601 with a zone, in UTC.

    Raises:
        MockdrError: If *text* is no moment or has no zone.
    """
    unreadable = MockdrError(
        f"{text!r} is not a moment in time", help="write it like 2024-05-01T12:00:00Z"
    )
    found = _INSTANT.fullmatch(text.strip())
    if found is None:
        raise unreadable
    day, minute, second, fraction, zone = found.groups()
    if zone is None:
        raise MockdrError(
            f"{text!r} has no time zone", help=f"write {text.strip()}Z for UTC"
        )
    zone = "+00:00" if zone in "Zz" else f"{zone[:3]}:{zone[-2:]}"
    micros = (fraction or "").ljust(6, "0")[:6]
    try:
        moment = datetime.fromisoformat(
            f"{day}T{minute}{second or ':00'}.{micros}{zone}"
        )
        return moment.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        raise unreadable from None
