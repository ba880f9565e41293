"""A retold story is played against what was heard, and mended until it can be so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from mockdr import contract
from mockdr.base.errors import Json
from mockdr.engine.traces.comparing import refuted, shaded
from mockdr.engine.traces.draft import Draft, Step, write
from mockdr.engine.traces.overhearing import overhear
from mockdr.engine.traces.sightings import signature
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.words import reads
from mockdr.scenario.library import BrokenScenario, story_from_text

__all__ = ["Settled", "settle"]

#: So often a story is tried at most, and so many steps are played in all: a step takes
#: some thousandths of a second.
_TRIES: Final = 250
_EFFORT: Final = 2_500
_ASIDE: Final = "it names nothing that the story goes on with"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """
    A story that holds.

    Args:
        differences: Where it goes otherwise than what was heard, one sentence each.
    """

    draft: Draft
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """
    How a draft went.

    Args:
        wrong: The first step, from 0, that cannot be as it is told, or is answered
            otherwise than it was heard; -1 for what is given; None where all is well.
        key: The key of `then` that does not hold, where it is known which.
        why: What is wrong with it.
        softly: Steps whose answers show something else than was heard, and what.
    """

    draft: Draft
    wrong: int | None = None
    key: str = ""
    why: str = ""
    softly: tuple[tuple[int, str], ...] = ()

    @property
    def rank(self) -> tuple[int, int]:
        """How well it went: the more the better."""
        far = len(self.draft.steps) if self.wrong is None else self.wrong
        # What is left out at the end is not gained.
        return far - len(self.draft.steps), -len(self.softly)


class _Patience(Exception):
    """It was tried often enough."""


def settle(draft: Draft) -> Settled:
    """
    Return the story, changed no more than is needed for it to hold.

    A request's fields stand in it only where the story would end otherwise without
    them; what cannot be so is left out, with a remark.
    """
    bench = _Bench()
    best = bench.tried(draft)
    try:
        full = _asking(draft, range(len(draft.steps)))
        if best.wrong is not None or best.softly:
            asked = bench.tried(full)
            best = max(best, asked, key=lambda trial: trial.rank)
        while best.wrong is not None:
            best = _mended(bench, best)
        best = _nearer(bench, best)
        best = _with_less(bench, best)
        best = _folded(bench, best)
    except _Patience:
        best = bench.best or best
    while best.wrong is not None and len(best.draft.steps) > 1:
        best = bench.tried(_cut(best), freely=True)
    return Settled(draft=best.draft, differences=tuple(_differences(best)))


def _cut(trial: _Trial) -> Draft:
    """Return the draft up to where it does not hold."""
    draft = trial.draft
    wrong = max(min(trial.wrong or 0, len(draft.steps) - 1), 1)
    left = len(draft.steps) - wrong
    remark = f"{left} steps at the end are left out: {trial.why}"
    return replace(draft, steps=draft.steps[:wrong], remarks=(*draft.remarks, remark))


def _asking(draft: Draft, indexes: range) -> Draft:
    steps = tuple(
        replace(step, asks=True) if index in indexes and step.asked else step
        for index, step in enumerate(draft.steps)
    )
    return replace(draft, steps=steps)


# -- trying ----------------------------------------------------------------------------


class _Bench:
    """Tries drafts, each but once."""

    def __init__(self) -> None:
        self._known: dict[str, _Trial] = {}
        self._effort = 0
        self.best: _Trial | None = None

    def tried(self, draft: Draft, *, freely: bool = False) -> _Trial:
        """
        Return how *draft* goes.

        Raises:
            _Patience: If it was tried often enough.
        """
        text = write(draft)
        known = self._known.get(text)
        if known is not None:
            return known
        tired = len(self._known) >= _TRIES or self._effort >= _EFFORT
        if tired and not freely:
            raise _Patience
        self._effort += len(draft.steps)
        trial = self._known[text] = _try(draft, text)
        if trial.wrong is None and (self.best is None or trial.rank >= self.best.rank):
            self.best = trial
        return trial


def _try(draft: Draft, text: str) -> _Trial:
    file = f"{draft.name}.yaml"
    try:
        story = story_from_text(text, file, vocabulary())
    except BrokenScenario as broken:
        first = broken.findings[0]
        return _Trial(
            draft=draft, wrong=_step_at(text, first.place.line), why=first.message
        )
    heard = overhear(story)
    wrong, why = refuted(draft, heard)
    if heard.findings and (wrong is None or heard.stuck - 1 <= wrong):
        finding = heard.findings[0]
        line = finding.details.get("line")
        at = _step_at(text, line) if isinstance(line, int) else heard.stuck - 1
        _, _, why = finding.message.partition(f"{file}:{line}:")
        return _Trial(
            draft=draft,
            wrong=at,
            key=str(finding.details.get("key", "")),
            why=why.partition(": ")[2] or finding.message,
        )
    if wrong is not None:
        return _Trial(draft=draft, wrong=wrong, why=why)
    return _Trial(draft=draft, softly=tuple(shaded(draft, heard)))


def _step_at(text: str, line: int) -> int:
    """Return the step, from 0, that a line tells; -1 for what comes before."""
    lines = text.splitlines()[:line]
    if "steps:" not in lines:
        return -1
    inside = lines[lines.index("steps:") + 1 :]
    return sum(line.startswith("  - ") for line in inside) - 1


# -- mending ---------------------------------------------------------------------------


def _mended(bench: _Bench, trial: _Trial) -> _Trial:
    """Return the first change of what is wrong that goes further, or goes without."""
    assert trial.wrong is not None  # noqa: S101  (the loop asks)
    for draft in _changes(trial):
        changed = bench.tried(draft)
        if changed.rank > trial.rank:
            return changed
    draft = trial.draft
    if trial.wrong < 0 or len(draft.steps) == 1:
        raise _Patience
    step = draft.steps[trial.wrong]
    remark = f"{_called(step)} is left out: {trial.why}"
    without = draft.with_step(trial.wrong, None)
    return bench.tried(replace(without, remarks=(*draft.remarks, remark)))


def _called(step: Step) -> str:
    if step.calls:
        return f"call {step.calls[0].exchange.number} ({step.what})"
    return f"{step.who} {step.what}"


def _changes(trial: _Trial) -> Iterator[Draft]:
    """Yield drafts in which what is wrong is told otherwise, the best first."""
    draft, wrong = trial.draft, trial.wrong
    if wrong is None or wrong < 0:
        yield from _given_less(draft)
        return
    step = draft.steps[wrong]
    if step.asked and not step.asks:
        yield draft.with_step(wrong, replace(step, asks=True))
    yield _asking(draft, range(wrong + 1))
    if step.asks:
        yield draft.with_step(wrong, replace(step, asks=False))
    if step.fault:
        yield draft.with_step(
            wrong, replace(step, fault={**step.fault, "work": "done"})
        )
    for index in range(wrong - 1, -1, -1):
        earlier = draft.steps[index]
        if earlier.fault and "work" not in earlier.fault:
            done = replace(earlier, fault={**earlier.fault, "work": "done"})
            yield draft.with_step(index, done)
    error = step.then.get("error")
    if isinstance(error, dict):
        bare: dict[str, Json] = {**step.then, "error": error["code"]}
        yield draft.with_step(wrong, replace(step, then=bare))
        for name in ("parameter", "status"):
            if name in error:
                less = {k: v for k, v in error.items() if k != name}
                yield draft.with_step(
                    wrong, replace(step, then={**step.then, "error": less})
                )
        # What was not found is called by its id, or by the name that the path has.
        for name in re.findall(r"{(\w+)}", contract.operations()[step.what].path):
            other = {**error, "parameter": name}
            yield draft.with_step(
                wrong, replace(step, then={**step.then, "error": other})
            )
    keys = sorted(step.then, key=lambda key: key != trial.key)
    for key in keys:
        then = {k: v for k, v in step.then.items() if k != key}
        yield draft.with_step(wrong, replace(step, then=then))
    if step.then:
        yield draft.with_step(wrong, replace(step, then={}))
    if step.of is not None and step.name != step.of:
        yield draft.with_step(wrong, replace(step, of=None))
    if step.after:
        yield draft.with_step(wrong, replace(step, after=None))
    yield from _given_less(draft)
    if all(reads(earlier.what) for earlier in draft.steps[:wrong]):
        # Looking around is worth less than what was done after it.
        remarks = [f"{_called(s)} is left out: {_ASIDE}" for s in draft.steps[:wrong]]
        rest = replace(draft, steps=draft.steps[wrong:])
        yield replace(rest, remarks=(*draft.remarks, *remarks))


def _given_less(draft: Draft) -> Iterator[Draft]:
    checkout = draft.given.get("checkout", {})
    for name in checkout:
        less = {k: v for k, v in checkout.items() if k != name}
        yield replace(draft, given=_given(draft, "checkout", less))
    for name in ("checkout", "source", "skus", "plans", "customers"):
        if name in draft.given:
            yield replace(draft, given=_given(draft, name, {}))


def _given(draft: Draft, name: str, value: Json) -> dict[str, Json]:
    given = {**draft.given, name: value}
    return {k: v for k, v in given.items() if v}


def _nearer(bench: _Bench, best: _Trial) -> _Trial:
    """Return the story told so that replies show more of what was recorded."""
    for index, step in enumerate(best.draft.steps):
        for other in _readings(step) if best.softly else ():
            changed = bench.tried(best.draft.with_step(index, other))
            best = max(best, changed, key=lambda trial: trial.rank)
    return best


def _readings(step: Step) -> Iterator[Step]:
    """Yield what a step may have been besides, for all that was seen of it."""
    if step.fault and "work" not in step.fault:
        # What was done shows later, though nobody was told.
        yield replace(step, fault={**step.fault, "work": "done"})
    elif step.what == "approves":
        # To a shop that looks later, both look the same for a while.
        yield replace(step, who="provider", what="fails", of="source", then={})
    elif step.calls and "error" not in step.then:
        shown: dict[str, set[str]] = {}
        for kind, state in signature(step.calls[0]).states:
            shown.setdefault(kind, set()).add(state)
        then = {k: s for k, (s, *more) in shown.items() if not more and k != "item"}
        if then.items() - step.then.items():
            yield replace(step, then={**then, **step.then})


# -- less ------------------------------------------------------------------------------


def _with_less(bench: _Bench, best: _Trial) -> _Trial:
    """Return the story with no more of requests in it than decides how it ends."""
    bare = replace(
        best.draft, steps=tuple(replace(s, asks=False) for s in best.draft.steps)
    )
    simple = bench.tried(bare)
    if _as_good(simple, best):
        best = simple
    for index in reversed(range(len(best.draft.steps))):
        step = best.draft.steps[index]
        if not step.asks:
            continue
        for lesser in _less(step):
            changed = bench.tried(best.draft.with_step(index, lesser))
            if _as_good(changed, best):
                best = changed
                break
    return _with_less_given(bench, best)


def _folded(bench: _Bench, best: _Trial) -> _Trial:
    """Return the story with calls that are told word for word twice told once."""
    index = 1
    while index < len(best.draft.steps):
        before, step = best.draft.steps[index - 1 : index + 1]
        if _says_again(before, step):
            calls = (*before.calls, *step.calls)
            once = replace(before, times=str(len(calls)), calls=calls)
            draft = best.draft.with_step(index, None).with_step(index - 1, once)
            changed = bench.tried(draft)
            if _as_good(changed, best):
                best = changed
                continue
        index += 1
    return best


def _says_again(before: Step, step: Step) -> bool:
    if step.who != "merchant" or before.name or step.name or step.times:
        return False
    same = {**before.fields(), "times": None} == {**step.fields(), "times": None}
    return same and before.times != "1.."


def _with_less_given(bench: _Bench, best: _Trial) -> _Trial:
    """Return the story whose checkout holds what decides, and what readers look for."""
    names = [n for n in best.draft.given.get("checkout", {}) if n not in _TELLING]
    # Mostly all of it can go at once.
    for group in (names, *([name] for name in names)):
        kept = best.draft.given.get("checkout", {})
        less = {k: v for k, v in kept.items() if k not in group}
        if len(less) == len(kept):
            continue
        given = _given(best.draft, "checkout", less)
        changed = bench.tried(replace(best.draft, given=given))
        if _as_good(changed, best):
            best = changed
    return best


#: What a reader wants to know of a checkout, also where it decides nothing.
_TELLING: Final = frozenset({"currency", "items"})


def _less(step: Step) -> Iterator[Step]:
    """Yield the step with less asked of its request, the least first."""
    yield replace(step, asks=False)
    body = step.asked.get("body", {})
    for name, value in body.items():
        yield replace(step, asked={"body": {name: value}})
    for part, value in step.asked.items() if len(step.asked) > 1 else ():
        yield replace(step, asked={part: value})
    for name in body:
        less = {k: v for k, v in body.items() if k != name}
        if less:
            yield replace(step, asked={**step.asked, "body": less})


def _as_good(trial: _Trial, best: _Trial) -> bool:
    return trial.wrong is None and len(trial.softly) <= len(best.softly)


def _differences(trial: _Trial) -> Iterator[str]:
    for index, difference in trial.softly:
        step = trial.draft.steps[index]
        yield f"{_called(step)} differs: {difference}"
    if trial.wrong is not None:
        step = trial.draft.steps[max(trial.wrong, 0)]
        yield f"{_called(step)} ends otherwise in the story: {trial.why}"
