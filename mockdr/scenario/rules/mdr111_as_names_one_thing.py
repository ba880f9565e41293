"""
`as` stands where not exactly one thing is made.

Why: A name means one thing from the step that gives it to the end. A step that is
played twice makes two, and one that only reads makes none.

Example::

    - merchant: createCheckouts
      as: cart
      times: 2

Instead::

    - merchant: createCheckouts
      as: cart
    - merchant: createCheckouts
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR111", "as-names-one-thing")
