"""What tests hold of a tenant: the stories in force, and the clock."""

from __future__ import annotations

from collections.abc import Mapping
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

    def advance(self, duration: timedelta) -> None:
        """Move forward; what is due on the way happens in order."""
        self._move(duration)

    def at(self, moment: datetime) -> None:
        """Move forward to *moment*."""
        self._move(moment)

    def _move(self, goal: datetime | timedelta) -> None:
        mail = self._tenant.mail
        mail.flush()
        with self._tenant.lock:
            moment = self._clock.target(goal)
        arrived = False
        while not arrived:
            with self._tenant.lock:
                arrived = self._clock.reach(moment, until=lambda: mail.waiting)
            mail.flush()

    def freeze(self, frozen: bool = True) -> None:
        """Let the clock stand, or with ``frozen=False`` run again."""
        with self._tenant.lock:
            self._clock.freeze(frozen)

    def run_until_idle(self) -> None:
        """
        Move forward until nothing is due any more, and everything is delivered.

        Raises:
            MockdrError: If there is no end to it.
        """
        mail = self._tenant.mail
        mail.flush()
        for _ in range(_MOST_PAUSES):
            with self._tenant.lock:
                idle = self._clock.run_until_idle(until=lambda: mail.waiting)
            mail.flush()
            if idle:
                return
        raise MockdrError(
            f"after {_MOST_PAUSES} deliveries there is still more to deliver",
            help="advance by a duration instead",
        )
