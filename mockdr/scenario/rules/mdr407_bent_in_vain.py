"""
A delivery can do nothing, since another one leaves it nothing to do.

Why: Dropped events never come, late ones are not swapped, and of a kind the first that
strikes holds. The second entry looks as if it were tested, and is not.

Example::

    summary: The event is lost.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: any, kind: drop}
      - {event: checkout.created, kind: duplicate}

Instead::

    summary: The event is lost.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: any, kind: drop}
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR407", "bent-in-vain", Severity.WARNING)
