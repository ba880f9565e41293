"""
An any_order holds a single call.

Why: One call has but one order, so the reader looks for the others.

Example::

    - any_order:
        - merchant: createCheckouts

Instead::

    - merchant: createCheckouts
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.story import AnyOrder

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR510", "any-order-of-one", Severity.ADVICE)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield what lists one call only."""
    for step in look.story.steps:
        if isinstance(step, AnyOrder) and len(step.calls) == 1:
            yield RULE.at(
                step.place,
                f"any_order holds {step.calls[0].operation} alone",
                help="write the call by itself, or add those that may come before it",
            )
