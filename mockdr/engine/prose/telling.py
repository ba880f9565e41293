"""Tells a story as people read it aloud: who does what, and how it turns out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mockdr.base.errors import Json
from mockdr.domain import LIFECYCLES
from mockdr.engine.beats import Beat
from mockdr.engine.forcing import DECLINED
from mockdr.engine.prose.bending import (
    answered,
    befalls,
    bent,
    containing,
    often,
    struck,
)
from mockdr.engine.prose.phrases import (
    acts,
    called,
    calls,
    joined,
    lasting,
    paying_by,
    stands,
)
from mockdr.engine.tale import Tale
from mockdr.scenario.story import (
    NONE,
    ActStep,
    AnyOrder,
    CallStep,
    Given,
    Story,
    Then,
    Times,
)

__all__ = ["Paragraph", "Prose", "narrate"]

_ACTORS: Final = {
    "customer": "the shopper",
    "provider": "the provider",
    "fraud": "the fraud review",
}
_NEXT: Final = {
    "redirect": "The shopper is to be sent to the redirect page.",
    "show_payment_instructions": "The shopper is to be shown how to pay.",
    "sca_required": "The shopper is to prove who they are.",
    "none": "Nothing is left to do for the shopper.",
}
#: Kinds that are told of where a story says nothing itself.
_TELLING: Final = ("session", "order", "refund", "return", "subscription", "invoice")
_AT_HAND: Final = frozenset({"chooses", "submits"})
_DATED: Final = frozenset({"expires", "renews", "reminds"})
#: What is given, as people call it.
_GIVEN: Final = {
    "customers": "customer",
    "skus": "SKU",
    "plans": "plan",
    "webhooks": "webhook",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """
    What is told of one step.

    Args:
        number: The step's number, from 1.
        text: Its sentences.
        inner: The calls of a step that has several, each with its sentences.
    """

    number: int
    text: str
    inner: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """
    A story, told.

    Args:
        title: Its name, with its combination.
        summary: Its own sentence.
        opening: What holds before its first step.
        steps: What happens.
        closing: What leaves the contract at any time, and how it ends.
    """

    title: str
    summary: str
    opening: tuple[str, ...]
    steps: tuple[Paragraph, ...]
    closing: tuple[str, ...]


def narrate(tale: Tale, *, variants: Sequence[Story] = ()) -> Prose:
    """
    Return a story as sentences.

    Args:
        tale: What happens in it.
        variants: All combinations of its matrix, itself included.
    """
    story = tale.story
    beats: dict[int, Beat] = {}
    for beat in tale.beats:
        if not beat.prologue and beat.number:
            beats.setdefault(beat.number, beat)
    return Prose(
        title=story.title,
        summary=story.summary,
        opening=tuple(_opening(tale, variants)),
        steps=tuple(
            _paragraph(number, step, beats.get(number))
            for number, step in enumerate(story.steps, 1)
        ),
        closing=tuple(_closing(tale)),
    )


def _paragraph(
    number: int, step: CallStep | ActStep | AnyOrder, beat: Beat | None
) -> Paragraph:
    if isinstance(step, AnyOrder):
        inner = tuple(" ".join(_call(one, None)) for one in step.calls)
        return Paragraph(number=number, text="In any order:", inner=inner)
    told = _call(step, beat) if isinstance(step, CallStep) else _act(step, beat)
    note = f" Note: {step.note.rstrip('.')}." if step.note else ""
    return Paragraph(number=number, text=" ".join(told) + note)


# -- what is done ------------------------------------------------------------------


def _call(step: CallStep, beat: Beat | None) -> Iterator[str]:
    words = f"The shop {calls(step.operation)} ({step.operation})"
    words += f" for {called(step.of)}" if step.of else ""
    words += containing(step.match) if step.match else ""
    words += _often(step.times)
    words += f"; the story calls it “{step.name}”" if step.name else ""
    yield f"{words}."
    if step.fault is not None:
        yield from befalls(step.fault)
    yield from _outcome(step.then, beat)


def _often(times: Times) -> str:
    """Return how often a call is made, for the end of a sentence."""
    least, most = times.least, times.most
    if least == most:
        return "" if least == 1 else f", {often(least)}"
    if most is None:
        return f", {often(least)} or more often" if least else ", or not, as it likes"
    if least == 0:
        return f", at most {often(most)}"
    return f", {often(least)} to {often(most)}"


def _act(step: ActStep, beat: Beat | None) -> Iterator[str]:
    who = _ACTORS[step.actor]
    kind = _kinds(step) or "it"
    words = f"{who} {acts(step.trigger, called(step.of) if step.of else kind)}"
    if step.verb == "chooses" and isinstance(step.source, dict):
        type = step.source.get("type")
        words = f"{who} chooses to pay by {paying_by(str(type))}" if type else words
    elif step.of and "{of}" not in words and called(step.of) not in words:
        words += f" ({called(step.of)})"
    words += f"; the story calls it “{step.name}”" if step.name else ""
    yield f"{_timed(step, words)}."
    yield from _outcome(step.then, beat)


def _kinds(step: ActStep) -> str:
    then = step.then.states if step.then else {}
    return next((called(thing) for thing in then), "")


def _timed(step: ActStep, words: str) -> str:
    if step.after:
        return f"{_capital(lasting(step.after))} later, {words}"
    if step.after is None and step.verb in _DATED:
        return f"On the contract's own date, {words}"
    if step.after is None:
        # Who chooses is there already: nobody waits for it.
        waits = step.verb not in _AT_HAND
        return f"When the test says so, {words}" if waits else _capital(words)
    return f"At once, {words}"


# -- how it turns out --------------------------------------------------------------


def _outcome(then: Then | None, beat: Beat | None) -> Iterator[str]:
    if then is not None and then.error is not None:
        yield f"It is refused: {answered(then.error, then.reason)}."
    states = dict(then.states) if then is not None else {}
    if not states and beat is not None:
        states = _seen(beat)
    if states:
        told = [f"{called(thing)} {stands(state)}" for thing, state in states.items()]
        yield f"{_capital(joined(told))}."
    if then is None:
        return
    if then.fraud is not None:
        yield f"The fraud review {stands(then.fraud)}."
    if then.next_action is not None:
        yield _NEXT.get(then.next_action, f"What is next: {then.next_action}.")
    if then.reason is not None:
        where = ""
        if then.error is not None and DECLINED in then.error.keys:
            where = f"; the answer tells it in place of {DECLINED}"
        yield f"The reason is {then.reason}{where}."
    if then.headers:
        headers = [f"{name}: {value}" for name, value in then.headers.items()]
        yield f"The answer says {joined(headers)}."
    if then.reply is not NONE:
        shown = joined(list(then.reply)) if isinstance(then.reply, dict) else ""
        yield f"The answer has {shown or 'what the story says'}."
    if then.events is not None:
        events = joined(then.events)
        yield f"Webhooks tell {events}." if events else "No webhook tells of it."


def _seen(beat: Beat) -> dict[str, str]:
    """Return how the things stand that matter, where the story itself is silent."""
    found = {}
    for told in beat.states:
        kind, _, state = told.partition(" ")
        if kind in _TELLING and kind in LIFECYCLES:
            found[kind] = state
    return found


# -- before and after --------------------------------------------------------------


def _opening(tale: Tale, variants: Sequence[Story]) -> Iterator[str]:
    story = tale.story
    if len(variants) > 1:
        names = story.variant
        values = [
            f"{name} {joined(list(dict.fromkeys(v.variant[name] for v in variants)))}"
            for name in names
        ]
        chosen = joined([f"{name} {value}" for name, value in names.items()])
        yield (
            f"This story is played {len(variants)} times, with {'; '.join(values)}. "
            f"It is told here with {chosen}."
        )
    if story.version is not None:
        yield f"The shop speaks version {story.version} of the API."
    yield from _given(story.given)
    before = [
        beat
        for beat in tale.beats
        if beat.prologue and beat.who not in ("webhook", "story")
    ]
    if before:
        yield f"Before it begins, {joined(list(map(_done, before)))}."


def _done(beat: Beat) -> str:
    if beat.who == "merchant":
        return f"the shop {calls(beat.what)}"
    return f"the shopper chooses to pay by {paying_by(beat.outcome)}"


def _given(given: Given) -> Iterator[str]:
    told, count = [], 0
    for kind, noun in _GIVEN.items():
        names = [_owning(name, body) for name, body in getattr(given, kind).items()]
        count += len(names)
        if names:
            told.append(
                f"the {noun if len(names) == 1 else noun + 's'} {joined(names)}"
            )
    if told:
        yield f"There {'is' if count == 1 else 'are'} {joined(told)}."
    if given.settings:
        told = [f"{name} is {value}" for name, value in given.settings.items()]
        yield f"Of the settings, {joined(told)}."


def _owning(name: str, body: Json) -> str:
    """Return a given thing by its name, with the sources that are saved with it."""
    sources = body.get("sources") if isinstance(body, Mapping) else None
    if not sources:
        return f"“{name}”"
    return f"“{name}” (who has saved {joined([f'“{source}”' for source in sources])})"


def _closing(tale: Tale) -> Iterator[str]:
    for rule in tale.story.rules:
        yield f"At any time: {struck(rule)}"
    for bend in tale.story.delivery:
        yield f"On their way: {bent(bend)}"
    if tale.findings:
        yield f"The story does not hold: {tale.findings[0].message}"
        return
    ends = {}
    for move in tale.moves:
        if move.kind in _TELLING[:2]:
            ends[move.kind] = move.after
    if ends:
        told = [f"{called(kind)} {stands(state)}" for kind, state in ends.items()]
        yield f"In the end, {joined(told)}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
