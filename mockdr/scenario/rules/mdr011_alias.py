"""
An alias stands for another part of the text.

Why: Whoever reads `*fine` has to look for it. Writing it out costs a line; where
several endings differ in a word, `matrix` says so. A star that is meant as text needs
quotes.

Example::

    - merchant: createOrders
      then: *fine

Instead::

    - merchant: createOrders
      then: {order: accepted}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR011", "alias")
