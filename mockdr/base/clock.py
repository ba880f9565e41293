"""The tenant's clock: it stands or runs, moves forward only, and knows what is due."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from mockdr.base.errors import MockdrError
from mockdr.base.moments import parse_duration, parse_instant

__all__ = [
    "Clock",
    "Due",
    "parse_duration",
    "parse_instant",
    "real_monotonic",
    "real_now",
    "real_wait",
    "wire_time",
    "wire_time_fine",
]

#: No clock goes further, so that what is due later still has a date.
_END = datetime(9000, 1, 1, tzinfo=timezone.utc)


def real_now() -> datetime:
    """Return the real time, in UTC; one of the doors by which time comes in."""
    return datetime.now(timezone.utc)  # noqa: TID251


def real_monotonic() -> float:
    """Return the real monotonic time, in seconds."""
    return time.monotonic()  # noqa: TID251


def real_wait(seconds: float) -> None:
    """Wait for real; only a scenario's `fault` makes anyone call this."""
    time.sleep(seconds)  # noqa: TID251


def wire_time(moment: datetime) -> str:
    """Return *moment* as the provider prints it: whole seconds, UTC, with `Z`."""
    naive = moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
    return f"{naive.isoformat()}Z"


def wire_time_fine(moment: datetime) -> str:
    """Return *moment* as some resources print it: with milliseconds, UTC, with `Z`."""
    naive = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return f"{naive.isoformat(timespec='milliseconds')}Z"


def _within_the_calendar(moment: datetime) -> datetime:
    if moment > _END:
        raise MockdrError(
            f"{wire_time(moment)} is beyond the end of the calendar",
            help=f"stay before {wire_time(_END)}",
        )
    return moment


@dataclass(order=True, slots=True)
class Due:
    """
    Something that happens at a moment: ordered by time, then rank, then entry.

    Args:
        endless: Whether it puts its like on the agenda again and again, as a
            subscription's next renewal does.
        moot: Tells whether it has become pointless: it is then not due any more.
    """

    when: datetime
    rank: tuple[int, ...]
    number: int
    what: str
    action: Callable[[], None]
    cancelled: bool = False
    endless: bool = False
    moot: Callable[[], bool] | None = None

    @property
    def off(self) -> bool:
        """Whether it will not happen: cancelled, or pointless as things stand."""
        return self.cancelled or (self.moot is not None and self.moot())

    def cancel(self) -> None:
        """Make it never happen."""
        self.cancelled = True


class Clock:
    """
    A clock that only moves forward, and stands at each moment when something is due.

    Args:
        start: The first moment, with a zone.
        running: Whether it follows real time between moves by hand.
        monotonic: Source of real seconds; a test passes its own.

    Not safe for threads by itself: the tenant's lock guards it.
    """

    def __init__(
        self,
        start: datetime,
        *,
        running: bool = False,
        monotonic: Callable[[], float] = real_monotonic,
    ) -> None:
        if start.tzinfo is None:
            raise MockdrError("a clock needs a start with a time zone", help="use UTC")
        self._now = _within_the_calendar(start.astimezone(timezone.utc))
        self._monotonic = monotonic
        self._since: float | None = monotonic() if running else None
        self._agenda: list[Due] = []
        self._count = 0
        self._standing = False

    @property
    def running(self) -> bool:
        """Whether the clock follows real time."""
        return self._since is not None

    @property
    def now(self) -> datetime:
        """The present moment, in UTC."""
        if self._since is None or self._standing:
            return self._now
        elapsed = self._monotonic() - self._since
        return self._now + timedelta(seconds=elapsed)

    @property
    def due(self) -> tuple[Due, ...]:
        """What is still to happen, soonest first."""
        return tuple(sorted(d for d in self._agenda if not d.off))

    @property
    def entered(self) -> int:
        """How much is on the agenda, also of what has become pointless since."""
        return len(self._agenda)

    @property
    def soonest(self) -> datetime | None:
        """When the next thing is due, or None if nothing is."""
        if self._agenda and not self._agenda[0].off:
            return self._agenda[0].when
        return min((d.when for d in self._agenda if not d.off), default=None)

    def _catch_up_with_real_time(self) -> None:
        # What it has made due is over: nobody can stop there without going back.
        if self._since is not None:
            self.catch_up()
            self._fold()

    def _fold(self) -> None:
        if self._since is not None:
            here = self._monotonic()
            self._now += timedelta(seconds=here - self._since)
            self._since = here

    def freeze(self, frozen: bool = True) -> None:
        """
        Stop following real time, or with ``frozen=False`` follow it again.

        What real time has made due by now happens first, at its own moment.
        """
        self.catch_up()
        self._fold()
        self._since = None if frozen else self._monotonic()

    def call_at(
        self,
        when: datetime,
        what: str,
        action: Callable[[], None],
        *,
        rank: tuple[int, ...] = (),
        endless: bool = False,
        moot: Callable[[], bool] | None = None,
    ) -> Due:
        """
        Put *action* on the agenda.

        Args:
            when: The moment; one in the past is due at once.
            what: A sentence for whoever asks what is due.
            action: Called with the clock standing at *when*.
            rank: Order among actions of the same moment, before order of entry.
            endless: Whether its like follows it again and again: nobody who waits
                until all is quiet waits for it.
            moot: Tells whether it has become pointless; asked whenever it matters.
        """
        self._count += 1
        due = Due(
            when=when,
            rank=rank,
            number=self._count,
            what=what,
            action=action,
            endless=endless,
            moot=moot,
        )
        heapq.heappush(self._agenda, due)
        return due

    def catch_up(self) -> None:
        """Let everything happen that is due by now, each at its own moment."""
        if self._agenda or self._since is not None:
            self._run_to(self.now)

    def move_to(self, moment: datetime) -> None:
        """
        Move forward to *moment*; what is due on the way happens in order.

        Raises:
            MockdrError: If *moment* is in the past, or beyond the calendar.
        """
        self._run_to(self.target(moment))

    def advance(self, duration: timedelta) -> None:
        """
        Move forward by *duration*.

        Raises:
            MockdrError: If *duration* is negative or too long.
        """
        self._run_to(self.target(duration))

    def target(self, goal: datetime | timedelta) -> datetime:
        """
        Return the moment that *goal* means: one to come, or so much later than now.

        Raises:
            MockdrError: If it is in the past, or beyond the calendar.
        """
        # A running clock is read once: by the next look it would have moved on.
        now = self.now
        if isinstance(goal, timedelta):
            try:
                moment = now + goal
            except OverflowError:
                raise MockdrError(
                    "that is beyond the end of the calendar", help="advance by less"
                ) from None
        elif goal.tzinfo is None:
            raise MockdrError(f"{goal.isoformat()} has no time zone", help="use UTC")
        else:
            moment = goal.astimezone(timezone.utc)
        if moment < now:
            raise MockdrError(
                f"the clock is at {wire_time(now)} and cannot go back to "
                f"{wire_time(moment)}",
                help="start with an earlier `now`",
            )
        return _within_the_calendar(moment)

    def reach(self, moment: datetime, *, until: Callable[[], bool]) -> bool:
        """
        Move forward to *moment*, but stop as soon as *until* holds.

        It is asked before anything happens, and after each thing that was due.

        Returns:
            Whether *moment* is reached; otherwise the clock stands on the way to it.

        Raises:
            MockdrError: If *moment* is beyond the calendar.
        """
        self._catch_up_with_real_time()
        return self._run_to(self._no_earlier(moment), until)

    def _no_earlier(self, moment: datetime) -> datetime:
        return max(self.now, _within_the_calendar(moment))

    def run_until_idle(
        self, limit: int = 100_000, *, until: Callable[[], bool] | None = None
    ) -> bool:
        """
        Move forward until nothing is due any more but what has no end.

        Args:
            until: Stops it on the way, as `reach` does.

        Returns:
            Whether it is idle.

        Raises:
            MockdrError: If there is no end in *limit* moments, or in the calendar.
        """
        self._catch_up_with_real_time()
        if not self._run_to(self.now, until):
            return False
        for _ in range(limit):
            last = max(
                (d.when for d in self._agenda if not (d.endless or d.off)),
                default=None,
            )
            if last is None:
                return True
            if not self._run_to(self._no_earlier(last), until):
                return False
        raise MockdrError(
            f"after {limit} due moves there is still more due",
            help="advance by a duration instead",
        )

    def _run_to(
        self, moment: datetime, until: Callable[[], bool] | None = None
    ) -> bool:
        if self._standing:
            # An action that moves the clock would make time run inside time.
            raise MockdrError(
                "the clock is moving already", help="do not move it from an action"
            )
        here = self._monotonic()
        self._standing = True
        reached = until is None or not until()
        try:
            while reached and self._agenda and self._agenda[0].when <= moment:
                due = heapq.heappop(self._agenda)
                if due.off:
                    continue
                self._now = max(self._now, due.when)
                due.action()
                reached = until is None or not until()
        except BaseException:
            # The rest of the way is not gone, unless real time has gone it.
            reached = self.running
            raise
        finally:
            if reached:
                self._now = max(self._now, moment)
            self._standing = False
            if self._since is not None:
                self._since = here
        return reached
