"""
A call never gets its turn: the one before it takes every request that would fit.

Why: A call whose maximum is not reached stays open, and if two open calls fit a
request, the earlier one has it. So a merchant's software that calls once plays the
first of the two, and the second waits in vain.

Example::

    - merchant: createOrders
    - merchant: retrieveOrders
      times: 0..1
    - merchant: retrieveOrders
      then: {order: accepted}

Instead::

    - merchant: createOrders
    - merchant: retrieveOrders
      times: 1..2
      then: {order: accepted}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.story import ActStep, CallStep

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR212", "shadowed-call", Severity.WARNING)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the calls that come right behind one that is open and takes as much."""
    # An act closes nothing: the call before it is open until a later one is played.
    calls = [step for step in look.story.steps if not isinstance(step, ActStep)]
    for earlier, later in pairwise(calls):
        if not (isinstance(earlier, CallStep) and isinstance(later, CallStep)):
            continue
        most = earlier.times.most
        open_ = most is None or most > earlier.times.least
        if not (open_ and later.times.least and _fits_as_much(earlier, later)):
            continue
        taken = f"the first {most} requests" if most != 1 else "the first request"
        yield RULE.at(
            later.place,
            f"{later.operation} waits behind the call on line {earlier.place.line}, "
            f"which takes {'every request' if most is None else taken} that would fit",
            help="tell the two apart by 'match', or make one step of them",
            # Self-play calls as often as it must, and would never come to the second.
            severity=None if most == 1 else Severity.ERROR,
        )


def _fits_as_much(earlier: CallStep, later: CallStep) -> bool:
    if earlier.operation != later.operation or earlier.of not in (None, later.of):
        return False
    return earlier.match is None or earlier.match == later.match
