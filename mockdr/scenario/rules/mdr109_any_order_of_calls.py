"""
`any_order` holds something other than calls.

Why: Acts have their own time, told by `after` or by a signal, and nesting says nothing
that one list does not say.

Example::

    - any_order:
        - merchant: createCheckouts
        - customer: chooses

Instead::

    - any_order:
        - merchant: createCheckouts
        - merchant: listOrders
    - customer: chooses
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR109", "any-order-of-calls")
