"""
A receiver is down for every attempt that the plan of retries has.

Why: The event never arrives. Where that is meant, `drop` says so in a word; where it is
not, the last attempt has to find the receiver up.

Example::

    summary: The shop is down for a while.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: checkout.created, kind: down, attempts: 100}

Instead::

    summary: The shop is down for a while.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: checkout.created, kind: down, attempts: 2}
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR408", "lost-for-good", Severity.WARNING)
