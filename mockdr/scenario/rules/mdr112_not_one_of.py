"""
A word is none of those that can stand there.

Why: Where the language lists words, such as the kinds of a fault or the values of
`next_action`, the list is closed: another word would do nothing.

Fix: A word that is close to exactly one of the list is replaced by it.

Example::

    - merchant: createOrders
      fault: {kind: resett}

Instead::

    - merchant: createOrders
      fault: {kind: reset}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR112", "not-one-of")
