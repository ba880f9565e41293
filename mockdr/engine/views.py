"""What tests hold of a tenant: the stories in force, and the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from mockdr.base.clock import Clock
from mockdr.base.errors import Json, MockdrError
from mockdr.scenario.runner import Playing, Run
from mockdr.scenario.story import Story

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Clockwork", "Happened", "Played", "RunView"]

#: So often `run_until_idle` stops to deliver, before it says that there is no end.
_MOST_PAUSES: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A thing that an act moved, and the state it is in now."""

    kind: str
    id: str
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run of a scenario, as a test sees it; `step` counts from 1."""

    number: int
    step: int
    ended: bool
    derailed: str | None
    things: Mapping[str, Mapping[str, Json]]


class Played:
    """A scenario in force: what `given` made, and its runs."""

    def __init__(self, tenant: Tenant, playing: Playing) -> None:
        self._tenant = tenant
        self._playing = playing

    @property
    def story(self) -> Story:
        """The scenario."""
        return self._playing.story

    @property
    def given(self) -> dict[str, dict[str, Json]]:
        """The documents that `given` made, by NAME."""
        found = {
            name: self._tenant.document(kind, id)
            for name, (kind, id) in self._playing.given.items()
        }
        return {name: document for name, document in found.items() if document}

    @property
    def runs(self) -> list[RunView]:
        """The runs so far, oldest first."""
        return [self._view(run) for run in self._playing.runs]

    def _view(self, run: Run) -> RunView:
        named = {
            name: self._tenant.document(kind, id)
            for kind, id, name in run.things
            if name is not None
        }
        return RunView(
            number=run.number,
            step=run.position + 1,
            ended=run.ended,
            derailed=run.derailed or None,
            things={name: doc for name, doc in named.items() if doc is not None},
        )


class Clockwork:
    """
    The tenant's clock, as hands hold it.

    Every move happens under the tenant's lock; at each moment at which something is
    ready to be delivered it stops, lets go of the lock, and lets it be delivered.
    """

    def __init__(self, tenant: Tenant, clock: Clock) -> None:
        self._tenant = tenant
        self._clock = clock

    @property
    def now(self) -> datetime:
        """The present moment, in UTC."""
        return self._clock.now

    @property
    def running(self) -> bool:
        """Whether the clock follows real time."""
        return self._clock.running

    @property
    def due(self) -> list[tuple[datetime, str]]:
        """What is still to happen, and when; soonest first."""
        with self._tenant.lock:
            return [(due.when, due.what) for due in self._clock.due]

    @property
    def entered(self) -> int:
        """How much is on the agenda, also of what has become pointless since."""
        with self._tenant.lock:
            return self._clock.entered

    @property
    def soonest(self) -> datetime | None:
        """When the next thing is due, or None if nothing is."""
        with self._tenant.lock:
            return self._clock.soonest

    def advance(self, duration: timedelta) -> None:
        """Move forward; what is due on the way happens in order."""
        self._move(duration)

    def at(self, moment: datetime) -> None:
        """Move forward to *moment*."""
        self._move(moment)

    def target(self, goal: datetime | timedelta) -> datetime:
        """Return the moment that *goal* means, as `Clock.target` does."""
        with self._tenant.lock:
            return self._clock.target(goal)

    def reach(self, moment: datetime) -> bool:
        """
        Move forward to *moment*, and deliver nothing on the way.

        Returns:
            Whether it is reached; otherwise something is ready to be delivered.
        """
        mail = self._tenant.mail
        with self._tenant.lock:
            return self._clock.reach(moment, until=lambda: mail.waiting)

    def pass_to(self, moment: datetime, *, until: Callable[[], bool]) -> None:
        """
        Move forward to *moment*, and deliver nothing, but stop where *until* holds.

        A moment that has passed by changes nothing: what is due by now happens.
        """
        with self._tenant.lock:
            self._clock.reach(moment, until=until)

    def _move(self, goal: datetime | timedelta) -> None:
        mail = self._tenant.mail
        mail.flush()
        moment = self.target(goal)
        arrived = False
        while not arrived:
            arrived = self.reach(moment)
            mail.flush()
        self._wake_anew()

    async def move_async(self, goal: datetime | timedelta) -> None:
        """Move forward to *goal* or by it, delivering in the running event loop."""
        mail = self._tenant.mail
        await mail.flush_async()
        moment = self.target(goal)
        arrived = False
        while not arrived:
            arrived = self.reach(moment)
            await mail.flush_async()
        self._wake_anew()

    def freeze(self, frozen: bool = True) -> None:
        """Let the clock stand, or with ``frozen=False`` run again."""
        with self._tenant.lock:
            self._clock.freeze(frozen)
        self._wake_anew()

    def wake(self) -> float | None:
        """
        Let happen what is due, where the clock runs.

        Returns:
            Seconds until the next is due; None if nothing is, or the clock stands.
        """
        with self._tenant.lock:
            if not self._clock.running:
                return None
            self._clock.catch_up()
            soonest = self._clock.soonest
            if soonest is None:
                return None
            return max(0.0, (soonest - self._clock.now).total_seconds())

    def _wake_anew(self) -> None:
        # On a clock that runs, what is due has come nearer.
        if self._clock.running:
            self._tenant.ring()

    def run_until_idle(self) -> None:
        """
        Move forward until nothing is due any more, and everything is delivered.

        Raises:
            MockdrError: If there is no end to it.
        """
        mail = self._tenant.mail
        mail.flush()
        for idle in self._towards_idle():
            mail.flush()
            if idle:
                self._wake_anew()
                return

    async def run_until_idle_async(self) -> None:
        """Do what `run_until_idle` does, delivering in the running event loop."""
        mail = self._tenant.mail
        await mail.flush_async()
        for idle in self._towards_idle():
            await mail.flush_async()
            if idle:
                self._wake_anew()
                return

    def _towards_idle(self) -> Iterator[bool]:
        """Move forward; yield where something is ready, or nothing is due: which."""
        mail = self._tenant.mail
        for _ in range(_MOST_PAUSES):
            with self._tenant.lock:
                idle = self._clock.run_until_idle(until=lambda: mail.waiting)
            yield idle
        raise MockdrError(
            f"after {_MOST_PAUSES} deliveries there is still more to deliver",
            help="advance by a duration instead",
        )
