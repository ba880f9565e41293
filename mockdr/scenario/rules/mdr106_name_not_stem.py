"""
The scenario is named otherwise than its file.

Why: People look for a scenario by the name that a test plays, and find files by theirs.
With two names, a search finds the wrong one.

Fix: The scenario takes the name of its file, which is what tests play it by.

Example::

    scenario: konbini-late
    summary: A Konbini customer pays after two days.
    steps:
      - merchant: createOrders

Instead::

    scenario: example
    summary: A Konbini customer pays after two days.
    steps:
      - merchant: createOrders
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR106", "name-not-stem")
