"""What tests hold of a tenant: the stories in force, and the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mockdr.base.clock import Clock
from mockdr.base.errors import Json
from mockdr.scenario.runner import Playing, Run
from mockdr.scenario.story import Story

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Clockwork", "Happened", "Played", "RunView"]


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
    """The tenant's clock, as hands hold it: every move happens under its lock."""

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
        with self._tenant.lock:
            self._clock.advance(duration)

    def at(self, moment: datetime) -> None:
        """Move forward to *moment*."""
        with self._tenant.lock:
            self._clock.move_to(moment)

    def freeze(self, frozen: bool = True) -> None:
        """Let the clock stand, or with ``frozen=False`` run again."""
        with self._tenant.lock:
            self._clock.freeze(frozen)

    def run_until_idle(self) -> None:
        """Move forward until nothing is due any more."""
        with self._tenant.lock:
            self._clock.run_until_idle()
