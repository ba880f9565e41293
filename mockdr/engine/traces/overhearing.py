"""A story is played, and what the merchant says in it is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Final

import orjson

from mockdr.base.errors import Json
from mockdr.base.source import Place
from mockdr.engine.gates import VERSION
from mockdr.engine.journal import Finding
from mockdr.engine.merchant import Wanted
from mockdr.engine.selfplay import SelfPlay
from mockdr.engine.sending import Answered, Send, in_process
from mockdr.engine.settings import Settings
from mockdr.engine.traces.exchange import Exchange
from mockdr.engine.traces.sifting import Heard, hear
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from mockdr.scenario.story import Story

__all__ = ["Overheard", "overhear"]

#: The moment of rehearsals: what holds here is what lint sees.
_NOW: Final = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overheard:
    """
    What was said while a story was played.

    Args:
        calls: What the merchant called, in order.
        steps: The number of each call's step, from 1; 0 before the story.
        findings: What did not hold; the story ends there.
        stuck: The number of the step where it ended; 0 where it did not, or before
            the story.
    """

    calls: tuple[Heard, ...]
    steps: tuple[int, ...]
    findings: tuple[Finding, ...] = ()
    stuck: int = 0


def overhear(story: Story, **settings: Json) -> Overheard:
    """
    Play *story* in a world of its own, and return what was said.

    Args:
        settings: What the world's settings have otherwise than in a rehearsal.
    """
    world = World(
        defaults=replace(Settings(now=_NOW, seed=story.name), **settings),
        library=Library((), vocabulary()),
    )
    tenant = world.tenant("overheard")
    calls: list[Heard] = []
    steps: list[int] = []

    def version() -> str | None:
        # What comes before a story speaks the newest.
        return story.version if tenant.theatre.playings[-1].runs else None

    ear = _ear(in_process(world), calls, lambda: tenant.clock.now, version)
    for beat in SelfPlay(tenant, story, ear).play():
        number = 0 if beat.prologue else beat.number
        steps += [number] * (len(calls) - len(steps))
        if beat.findings:
            return Overheard(
                calls=tuple(calls),
                steps=tuple(steps),
                findings=beat.findings,
                stuck=number,
            )
    steps += [0] * (len(calls) - len(steps))
    return Overheard(calls=tuple(calls), steps=tuple(steps))


def _ear(
    send: Send,
    calls: list[Heard],
    now: Callable[[], datetime],
    version: Callable[[], str | None],
) -> Send:
    """Return a way to send that writes down what is said."""

    def sent(wanted: Wanted, key: str) -> Answered:
        at = now()
        answered = send(wanted, key)
        # A story speaks a version without saying so; a shop says so each time.
        told = version()
        spoken = wanted
        if told is not None:
            spoken = replace(wanted, headers={VERSION: told, **wanted.headers})
        calls.append(hear(_exchange(spoken, key, answered, at, len(calls) + 1)))
        return answered

    return sent


def _exchange(
    wanted: Wanted, key: str, answered: Answered, at: datetime, number: int
) -> Exchange:
    headers = {name.lower(): value for name, value in wanted.headers.items()}
    place = Place(file="story", line=number, column=1, end_line=number, end_column=2)
    return Exchange(
        method=wanted.method,
        host="mockdr",
        path=wanted.path,
        query=wanted.query,
        headers={"authorization": f"Bearer {key}", **headers},
        body=b"" if wanted.body is None else orjson.dumps(wanted.body),
        status=0 if answered.lost else answered.status,
        reply=_bytes(answered.body),
        lost=answered.lost,
        at=at,
        number=number,
        place=place,
    )


def _bytes(body: Json) -> bytes:
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else orjson.dumps(body)
