"""Rules of a story that strike nothing: found once it has been rehearsed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mockdr.base.diagnostics import Diagnostic, how_often, suggest
from mockdr.engine.words import reads
from mockdr.scenario.rules import RULES
from mockdr.scenario.story import Story
from mockdr.scenario.strikes import Strike

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["unstruck"]


def unstruck(tenant: Tenant, story: Story) -> Iterator[Diagnostic]:
    """
    Yield what is to be said of the rules of *story* that struck nothing.

    A shop may call more than the story tells: what reads, or counts any request, is
    given the benefit of the doubt.

    Args:
        tenant: Where it was played.
        story: The story.
    """
    for rule in story.rules:
        if tenant.striking.struck[rule.place] or rule.operation is None:
            continue
        fitted = tenant.striking.fitted[rule.place]
        if rule.place in tenant.striking.spared:
            yield _warning(
                rule,
                f"what it would strike is a {rule.operation} whose step says itself "
                "how it ends",
                "the step's own fault or error comes first: leave one of the two out",
            )
        elif not fitted:
            yield from _unmet(story, rule)
        elif rule.when.every is not None and not _goes_on(story, rule):
            yield _warning(
                rule,
                f"the story calls {rule.operation} {how_often(fitted)}: number "
                f"{rule.when.every} never comes",
                "write a smaller number, or first: 1",
            )


def _unmet(story: Story, rule: Strike) -> Iterator[Diagnostic]:
    operation = rule.operation or ""
    called = list(dict.fromkeys(call.operation for call in story.calls()))
    if operation not in called and not reads(operation):
        todo = suggest(operation, called, "it calls")
        yield _warning(rule, f"the story never calls {operation}", todo)


def _goes_on(story: Story, rule: Strike) -> bool:
    """Tell whether a shop may call it more often than the story has to."""
    operation = rule.operation or ""
    return reads(operation) or any(
        call.times.most != call.times.least
        for call in story.calls()
        if call.operation == operation
    )


def _warning(rule: Strike, message: str, todo: str) -> Diagnostic:
    return RULES["MDR412"].at(rule.place, message, help=todo)
