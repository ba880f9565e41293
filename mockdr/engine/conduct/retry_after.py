"""A client that is told to wait has to wait before it asks the same again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mockdr.engine.conduct.deed import Deed, Now, Remark
from mockdr.engine.conduct.memory import Memory

__all__ = ["RetryAfter"]

_HEADER: Final = "retry-after"
#: Timers of operating systems go off this much too early.
_EARLY: Final = timedelta(milliseconds=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    seq: int
    status: int
    seconds: int
    then: Now

    def left(self, now: Now) -> timedelta:
        """Return how long there is still to wait."""
        wait = timedelta(seconds=self.seconds)
        return max(wait - now.since(self.then), timedelta(0))


class RetryAfter:
    """
    The same request, word for word, was sent again before `Retry-After` was over.

    Why: who comes back at once is turned away at once, and all of a shop's requests
    count against one key. Instead: wait as long as the reply says. The wait counts
    where either clock, the tenant's or the real one, has moved that far; so a test
    may let its replacement of `sleep` advance the tenant's clock.

    Not found: another request meanwhile, and one that was on its way already when the
    answer was given. Source: rate-limiting.md.
    """

    name = "retry_after"

    def __init__(self) -> None:
        self._told: Memory[_Told] = Memory()

    def watch(self, deed: Deed, now: Now) -> Iterator[Remark]:
        """Look whether a wait was asked for, and kept."""
        told = self._told.get(deed.same) if self._told else None
        if told is not None and deed.since >= told.seq:
            self._told.drop(deed.same)
            if told.left(now) > _EARLY:
                yield Remark(
                    about=deed.same,
                    calls=(told.seq, deed.seq),
                    message=(
                        f"{deed.operation} was sent again too early: #{told.seq} had "
                        f"answered {told.status} with Retry-After: {told.seconds}; "
                        f"wait {told.seconds}s first (a test that replaces sleep has "
                        "to advance mockdr's clock by as much)"
                    ),
                    details={"retry_after": told.seconds},
                )
        seconds = deed.headers.get(_HEADER, "")
        if not deed.lost and seconds.isascii() and seconds.isdigit():
            self._told.put(
                deed.same,
                _Told(
                    seq=deed.seq,
                    status=deed.entry.status,
                    seconds=int(seconds[:9]),
                    then=now,
                ),
            )

    def patience(self, now: Now) -> timedelta:
        """Return how long a client would have to wait now to have kept every wait."""
        left = (told.left(now) for told in self._told.values())
        return max(left, default=timedelta(0))
