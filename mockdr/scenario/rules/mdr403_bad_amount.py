"""
A count, chance or duration of a delivery would bend nothing, or too much.

Why: One copy is no duplicate, and a chance of 0 never strikes; a delay of years is
longer than any receiver is tried. Two copies are the fewest, and a chance is above 0
and up to 1.

Example::

    summary: The event comes twice.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: checkout.created, kind: duplicate, copies: 1}

Instead::

    summary: The event comes twice.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: checkout.created, kind: duplicate, copies: 2}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR403", "bad-amount")
