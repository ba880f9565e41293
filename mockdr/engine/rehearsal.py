"""Rehearsal: what a story claims is tried, so that lint can say where it errs."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.errors import Json
from mockdr.base.source import Place
from mockdr.engine.beats import Beat
from mockdr.engine.idle import idle
from mockdr.engine.journal import Finding
from mockdr.engine.lateness import too_late
from mockdr.engine.selfplay import SelfPlay, in_process, numbered
from mockdr.engine.settings import Settings
from mockdr.engine.tenant import Tenant
from mockdr.engine.unlucky import unlucky
from mockdr.engine.unstruck import outdone, unstruck
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.findings import impossible
from mockdr.scenario.library import BrokenScenario, Library
from mockdr.scenario.story import Story

__all__ = ["Rehearsed", "diagnosis", "playable", "rehearse", "try_out"]

#: A moment for rehearsals: any would do, but the same one every time.
_NOW: Final = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
#: How many verdicts are kept: more than any suite has stories.
_KEPT: Final = 1_000
#: What every finding about a refusal says.
_REFUSED: Final = " is refused"
_verdicts: OrderedDict[tuple[str, str, str], tuple[Diagnostic, ...]] = OrderedDict()
_keeping: Final = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """
    How a rehearsal went that held to its end.

    Args:
        before: What came before the first step, as operationIds and verbs, in order.
        events: The types of the events that were emitted, in order.
    """

    before: tuple[str, ...]
    events: tuple[str, ...]


def rehearse(story: Story) -> tuple[Diagnostic, ...]:
    """Return what a story claims that the provider's lifecycles do not allow."""
    return try_out(story)[0]


def try_out(story: Story) -> tuple[tuple[Diagnostic, ...], Rehearsed | None]:
    """
    Rehearse a story.

    The story is played in a world of its own, without a socket, until the first step
    that cannot be as it says.

    Returns:
        What does not hold or does nothing; and how it went, if it held to its end.
    """
    tenant, beats = _play(story)
    before = []
    for beat in beats:
        if beat.findings:
            late = too_late(story, beat.place, _holds)
            if late is not None:
                return (late,), None
            told = (diagnosis(story, f, beat.place) for f in _once(beat.findings))
            found = (*told, *_behind(tenant, story, beat))
            inside = sorted(found, key=lambda d: (d.place.line, d.place.column))
            return tuple(inside), None
        if beat.prologue and beat.who not in ("webhook", "story"):
            before.append(beat.what)
    went = Rehearsed(
        before=tuple(before),
        events=tuple(event.type for event in tenant.event_log),
    )
    in_vain = (*idle(tenant, story), *unstruck(tenant, story))
    return (*in_vain, *unlucky(story, _breaks)), went


def _behind(tenant: Tenant, story: Story, beat: Beat) -> Iterator[Diagnostic]:
    """Yield the rules that the one leaves nothing to strike which ends a story."""
    rules = {rule.place for rule in story.rules}
    if any(_place_of(story, finding.details) in rules for finding in beat.findings):
        yield from outdone(tenant, story)


def _play(story: Story) -> tuple[Tenant, Iterator[Beat]]:
    """Return a world of its own, and what happens in it as the story is played."""
    world = World(
        defaults=Settings(now=_NOW, seed=story.name),
        library=Library((), vocabulary()),
    )
    tenant = world.tenant("rehearsal")
    return tenant, SelfPlay(tenant, story, in_process(world), states=False).play()


def _holds(story: Story, place: Place) -> bool:
    """Tell whether a story holds up to the step at *place*."""
    for beat in _play(story)[1]:
        if beat.findings or beat.place == place:
            return not beat.findings
    return True


def _breaks(story: Story) -> str:
    """Return the first thing that does not hold; empty where all does."""
    for beat in _play(story)[1]:
        for finding in _once(beat.findings):
            return diagnosis(story, finding, beat.place).message
    return ""


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """Return *findings* without those that say of one refusal what another says."""
    refused = any(f.kind != "violation" and _REFUSED in f.message for f in findings)
    return [f for f in findings if not (refused and f.kind == "violation")]


def playable(story: Story) -> Story:
    """
    Return *story*, once it has been rehearsed; each is rehearsed but once.

    Raises:
        BrokenScenario: If it claims what the provider's lifecycles do not allow.
    """
    asked = (story.file, story.title, story.text)
    with _keeping:
        found = _verdicts.get(asked)
    if found is None:
        found = rehearse(story)
        if story.text:
            with _keeping:
                _verdicts[asked] = found
                while len(_verdicts) > _KEPT:
                    _verdicts.popitem(last=False)
    if any(finding.severity is Severity.ERROR for finding in found):
        raise BrokenScenario(
            story.title, findings=found, file=story.file, text=story.text
        )
    return story


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
            later=str(details.get("later") or ""),
        )
    message = finding.message
    advice = str(details.get("advice") or details.get("later") or "")
    message = message.removeprefix(f"{where}: ").removesuffix(f"; {advice}")
    if possible:
        message = message.partition("; possible")[0]
    return Diagnostic(
        code="MDR210" if finding.kind in ("derailed", "unfinished") else "MDR211",
        message=message,
        place=where,
        help=advice or "; ".join(possible),
    )


def _place_of(story: Story, details: Mapping[str, Json]) -> Place | None:
    """Return the value of `then`, or the step, that a finding counts as its place."""
    line, column = details.get("line"), details.get("column")
    for rule in story.rules:
        if (rule.place.line, rule.place.column) == (line, column):
            return rule.place
    for _, step in numbered(story):
        if column is None and step.place.line == line:
            return step.place
        for place in step.then.places.values() if step.then is not None else ():
            if (place.line, place.column) == (line, column):
                return place
    return None
