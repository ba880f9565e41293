"""When a delivery that failed is tried again: one table for test and live mode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from mockdr.base.clock import parse_duration
from mockdr.base.errors import Json, MockdrError

__all__ = ["PLANS", "Plan", "Retries", "moments", "next_moment", "read_retries"]

#: The provider's own plan, no retry, or the moments of one's own: each so long after
#: the first attempt.
Retries: TypeAlias = Literal["documented", "none"] | tuple[timedelta, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    The retries of one mode.

    Args:
        moments: When each comes, counted from the first attempt.
        evidence: What of it is known, and what is chosen.
        page: The page of the documentation, by file name.
    """

    moments: tuple[timedelta, ...]
    evidence: str
    page: str


def _doubling(
    first: timedelta, longest: timedelta, end: timedelta
) -> tuple[timedelta, ...]:
    """Return moments whose distance doubles up to *longest*, none after *end*."""
    found: list[timedelta] = []
    wait = at = first
    while at <= end:
        found.append(at)
        wait = min(2 * wait, longest)
        at += wait
    return tuple(found)


#: Mode to its retries.
PLANS: Final[Mapping[str, Plan]] = MappingProxyType(
    {
        "test": Plan(
            moments=(timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)),
            evidence="documented: three, over a few hours; inferred: the moments. A "
            "note of 2020-03-20 speaks of four over a couple of hours",
            page="events-and-webhooks-1/README.md",
        ),
        "live": Plan(
            moments=_doubling(
                timedelta(minutes=1), timedelta(hours=6), timedelta(hours=72)
            ),
            evidence="documented: up to 72 hours, further and further apart; inferred: "
            "from one minute, doubling, six hours apart at most",
            page="events-and-webhooks-1/README.md",
        ),
    }
)


def moments(retries: Retries, *, live: bool) -> tuple[timedelta, ...]:
    """Return when the retries come, each counted from the first attempt."""
    if retries == "none":
        return ()
    if retries == "documented":
        return PLANS["live" if live else "test"].moments
    return retries


def next_moment(
    retries: Retries, *, live: bool, last: datetime, made: int
) -> datetime | None:
    """
    Return when a delivery is tried again, or None when it is given up.

    Attempts are as far apart as the plan has them, however late the last one was due.

    Args:
        last: When its last attempt was due; how long it took does not matter.
        made: How many attempts there were, but those by hand.
    """
    plan = (timedelta(), *moments(retries, live=live))
    if not 1 <= made < len(plan):
        return None
    return last + plan[made] - plan[made - 1]


def read_retries(value: Json) -> Retries:
    """
    Return the retries that *value* says: a word, or durations in a list or a text.

    Raises:
        MockdrError: If it says none; the help tells what it can be.
    """
    text = value.strip() if isinstance(value, str) else value
    if text in ("documented", "none"):
        return "none" if text == "none" else "documented"
    parts = text.replace(",", " ").split() if isinstance(text, str) else text
    if isinstance(parts, Sequence) and parts:
        try:
            found = tuple(
                part if isinstance(part, timedelta) else parse_duration(str(part))
                for part in parts
            )
        except MockdrError:
            found = ()
        if found and list(found) == sorted(set(found)) and found[0] > timedelta():
            return found
    raise MockdrError(
        f"{value!r} is no plan of retries",
        help="'documented', 'none', or durations since the first attempt, each longer "
        "than the one before: '5m, 30m, 2h'",
    )
