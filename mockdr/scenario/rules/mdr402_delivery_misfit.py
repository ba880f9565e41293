"""
A delivery says something that its kind does not do, or lacks what it needs.

Why: `by` belongs to late and stale, `copies` to duplicate, `attempts` to down. What is
written and does nothing misleads whoever reads the story.

Example::

    summary: The event comes late.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: checkout.created, kind: late}

Instead::

    summary: The event comes late.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: checkout.created, kind: late, by: 10m}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR402", "delivery-misfit")
