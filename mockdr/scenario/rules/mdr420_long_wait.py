"""
A fault keeps the client waiting for longer than a test should take.

Why: `for` is real time, as the timers of clients are: nothing shortens it, and a client
has given up long before. What happens days later is told by `after`, which is counted
on the clock of the test and costs no time.

Example::

    - merchant: createOrders
      fault: {kind: hang, for: 2h}

Instead::

    - merchant: createOrders
      fault: {kind: hang, for: 5s}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.source import Scalar
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.rules.walking import durations

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR420", "long-wait", Severity.WARNING)

#: Longer than the timers of most clients.
_LONGEST: Final = timedelta(minutes=1)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the faults that wait for minutes."""
    for said, wait in durations(look.tree):
        if wait > _LONGEST:
            yield _finding(said)


def _finding(said: Scalar) -> Diagnostic:
    return RULE.at(
        said.place,
        f"the client waits {said.text} in real time, and the test with it",
        help="write some seconds more than the client's timer has, or tell by 'after' "
        "of an act what happens later",
    )
