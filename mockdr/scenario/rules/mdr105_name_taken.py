"""
A name is used twice, or is a word of the language.

Why: Two things of one name could not be told apart by `of`, by `then`, or by a
reference. All names of a file share one space, those in `given` and those that steps
give.

Example::

    - merchant: createCheckouts
      as: order

Instead::

    - merchant: createCheckouts
      as: first-order
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR105", "name-taken")
