"""
Rehearsed, the story never emits the event that a delivery is about.

Why: Nothing would be bent, and a test that is to show how the merchant bears it would
pass for nothing.

Example::

    summary: The event is lost.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: order.accepted, kind: drop}

Instead::

    summary: The event is lost.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: checkout.created, kind: drop}
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR405", "never-told", Severity.WARNING)
