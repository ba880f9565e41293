"""Plays bundled stories, and notes which way through the tables each of them took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from mockdr.base.data import data_folder
from mockdr.base.diagnostics import Diagnostic
from mockdr.base.errors import Json
from mockdr.contract import errors, event_types
from mockdr.domain import LIFECYCLES
from mockdr.engine.selfplay import Beat, SelfPlay, in_process
from mockdr.engine.settings import Settings
from mockdr.engine.tenant import Tenant
from mockdr.engine.turn import Turn
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from mockdr.scenario.parse import parse
from mockdr.scenario.story import ActStep, AnyOrder, CallStep, Story

NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
FOLDER = data_folder("scenarios")
FILES = {file.stem: file for file in sorted(FOLDER.rglob("*.yaml"))}


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
    a thing that remains as it is. `paid_with` are the types of source whose order was
    accepted, `results` what the test values in its sources stand for, `events` what was
    told in the end (what bent deliveries add to it aside), `deliveries` how those stand
    that were made of it.
    """

    story: Story
    beats: list[Beat] = field(default_factory=list)
    changed: set[Step] = field(default_factory=set)
    stayed: set[Step] = field(default_factory=set)
    refused: set[Refused] = field(default_factory=set)
    paid_with: set[str] = field(default_factory=set)
    results: set[str] = field(default_factory=set)
    events: list[dict[str, Json]] = field(default_factory=list)
    deliveries: set[str] = field(default_factory=set)

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


def told(file: Path) -> tuple[Story | None, tuple[Diagnostic, ...]]:
    """Return what stands in *file*, and what is wrong with it."""
    return parse(file.read_bytes(), file.name, vocabulary())


@cache
def played(name: str) -> Played:
    """Return what became of the bundled story *name*; each is played once."""
    story, findings = told(FILES[name])
    assert story is not None, findings
    world = World(
        defaults=Settings(now=NOON, seed=name, conduct="fail"),
        library=Library((), vocabulary()),
    )
    tenant = world.tenant("shop")
    found = Played(story)
    with _watched(tenant, found):
        found.beats = list(SelfPlay(tenant, story, in_process(world)).play())
    known = event_types()
    found.events = [event for event in tenant.events() if event["type"] in known]
    found.deliveries = {delivery.state for delivery in tenant.mail.deliveries}
    for id in tenant.store.newest("order"):
        order = tenant.document("order", id)
        if order["state"] == "accepted":
            found.paid_with |= {source["type"] for source in _sources(order)}
    for id in tenant.store.newest("source"):
        result = tenant.peek("source", id).private.get("result")
        found.results |= {result} - {None}
    return found


def everything() -> list[Played]:
    """Return what became of every bundled story."""
    return [played(name) for name in FILES]


def _sources(order):
    return order["payment"].get("sources", ())


# -- which way it took ---------------------------------------------------------------


@contextmanager
def _watched(tenant: Tenant, found: Played) -> Iterator[None]:
    """
    Compare what there is before each piece of work with what there is after it.

    The engine works in turns: one has ended when the next begins.
    """
    turns: list[_Watched] = []
    begin, note = Turn.__init__, Tenant.after_call

    def begin_and_look(turn, *args, **named):
        begin(turn, *args, **named)
        if turns:
            turns[-1].end(tenant, found)
        turns.append(_Watched(turn, _states(tenant)))

    def note_and_look(self, part, turn, seen):
        turns[-1].struck = seen is None
        if seen is not None and seen.errors:
            turns[-1].refused = True
            listed = seen.document["errors"]
            for key, error in zip(seen.errors, listed, strict=True):
                found.refused.add(Refused(turn.trigger, key, error.get("parameter")))
        note(self, part, turn, seen)

    with (
        patch.object(Turn, "__init__", begin_and_look),
        patch.object(Tenant, "after_call", note_and_look),
    ):
        yield
    if turns:
        turns[-1].end(tenant, found)


@dataclass(slots=True)
class _Watched:
    turn: Turn
    before: dict[tuple[str, str], str | None]
    struck: bool = False
    refused: bool = False

    def end(self, tenant: Tenant, found: Played) -> None:
        after = _states(tenant)
        after |= {thing: "deleted" for thing in self.before if thing not in after}
        touched = {*self.turn.made, *self.turn.moved, *self.turn.about.items()}
        for (kind, id), state in after.items():
            before = self.before.get((kind, id))
            if state is None:
                continue
            step = Step(kind, before, self.turn.trigger, state)
            if before != state:
                found.changed.add(step)
            elif (kind, id) in touched and self._can_stay:
                found.stayed.add(step)

    @property
    def _can_stay(self) -> bool:
        """Of refusals, only an order's is a row: it says what stays usable."""
        if self.struck:
            return False
        return not self.refused or self.turn.trigger == "createOrders"


def _states(tenant: Tenant) -> dict[tuple[str, str], str | None]:
    found = {
        (kind, id): tenant.state_of(kind, id)
        for kind in LIFECYCLES
        for id in tenant.store.newest(kind)
    }
    for id in tenant.store.newest("order"):
        found["fraud", id] = tenant.state_of("fraud", id)
    return found
