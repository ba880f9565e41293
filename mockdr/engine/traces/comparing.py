"""What was heard, beside what is said when the story is played."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mockdr.engine.traces.draft import Draft
from mockdr.engine.traces.overhearing import Overheard
from mockdr.engine.traces.showing import shown_text
from mockdr.engine.traces.sifting import Heard
from mockdr.engine.traces.sightings import UNKNOWN, Signature, signature

__all__ = ["refuted", "shaded"]


def _pairs(draft: Draft, heard: Overheard) -> Iterator[tuple[int, Heard, Heard]]:
    """Yield each call that was heard, and the same one of the story."""
    played: dict[int, list[Heard]] = {}
    for number, call in zip(heard.steps, heard.calls, strict=True):
        played.setdefault(number - 1, []).append(call)
    for index, step in enumerate(draft.steps):
        for call, own in zip(step.calls, played.get(index, ()), strict=False):
            yield index, call, own


def refuted(draft: Draft, heard: Overheard) -> tuple[int | None, str]:
    """Return the first step, from 0, that is answered otherwise, and how; else None."""
    for index, call, own in _pairs(draft, heard):
        there, here = signature(call), signature(own)
        if draft.steps[index].fault.get("kind") == "status":
            continue
        codes = [[code for code, _ in said.errors] for said in (there, here)]
        if there.status != here.status or codes[0] != codes[1]:
            told = f"{_answer(there)} was recorded, here it is answered {_answer(here)}"
            return index, told
    return None, ""


def _answer(said: Signature) -> str:
    words = [
        str(said.status or "no reply"),
        *(shown_text(c[:60]) for c, _ in said.errors),
    ]
    return " ".join(filter(None, words))


def shaded(draft: Draft, heard: Overheard) -> Iterator[tuple[int, str]]:
    """Yield each step, from 0, whose answer shows something else, and what."""
    told = -1
    for index, call, own in _pairs(draft, heard):
        difference = _difference(signature(call), signature(own))
        if difference and index != told:
            told = index
            yield index, difference


def _difference(there: Signature, here: Signature) -> str:
    """Return what differs, with both values; empty where nothing does."""
    told = [
        f"parameter {parameter or 'null'} was recorded, {own or 'null'} in the story"
        for (_, parameter), (_, own) in zip(there.errors, here.errors, strict=False)
        if parameter not in (UNKNOWN, own)
    ]
    recorded, played = Counter(there.states), Counter(here.states)
    gone, come = recorded - played, played - recorded
    kinds = dict.fromkeys(kind for kind, _ in (*gone, *come))
    told += [
        f"{kind.replace('_', ' ')} {_of(kind, gone)} was recorded, "
        f"{_of(kind, come)} in the story"
        for kind in kinds
    ]
    return "; ".join(told)


def _of(kind: str, states: Counter[tuple[str, str]]) -> str:
    found = [state for of, state in states if of == kind]
    return " and ".join(found) or "(not shown)"
