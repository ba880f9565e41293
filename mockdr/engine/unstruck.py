"""Rules of a story that strike nothing: found once it has been rehearsed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mockdr.base.diagnostics import Diagnostic, how_often, suggest
from mockdr.base.source import Place
from mockdr.engine.words import reads
from mockdr.scenario.rules import RULES
from mockdr.scenario.story import Story
from mockdr.scenario.strikes import Strike

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["outdone", "unstruck"]


def unstruck(tenant: Tenant, story: Story) -> Iterator[Diagnostic]:
    """
    Yield what is to be said of the rules of *story* that struck nothing.

    A shop may call more than the story tells: a rule about reads is given the benefit
    of the doubt. One about any request is judged by the requests of the story alone:
    what comes before it differs from shop to shop.

    Args:
        tenant: Where it was played.
        story: The story.
    """
    for rule in story.rules:
        counts, when = tenant.striking, rule.when
        of_any = rule.operation is None
        if (counts.struck_inside if of_any else counts.struck)[rule.place]:
            continue
        fitted = (counts.fitted_inside if of_any else counts.fitted)[rule.place]
        if not fitted:
            yield from _unmet(story, rule)
        elif _goes_on(story, rule) and not (when.first and fitted >= when.first):
            continue
        elif rule.place in counts.beaten:
            yield _beaten(rule, counts.beaten[rule.place])
        elif when.every is not None:
            yield _warning(
                rule,
                f"the story {_sends(rule)} {how_often(fitted)}: number "
                f"{when.every} never comes",
                "write a smaller number, or first: 1",
            )


def outdone(tenant: Tenant, story: Story) -> Iterator[Diagnostic]:
    """
    Yield what is to be said of rules that another one always was before.

    Args:
        tenant: Where it was played, up to a rule that no request gets past.
        story: The story.
    """
    for rule in story.rules:
        by = tenant.striking.beaten.get(rule.place)
        if by is not None and not tenant.striking.struck[rule.place]:
            yield _beaten(rule, by)


def _sends(rule: Strike) -> str:
    """Return what the story does so often, as a rule tells the requests apart."""
    if rule.operation is not None:
        return f"calls {rule.operation}"
    return "calls" if rule.match is None else "sends what fits it"


def _beaten(rule: Strike, by: Place | None) -> Diagnostic:
    if by is not None:
        return _warning(
            rule,
            f"the rule of line {by.line} strikes first what this one would strike",
            "of several that strike one request the first in the file holds, and all "
            "of them count it: let this one count further, or leave one out",
        )
    return _warning(
        rule,
        f"what it would strike is a {rule.operation or 'call'} whose step says itself "
        "how it ends",
        "the step's own fault or error comes first: leave one of the two out",
    )


def _unmet(story: Story, rule: Strike) -> Iterator[Diagnostic]:
    operation = rule.operation
    if operation is None:
        # What it matches may be in what a shop sends, as it may be for one operation.
        return
    called = list(dict.fromkeys(call.operation for call in story.calls()))
    if operation not in called and not reads(operation):
        # It is spelled well: nothing that is near it was meant.
        todo = suggest("", called, "it calls")
        yield _warning(rule, f"the story never calls {operation}", todo)


def _goes_on(story: Story, rule: Strike) -> bool:
    """Tell whether a shop may call it more often than the story has to."""
    return reads(rule.operation or "") or any(
        call.times.most != call.times.least
        for call in story.calls()
        if rule.operation in (None, call.operation)
    )


def _warning(rule: Strike, message: str, todo: str) -> Diagnostic:
    return RULES["MDR412"].at(rule.place, message, help=todo)
