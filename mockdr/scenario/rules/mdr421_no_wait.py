"""
A fault waits for no time at all.

Why: A delay of nothing delays nothing: the test passes, and says nothing of a slow
answer. A silence of nothing is over before anybody hears it.

Example::

    - merchant: createOrders
      fault: {kind: delay, for: 0s}

Instead::

    - merchant: createOrders
      fault: {kind: delay, for: 2s}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.rules.walking import durations

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR421", "no-wait", Severity.WARNING)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the faults whose wait is over at once."""
    for said, wait in durations(look.tree):
        if not wait:
            yield RULE.at(
                said.place,
                f"waiting for {said.text} changes nothing",
                help="write how long, for example 2s, or leave the fault out",
            )
