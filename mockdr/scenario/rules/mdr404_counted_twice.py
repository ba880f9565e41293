"""
A delivery counts in two ways which of the events it strikes.

Why: `first`, `every` and `probability` exclude each other: two of them leave open which
one decides. Without them every event that fits is struck.

Example::

    summary: The event is lost.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: any, kind: drop, first: 1, every: 2}

Instead::

    summary: The event is lost.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: any, kind: drop, first: 1}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR404", "counted-twice")
