"""
A name is used before the step that gives it.

Why: A story is played from top to bottom, and the calls of `any_order` cannot count on
each other: what has no thing yet cannot be spoken of.

Example::

    - merchant: createCheckouts
    - merchant: attachSourceToCheckout
      of: card
    - customer: chooses
      as: card

Instead::

    - merchant: createCheckouts
    - customer: chooses
      as: card
    - merchant: attachSourceToCheckout
      of: card
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR206", "not-yet-named")
