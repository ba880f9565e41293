"""Acts that come too late: found by letting them come sooner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from mockdr.base.diagnostics import Diagnostic
from mockdr.base.source import Place
from mockdr.engine.beats import spelt
from mockdr.scenario.rules import RULES
from mockdr.scenario.story import ActStep, Story

__all__ = ["too_late"]

#: The largest of which there are at least two is what a time is counted in.
_UNITS: Final = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
_LEAST: Final = timedelta(seconds=1)


def too_late(
    story: Story, place: Place | None, holds: Callable[[Story, Place], bool]
) -> Diagnostic | None:
    """
    Return the finding about an act that could happen, and comes too late for it.

    Args:
        story: One that goes no further than to the step at *place*.
        place: Where that step stands.
        holds: Tells whether a story holds up to the step at a place.
    """
    for number, step in enumerate(story.steps):
        if isinstance(step, ActStep) and step.after and step.place == place:
            return _judged(story, number, step, holds)
    return None


def _judged(
    story: Story, number: int, step: ActStep, holds: Callable[[Story, Place], bool]
) -> Diagnostic | None:
    after = step.after or timedelta()
    unit = next((u for u in _UNITS if after >= 2 * u), _LEAST)

    def sooner(count: int) -> bool:
        steps = list(story.steps)
        steps[number] = replace(step, after=count * unit)
        return holds(replace(story, steps=tuple(steps)), step.place)

    if not sooner(0):
        return None
    return _finding(step, _last(sooner, after // unit + 1) * unit)


def _last(holds: Callable[[int], bool], fails: int) -> int:
    """Return the greatest number that holds, below one that does not."""
    least = 0
    while fails - least > 1:
        middle = (least + fails) // 2
        if holds(middle):
            least = middle
        else:
            fails = middle
    return least


def _finding(step: ActStep, longest: timedelta) -> Diagnostic:
    after = spelt(step.after or timedelta())
    could = f"write after: {spelt(longest)} or less" if longest else "leave 'after' out"
    return RULES["MDR423"].at(
        step.place,
        f"{step.actor} {step.verb} comes too late, {after} after the step before it: "
        "what it is about has run out by then",
        help=f"{could}, or tell what happens instead",
    )
