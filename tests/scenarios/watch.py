"""Plays bundled stories, and notes which way through the tables each of them took."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from mockdr.base.data import data_folder
from mockdr.base.errors import Json
from mockdr.contract import errors, event_types
from mockdr.engine.coverage.reached import Reached, reached
from mockdr.engine.selfplay import Beat
from mockdr.engine.tale import tell
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import Library
from mockdr.scenario.story import ActStep, AnyOrder, CallStep, Story

FOLDER = data_folder("scenarios")
FILES = {file.stem: file for file in sorted(FOLDER.rglob("*.yaml"))}
LIBRARY = Library([FOLDER], vocabulary)
#: Every bundled story: each combination of a matrix is one.
STORIES = {
    story.title: story for name in sorted(FILES) for story in LIBRARY.stories(name)
}


class Step(NamedTuple):
    """A move that was made: what, from where, by what, to where."""

    kind: str
    before: str | None
    trigger: str
    after: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.before} -- {self.trigger} -> {self.after}"


class Refused(NamedTuple):
    """An error that was answered; the parameter is the one in the answer."""

    operation: str
    key: str
    parameter: str | None

    @property
    def facts(self) -> tuple[object, ...]:
        entry = errors()[self.key]
        return (entry.status, entry.type, entry.code, self.parameter)


@dataclass(slots=True)
class Played:
    """
    What became of one story.

    `changed` are moves from one state to another, `stayed` those that a table has for
    a thing that remains as it is. `events` are what was told in the end (what bent
    deliveries add to it aside), `deliveries` how those stand that were made of it.
    `reached` is what `mockdr coverage` knows of it.
    """

    story: Story
    beats: list[Beat] = field(default_factory=list)
    changed: set[Step] = field(default_factory=set)
    stayed: set[Step] = field(default_factory=set)
    refused: set[Refused] = field(default_factory=set)
    events: list[dict[str, Json]] = field(default_factory=list)
    deliveries: set[str] = field(default_factory=set)
    reached: Reached | None = None

    @property
    def moves(self) -> set[Step]:
        return self.changed | self.stayed

    @property
    def findings(self) -> list[str]:
        return [found.message for beat in self.beats for found in beat.findings]

    @property
    def steps(self) -> list[CallStep | ActStep]:
        """Every step, those inside `any_order` too."""
        found: list[CallStep | ActStep] = []
        for step in self.story.steps:
            found += step.calls if isinstance(step, AnyOrder) else [step]
        return found


@cache
def played(name: str) -> Played:
    """Return what became of the bundled story *name*; each is played once."""
    story = STORIES[name]
    tale = tell(story, conduct="fail")
    tenant = tale.tenant
    found = Played(story, list(tale.beats), reached=reached(tale))
    for move in tale.moves:
        moves = found.stayed if move.before == move.after else found.changed
        moves.add(Step(*move.row))
    found.refused = {Refused(r.operation, r.key, r.parameter) for r in tale.refused}
    known = event_types()
    found.events = [event for event in tenant.events() if event["type"] in known]
    found.deliveries = {delivery.state for delivery in tenant.mail.deliveries}
    return found


def everything() -> list[Played]:
    """Return what became of every bundled story."""
    return [played(name) for name in STORIES]
