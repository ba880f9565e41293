"""Rehearsal: what a story claims is tried, so that lint can say where it errs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Final

from mockdr.base.diagnostics import Diagnostic
from mockdr.base.errors import Json
from mockdr.base.source import Place
from mockdr.engine.journal import Finding
from mockdr.engine.selfplay import SelfPlay, in_process, numbered
from mockdr.engine.settings import Settings
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.findings import impossible
from mockdr.scenario.library import Library
from mockdr.scenario.story import Story

__all__ = ["diagnosis", "rehearse"]

#: A moment for rehearsals: any would do, but the same one every time.
_NOW: Final = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


def rehearse(story: Story) -> tuple[Diagnostic, ...]:
    """
    Return what a story claims that the provider's lifecycles do not allow.

    The story is played in a world of its own, without a socket, until the first step
    that cannot be as it says.
    """
    world = World(
        defaults=Settings(now=_NOW, seed=story.name),
        library=Library((), vocabulary()),
    )
    for beat in SelfPlay(world.tenant("rehearsal"), story, in_process(world)).play():
        if beat.findings:
            return tuple(diagnosis(story, f, beat.place) for f in beat.findings)
    return ()


def diagnosis(story: Story, finding: Finding, place: Place | None) -> Diagnostic:
    """
    Return what self-play found as a finding about the story's text.

    Args:
        story: The story.
        finding: What did not hold.
        place: Where the step stands that was played, if it was one.
    """
    details = finding.details
    possible = [str(p) for p in details.get("possible") or ()]
    where = _place_of(story, details) or place or story.steps[0].place
    if finding.kind == "mismatch" and possible:
        return impossible(
            trigger=str(details["trigger"]),
            claim=f"{details['key']} {details['expected']}",
            situation=str(details.get("situation", "")),
            possible=possible,
            place=where,
        )
    message = finding.message.removeprefix(f"{where}: ")
    if possible:
        message = message.partition("; possible")[0]
    return Diagnostic(
        code="MDR210" if finding.kind in ("derailed", "unfinished") else "MDR211",
        message=message,
        place=where,
        help="; ".join(possible),
    )


def _place_of(story: Story, details: Mapping[str, Json]) -> Place | None:
    """Return the value of `then`, or the step, that a finding counts as its place."""
    line, column = details.get("line"), details.get("column")
    for _, step in numbered(story):
        if column is None and step.place.line == line:
            return step.place
        for place in step.then.places.values() if step.then is not None else ():
            if (place.line, place.column) == (line, column):
                return place
    return None
