"""What a story tells and never happened, said so that somebody can act on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json
from mockdr.base.source import Place
from mockdr.scenario.runs import Document, Index, OpenAct, Playing, Run
from mockdr.scenario.story import ActStep, CallStep, Story

__all__ = ["Unfinished", "unfinished"]

#: So many of the steps that did not happen are named.
_NAMED: Final = 4
#: It stands beside another source; choosing it is no choice of how to pay.
_CREDIT: Final = "customerCredit"


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

    @property
    def details(self) -> dict[str, Json]:
        """Where it stands, for programs."""
        number = None if self.run is None else self.run.number
        return {"scenario": self.story.title, "run": number, "line": self.place.line}

    @property
    def told(self) -> str:
        """What is missing, and where, for people who have more stories than one."""
        if self.run is None:
            return self.sentence
        where = f"{self.story.title}, run {self.run.number}, line {self.place.line}"
        return f"{where}: {self.sentence}"


def unfinished(playing: Playing, document: Document) -> Iterator[Unfinished]:
    """
    Yield what the runs of a story in force lack; an absent run is the first lack.

    Args:
        document: Finds what was chosen in place of what a story tells.
    """
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
        other = _other_choice(run, step, document) if act is not None else ""
        again = _called_before(run, index, step)
        sentence = other or _missing(step, run.counts.get(index, 0), act, again=again)
        if len(missing) > 1:
            sentence += f"; {_further([step for _, step in missing[1:]])}"
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
    """Return which steps are missing besides, in their order, not all of many."""
    names = [
        step.operation if isinstance(step, CallStep) else f"{step.actor} {step.verb}"
        for step in steps
    ]
    rest = len(names) - _NAMED
    if rest > 0:
        names[_NAMED:] = [f"{rest} more"]
    *first, last = names
    told = f"{', '.join(first)} and {last}" if first else last
    return f"{told} did not come either"


def _other_choice(run: Run, step: CallStep | ActStep, document: Document) -> str:
    """Return what the customer chose in place of what *step* waits for, or nothing."""
    if not isinstance(step, ActStep) or step.verb != "chooses":
        return ""
    wanted = _type(step.source)
    chosen = [_type(document(*name)) for name in run.of_kind("source")]
    for index, earlier in run.steps():
        if isinstance(earlier, ActStep) and earlier.verb == "chooses":
            # What played a step is no other choice; any type does where none is said.
            type = _type(earlier.source) or next(iter(chosen), "")
            if run.counts.get(index) and type in chosen:
                chosen.remove(type)
    others = [type for type in chosen if type and type != _CREDIT]
    if not others:
        return ""
    told = f"{step.actor} {step.verb} did not happen as told: {others[-1]} was chosen"
    line = f"line {step.place.line}"
    if others[-1] == wanted or not wanted:
        return f"{told}, but not as {line} wants it"
    return f"{told}, and {line} wants {wanted}"


def _type(source: Json) -> str:
    return str(source.get("type") or "") if isinstance(source, Mapping) else ""


def _called_before(run: Run, index: Index, step: CallStep | ActStep) -> bool:
    """Tell whether an earlier step is the same call, and was played."""
    return isinstance(step, CallStep) and any(
        isinstance(one, CallStep) and one.operation == step.operation
        for other, one in run.steps()
        if other < index and run.counts.get(other)
    )


def _missing(
    step: CallStep | ActStep, count: int, act: OpenAct | None, *, again: bool
) -> str:
    if isinstance(step, CallStep):
        least = step.times.least
        times = "again" if again else "once"
        times = times if least == 1 else f"{least} times"
        had = f", but {count} of them" if count else ""
        return f"{step.operation} was to be called {times}{had or ', but was not'}"
    if act is None or act.due is None:
        return (
            f"{step.actor} {step.verb} did not happen: it waits for a signal, "
            f"mockdr.{step.actor}.{step.verb}(...) in a test, or on a server POST "
            f"/_mockdr/happen or a press under Acts"
        )
    return f"{step.actor} {step.verb} did not happen: it is due at {wire_time(act.due)}"
