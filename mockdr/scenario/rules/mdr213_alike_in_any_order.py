"""
Two calls of any_order fit the same requests and turn out differently.

Why: Whichever request comes first plays the first of them, so what the file says of
each holds by its place in the list, which any_order says does not matter.

Example::

    - any_order:
        - merchant: createCheckouts
          then: {error: too_many_requests}
        - merchant: createCheckouts

Instead::

    - merchant: createCheckouts
      then: {error: too_many_requests}
    - merchant: createCheckouts
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.story import AnyOrder, CallStep

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR213", "alike-in-any-order", Severity.WARNING)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield each call that another one of its any_order cannot be told from."""
    for step in look.story.steps:
        calls = step.calls if isinstance(step, AnyOrder) else ()
        for number, call in enumerate(calls):
            for other in calls[:number]:
                if _asked(other) == _asked(call) and _told(other) != _told(call):
                    yield RULE.at(
                        call.place,
                        f"no request tells this {call.operation} from the one on line "
                        f"{other.place.line}, and they turn out differently",
                        help="say by 'match' which is which, or put them in order",
                    )
                    break


def _asked(call: CallStep) -> object:
    return call.operation, call.of, call.match


def _told(call: CallStep) -> object:
    then = call.then
    if then is None:
        return None, call.fault
    error = None if then.error is None else then.error.keys
    claimed = dict(then.states), then.fraud, then.next_action, error, then.reason
    return claimed, then.events, then.reply, call.fault
