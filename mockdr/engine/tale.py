"""What happens in a story: it is played, and told from its first move to its last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Final

from mockdr.base.errors import Json
from mockdr.engine.beats import Beat
from mockdr.engine.journal import Finding
from mockdr.engine.selfplay import SelfPlay, in_process, numbered
from mockdr.engine.settings import Settings
from mockdr.engine.tenant import Tenant
from mockdr.engine.things import Thing
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.witness import Refused, Taken, Witness
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from mockdr.scenario.runs import Index, Name, Run
from mockdr.scenario.story import CallStep, Story

__all__ = ["Tale", "tell"]

#: A moment for tales: any would do, but the same one every time.
_NOW: Final = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """
    What came of a story when mockdr played every part in it.

    Args:
        beats: One thing after another, for people.
        moves: The rows of the lifecycle tables that were gone through, in order.
        refused: The errors that were answered, in order.
        events: The types of the events that were emitted, in order.
        things: Each name that the story gives, to the thing that it names.
        findings: What did not hold; the tale ends there.
        tenant: The world it was played in, as it was left.
    """

    story: Story
    beats: tuple[Beat, ...]
    moves: tuple[Taken, ...]
    refused: tuple[Refused, ...]
    events: tuple[str, ...]
    things: Mapping[str, Thing]
    findings: tuple[Finding, ...]
    tenant: Tenant

    @property
    def states(self) -> frozenset[tuple[str, str]]:
        """Every (KIND, state) that was seen; `fraud` is the order's review."""
        return frozenset((move.kind, move.after) for move in self.moves)


def tell(story: Story, **settings: Json) -> Tale:
    """
    Play a story in a world of its own, without a socket, and tell what happened.

    The story goes on up to the first step that does not hold, as `findings` say.

    Args:
        settings: What the world's settings have otherwise than in a rehearsal.
    """
    defaults = Settings(now=_NOW, seed=story.name)
    world = World(
        defaults=replace(defaults, **settings),
        library=Library((), vocabulary()),
    )
    tenant = world.tenant("tale")
    witness = Witness(tenant)
    play = SelfPlay(tenant, story, in_process(world))
    watch, steps = tenant.theatre.watch, _triggers(story)
    previous = 0

    def look(run: Run, index: Index, things: tuple[Name, ...]) -> None:
        nonlocal previous
        number = index[0] + 1
        witness.played(number, steps[index], previous)
        previous = number
        watch(run, index, things)

    tenant.theatre.watch = look
    beats = []
    for beat in play.play():
        number = beat.number if beat.struck else previous
        witness.followed(0 if beat.prologue else number)
        beats.append(beat)
    return Tale(
        story=story,
        beats=tuple(beats),
        moves=witness.moves,
        refused=witness.refused,
        events=tuple(event.type for event in tenant.event_log),
        things=_named(tenant, story),
        findings=tuple(found for beat in beats for found in beat.findings),
        tenant=tenant,
    )


def _triggers(story: Story) -> dict[Index, str]:
    return {
        index: step.operation if isinstance(step, CallStep) else step.trigger
        for index, step in numbered(story)
    }


def _named(tenant: Tenant, story: Story) -> dict[str, Thing]:
    steps = (step.name for _, step in numbered(story))
    names = [*story.given.places, *filter(None, steps)]
    found = {}
    for run in tenant.theatre.runs():
        for name in names:
            thing = run.called(name)
            if thing is not None:
                found[name] = Thing(*thing)
    return found
