"""
No documented move from here agrees with `then`.

Why: `then` chooses among what the provider documents for this state and cannot invent
an outcome: a test that passes against an impossible one proves nothing. Only `fault`
and `delivery` leave the contract.

Example::

    - merchant: createOrders
      then: {order: cancelled}

Instead::

    - merchant: createOrders
      then: {order: accepted}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR201", "impossible")
