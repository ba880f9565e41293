"""
Nothing in the story has this name.

Why: A thing is named by `as` at the step that makes it, or in `given`, or it is called
by its KIND. A name that nobody gave is a misspelt one, and the step would be about
nothing.

Fix: A name that is close to exactly one of the story is replaced by it.

Example::

    - merchant: createCheckouts
      as: cart
    - merchant: updateCheckouts
      of: crat

Instead::

    - merchant: createCheckouts
      as: cart
    - merchant: updateCheckouts
      of: cart
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR205", "unknown-thing")
