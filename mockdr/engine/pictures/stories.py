"""A story as a picture: its steps in a list, and its way through the lifecycles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from mockdr.domain import LIFECYCLES
from mockdr.engine.beats import Beat, spelt
from mockdr.engine.pictures.diagram import Caption, Diagram, Look, Panel
from mockdr.engine.pictures.lives import INFERRED, described, said, titled
from mockdr.engine.pictures.paths import (
    FIRST,
    Barred,
    barred,
    concerns,
    drawn,
    kinds_of,
    path,
)
from mockdr.engine.tale import Tale
from mockdr.engine.witness import Taken
from mockdr.scenario.story import ActStep, AnyOrder, CallStep, Fault, Story

__all__ = ["legend_of", "panels", "pictured"]

#: What the looks of a path mean.
LEGEND: Final[Mapping[str, str]] = {
    Look.TAKEN.value: "the way it takes",
    Look.REFUSED.value: "refused, failed, or not as expected; it moves",
    Look.BLOCKED.value: "barred: it stays",
    Look.PALE.value: "possible, not taken",
    Look.END.value: "where it ends",
    "final": "nothing leaves it",
    "inferred": INFERRED,
}
#: What is not worth a line of its own in the list.
_WORK_DONE: Final = "done"


def pictured(tale: Tale, kinds: Collection[str] = ()) -> Diagram:
    """
    Return the picture of a story.

    Args:
        tale: What happens in it.
        kinds: The KINDs whose lives are shown; the ones it is about when empty.
    """
    story = tale.story
    struck = {(beat.number, beat.what) for beat in tale.beats if beat.struck}
    stops = [
        replace(stop, struck=(stop.step, stop.trigger) in struck)
        for stop in barred(tale.refused)
    ]
    stops += _struck(tale)
    shown = drawn(tale.moves, stops, kinds, _named(tale))
    drawn_panels = panels(tale.moves, stops, shown)
    listed = tuple(_captions(tale))
    others = [kind for kind in kinds_of(tale.moves) if kind not in shown]
    summary = story.summary
    if others and not kinds:
        moved = ", ".join(titled(kind) for kind in others)
        summary = f"{summary} (Moves besides, drawn by --kind: {moved}.)".strip()
    return Diagram(
        title=story.title,
        summary=summary,
        described=_words(story, listed, drawn_panels),
        panels=drawn_panels,
        captions=listed,
        legend=legend_of(drawn_panels),
    )


def _named(tale: Tale) -> tuple[str, ...]:
    """Return the kinds that the steps name, what they name most first."""
    count: Counter[str] = Counter()
    for step in tale.story.steps:
        for one in step.calls if isinstance(step, AnyOrder) else (step,):
            things = [*one.then.states] if one.then is not None else []
            # A call says by `of` where it goes, an act to what it is done.
            if isinstance(one, ActStep) and one.of:
                things.append(one.of)
            for thing in things:
                called = tale.things.get(thing)
                kind = called.kind if called else thing.partition(".")[0]
                count[kind] += kind in LIFECYCLES
    rank = {kind: index for index, kind in enumerate(FIRST)}
    return tuple(
        sorted(+count, key=lambda kind: (-count[kind], rank.get(kind, len(rank))))
    )


def legend_of(shown: Sequence[Panel]) -> dict[str, str]:
    """Return what the looks mean that some panels have."""
    looks = {edge.look.value for panel in shown for edge in panel.edges}
    if any(node.look is Look.END for panel in shown for node in panel.nodes):
        looks.add(Look.END.value)
    if any(node.final for panel in shown for node in panel.nodes):
        looks.add("final")
    if any(not edge.sure for panel in shown for edge in panel.edges):
        looks.add("inferred")
    return {look: text for look, text in LEGEND.items() if look in looks}


def panels(
    moves: Sequence[Taken],
    stops: Sequence[Barred],
    kinds: Sequence[str],
    *,
    onward: bool = False,
) -> tuple[Panel, ...]:
    """
    Return a panel for each kind; what led nowhere stands in the first it fits.

    Args:
        onward: Whether they also show where it could go on from where it ended.
    """
    found = []
    for index, kind in enumerate(kinds):
        here = [stop for stop in stops if _at_home(stop, kinds) == index]
        found.append(path(kind, moves, here, onward=onward))
    return tuple(found)


def _at_home(stop: Barred, kinds: Sequence[str]) -> int | None:
    """
    Return the index of the kind that a call was to move, else was about.

    What is about nothing stands in the first; what is about others, nowhere.
    """
    about = [i for i, kind in enumerate(kinds) if kind in stop.states]
    moving = [i for i, kind in enumerate(kinds) if concerns(stop, kind)]
    fitting = moving or about[::-1]
    if fitting:
        return fitting[0]
    return None if stop.states else 0


def _struck(tale: Tale) -> Iterator[Barred]:
    """Yield the calls that a fault kept from being done: a step's own, or a rule's."""
    for number, step in enumerate(tale.story.steps, 1):
        for call in step.calls if isinstance(step, AnyOrder) else (step,):
            fault = call.fault if isinstance(call, CallStep) else None
            if isinstance(call, CallStep) and fault and fault.work != _WORK_DONE:
                yield Barred(
                    trigger=call.operation,
                    told=_befell(fault),
                    step=number,
                    states=_here(tale.moves, number),
                )
    answered = {(refused.step, refused.operation) for refused in tale.refused}
    for beat in tale.beats:
        if beat.struck and (beat.number, beat.what) not in answered:
            told = beat.outcome.partition(" (")[0]
            yield Barred(
                trigger=beat.what,
                told=told.removeprefix("answer lost: "),
                step=beat.number,
                states=_here(tale.moves, beat.number),
                struck=True,
            )


def _here(moves: Sequence[Taken], number: int) -> dict[str, str]:
    """Return how the newest thing of each kind stood before a step."""
    return {move.kind: move.after for move in moves if move.step < number}


def _befell(fault: Fault) -> str:
    status = f" {fault.status}" if fault.status else ""
    wait = f" {spelt(fault.wait)}" if fault.wait else ""
    return f"{fault.kind}{status}{wait}"


# -- the list beside it ------------------------------------------------------------


def _captions(tale: Tale) -> Iterator[Caption]:
    struck = {beat.number for beat in tale.beats if beat.struck}
    refused = {stop.step for stop in barred(tale.refused)} - struck
    before = [
        beat
        for beat in tale.beats
        if beat.prologue and beat.who not in ("webhook", "story")
    ]
    if before:
        done = ", ".join(said(beat.what) for beat in before)
        what = "the story begins"
        yield Caption(number=0, who="before", what=what, outcome=done, look=Look.PALE)
    for beat in tale.beats:
        if beat.prologue or beat.who in ("webhook", "story"):
            continue
        broken = bool(beat.findings)
        bad = broken or beat.struck or beat.number in refused
        look = Look.REFUSED if bad else Look.PLAIN
        yield Caption(
            number=beat.number,
            who=beat.who,
            what=beat.what.replace("_", " ") if beat.who != "merchant" else beat.what,
            outcome=_outcome(beat),
            look=look,
        )


def _outcome(beat: Beat) -> str:
    changed = ", ".join(beat.states)
    told = [part for part in (beat.outcome, changed) if part]
    told += [f"✕ {finding.message}" for finding in beat.findings[:1]]
    return " → ".join(told)


def _words(story: Story, listed: Sequence[Caption], shown: Sequence[Panel]) -> str:
    words = [story.summary] if story.summary else []
    for caption in listed:
        told = f": {caption.outcome}" if caption.outcome else ""
        words.append(f"{caption.number}. {caption.who} {caption.what}{told}.")
    words += [described(panel, taken=True) for panel in shown]
    return "\n".join(words)
