"""From recordings to scenario files that lint and play, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.base.errors import MockdrError
from mockdr.contract import payment_methods
from mockdr.engine.rehearsal import rehearse
from mockdr.engine.traces.draft import Draft, Step, write
from mockdr.engine.traces.merging import Merged, merge
from mockdr.engine.traces.retelling import retell
from mockdr.engine.traces.settling import settle
from mockdr.engine.traces.sifting import Sifted, holds_nothing
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.form.layout import reform
from mockdr.scenario.library import BrokenScenario, stories_from_text

__all__ = ["Authored", "Written", "author"]


#: A summary fits a line.
_LINE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """
    A scenario that was made of recordings.

    Args:
        text: What its file holds.
        files: The recordings that it tells.
        steps: How many steps it has.
        calls: How many recorded calls they tell.
        remarks: What could not be told, or is told otherwise; one sentence each.
    """

    name: str
    text: str
    files: tuple[str, ...]
    steps: int
    calls: int
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authored:
    """
    What came of it all.

    Args:
        notes: How recordings belong together, and where they part.
    """

    stories: tuple[Written, ...]
    notes: tuple[str, ...]


def author(
    recordings: Sequence[Sifted],
    name: str,
    *,
    summary: str | None = None,
) -> Authored:
    """
    Return the scenarios that *recordings* tell; each lints and plays.

    Args:
        recordings: What was said to the provider, one for each flow.
        name: What they are called.
        summary: One sentence; made of what happens when absent.

    Raises:
        MockdrError: If there is nothing to tell.
    """
    told: list[tuple[str, Draft]] = []
    for sifted in recordings:
        file = sifted.trace.file
        if sifted.is_empty:
            raise holds_nothing(sifted.trace)
        if not any(call.operation is not None for call in sifted.heard):
            raise MockdrError(
                f"{file} holds no call to the provider",
                help="say where the provider was with --host NAME",
            )
        settled = settle(retell(sifted, name, summary or "It was recorded."))
        remarks = (
            *_passed_over(sifted),
            *settled.draft.remarks,
            *settled.differences,
        )
        told.append((file, replace(settled.draft, remarks=remarks)))
    merged, notes = merge(told, name)
    return Authored(
        stories=tuple(_written(one, summary) for one in merged), notes=notes
    )


def _passed_over(sifted: Sifted) -> Iterator[str]:
    """Yield what is not in a story since it was recorded where a browser is."""
    if sifted.pages:
        told = "1 request" if sifted.pages == 1 else f"{sifted.pages} requests"
        yield f"passed over: {told} for pages and scripts"
    known = [call.operation for call in sifted.heard if call.operation is not None]
    if all(operation.key == "public" for operation in known):
        yield (
            "no call of the shop's server is in it, and no browser sees any: for "
            "checkouts and orders use `mockdr record`, or a proxy"
        )


def _written(merged: Merged, summary: str | None) -> Written:
    draft = replace(merged.draft, summary=summary or _summary(merged.draft))
    text = reform(write(draft))
    try:
        stories = stories_from_text(text, f"{draft.name}.yaml", vocabulary())
        wrong = [
            finding
            for story in stories
            for finding in rehearse(story)
            if finding.severity is Severity.ERROR
        ]
    except BrokenScenario as broken:
        wrong = list(broken.findings)
    if wrong:
        files = " and ".join(merged.files)
        raise MockdrError(
            f"no story that holds can be told of {files}: {wrong[0].message}",
            help="record the flow from its first call on, or write it by hand",
        )
    return Written(
        name=draft.name,
        text=text,
        files=merged.files,
        steps=len(draft.steps),
        calls=sum(len(step.calls) for step in draft.steps),
        remarks=draft.remarks,
    )


def _summary(draft: Draft) -> str:
    """Return one sentence on what happens: who pays how, and how it ends."""
    types = [type for step in draft.steps if (type := _chosen(step))]
    known = bool(types) and types[0] in payment_methods()
    first = f"A shop calls {draft.steps[0].what}"
    how = f"A shopper chooses {types[0]}" if known else first
    ends = [word for step in draft.steps for word in _ends(step.then)]
    refused = [word for word in ends if "refused" in word][:1]
    for told in (dict.fromkeys((*refused, *ends[-1:])), ends[-1:]):
        sentence = f"{how}; {', then '.join(told)}."
        if told and len(sentence) <= _LINE:
            return sentence
    return f"{how}, as it was recorded."


def _chosen(step: Step) -> str:
    """Return how a step lets a shopper pay; empty where it does not."""
    body = step.asked.get("body", {})
    if step.what == "createPaymentSources" and "error" not in step.then:
        return str(body.get("type", ""))
    return str(step.source.get("type", ""))


def _ends(then: object) -> list[str]:
    if not isinstance(then, dict):
        return []
    if "error" in then:
        error = then["error"]
        code = error.get("code") if isinstance(error, dict) else error
        return [f"the shop is refused with {code}"] if "<" not in str(code) else []
    return [
        f"the {kind.replace('_', ' ')} ends {state}"
        for kind, state in list(then.items())[:1]
        if kind in ("order", "refund", "subscription", "invoice", "session")
        and "<" not in str(state)
    ]
