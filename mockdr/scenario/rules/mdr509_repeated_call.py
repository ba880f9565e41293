"""
A call is written out twice in a row, word for word.

Why: A reader looks for the difference between the two. `times: 2` says that there is
none, and how many there are.

Example::

    - merchant: createCheckouts
    - merchant: createCheckouts

Instead::

    - merchant: createCheckouts
      times: 2
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.story import CallStep, Times

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR509", "repeated-call", Severity.ADVICE)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield each call that says what the one before it says."""
    for before, call in pairwise(look.story.steps):
        if (
            isinstance(before, CallStep)
            and isinstance(call, CallStep)
            and before.name is None
            and before.times == call.times == Times()
            and not call.note
            and _said(before, call) == call
        ):
            yield RULE.at(
                call.place,
                f"this call says what the one on line {before.place.line} says",
                help="write it once, with times: 2",
            )


def _said(before: CallStep, call: CallStep) -> CallStep:
    """Return *before* as if it stood where *call* stands."""
    then = before.then
    if then is not None and call.then is not None:
        error = then.error
        if error is not None and call.then.error is not None:
            error = replace(error, place=call.then.error.place)
        then = replace(then, error=error, places=call.then.places)
    return replace(before, then=then, place=call.place)
