"""Stories that hold only as long as chance lets them: each way it can go is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from mockdr.base.diagnostics import Diagnostic
from mockdr.scenario.bends import When
from mockdr.scenario.rules import RULES
from mockdr.scenario.story import Story
from mockdr.scenario.strikes import Strike

__all__ = ["unlucky"]

#: Plays a story, and returns what does not hold; empty where all does.
Breaks: TypeAlias = Callable[[Story], str]


def unlucky(story: Story, breaks: Breaks) -> Iterator[Diagnostic]:
    """
    Yield what does not hold where a rule of *story* strikes that may as well not.

    Args:
        story: It holds as chance has it in a rehearsal.
        breaks: Plays a story.
    """
    sure = tuple(rule for rule in story.rules if rule.when.probability is None)
    # A chance of 0 is none: a matrix may try the story without the rule.
    rules = [rule for rule in story.rules if rule.when.probability]
    if not rules:
        return
    if breaks(replace(story, rules=sure)):
        yield _warning(rules[0], "where it strikes nothing, the story does not hold")
        return
    for rule in rules:
        for operation in _operations(story, rule):
            hit = replace(rule, operation=operation, when=When(first=1))
            found = breaks(replace(story, rules=(*sure, hit)))
            if found:
                yield _warning(
                    rule,
                    f"where it strikes the first {operation}, the story does not hold: "
                    f"{found}",
                )
                break


def _operations(story: Story, rule: Strike) -> Sequence[str]:
    if rule.operation is not None:
        return (rule.operation,)
    return list(dict.fromkeys(call.operation for call in story.calls()))


def _warning(rule: Strike, message: str) -> Diagnostic:
    todo = (
        "let chance decide over what can be sent again: a fault or an error that "
        "leaves things as they are"
    )
    return RULES["MDR413"].at(rule.place, message, help=todo)
