"""
Rehearsed, no event follows the one that is to be swapped with the next.

Why: It would come alone, only later, and nothing would come out of order. An event that
the story emits earlier has another behind it.

Example::

    summary: Events come out of order.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: checkout.created, kind: swap}

Instead::

    summary: Events come out of order.
    steps:
      - merchant: createCheckouts
      - merchant: updateCheckouts
    delivery:
      - {event: checkout.created, kind: swap}
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR406", "nothing-follows", Severity.WARNING)
