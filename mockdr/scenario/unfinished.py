"""What a story tells and never happened, said so that somebody can act on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mockdr.base.clock import wire_time
from mockdr.base.source import Place
from mockdr.scenario.runs import Index, OpenAct, Playing, Run
from mockdr.scenario.story import ActStep, CallStep, Story

__all__ = ["Unfinished", "unfinished"]

#: So many of the steps that did not happen are named.
_NAMED: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """
    Something that a story tells and that never happened.

    Args:
        run: None when the story had no run at all.
        step: The first call below its minimum or act not played.
        due: When an act would happen by itself, if it would.
        sentence: What is missing, for people.
    """

    story: Story
    run: Run | None
    index: Index | None
    step: CallStep | ActStep | None
    place: Place
    due: datetime | None
    sentence: str


def unfinished(playing: Playing) -> Iterator[Unfinished]:
    """Yield what the runs of a story in force lack; an absent run is the first lack."""
    story = playing.story
    if playing.stopped:
        return
    if not playing.runs:
        first = story.steps[0]
        yield Unfinished(
            story=story,
            run=None,
            index=None,
            step=None,
            place=first.place,
            due=None,
            sentence=f"{story.title} had no run: nothing fitted its first call, "
            + " or ".join(sorted(playing.firsts)),
        )
    for run in playing.runs:
        missing = [] if run.ended or run.derailed else list(run.missing())
        if not missing:
            continue
        index, step = missing[0]
        act = run.open_act if isinstance(step, ActStep) else None
        sentence = _missing(step, run.counts.get(index, 0), act)
        if len(missing) > 1:
            sentence += f"; nor did {_further([step for _, step in missing[1:]])}"
        yield Unfinished(
            story=story,
            run=run,
            index=index,
            step=step,
            place=step.place,
            due=None if act is None else act.due,
            sentence=sentence,
        )


def _further(steps: Sequence[CallStep | ActStep]) -> str:
    """Return the names of the steps that follow, in their order, not all of many."""
    names = [
        step.operation if isinstance(step, CallStep) else f"{step.actor} {step.verb}"
        for step in steps
    ]
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _missing(step: CallStep | ActStep, count: int, act: OpenAct | None) -> str:
    if isinstance(step, CallStep):
        least = step.times.least
        times = "once" if least == 1 else f"{least} times"
        had = f", but {count} of them" if count else ""
        return f"{step.operation} was to be called {times}{had or ', but was not'}"
    if act is None or act.due is None:
        return (
            f"{step.actor} {step.verb} did not happen: it waits for a signal, "
            f"mockdr.{step.actor}.{step.verb}(...)"
        )
    return f"{step.actor} {step.verb} did not happen: it is due at {wire_time(act.due)}"
