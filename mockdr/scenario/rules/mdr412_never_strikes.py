"""
Rehearsed, the story never sends the request that a rule would strike.

Why: Nothing would be struck, and a test that relies on it would pass for nothing. What
is counted are the requests of one run, those that are sent again included.

Example::

    steps:
      - merchant: createOrders
    rules:
      - merchant: createOrders
        every: 3
        fault: {kind: reset}

Instead::

    steps:
      - merchant: createOrders
    rules:
      - merchant: createOrders
        first: 1
        fault: {kind: reset}
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR412", "never-strikes", Severity.WARNING)
