"""
A step names an error that the operation cannot answer.

Why: An error stands in the provider's catalogue for certain operations, by its code, or
by its type where it has no code. A client that is tested with one that never comes
handles nothing that ever happens.

Fix: A code that is close to exactly one error of the operation is replaced by it.

Example::

    - merchant: createOrders
      then: {error: order_submit_faild}

Instead::

    - merchant: createOrders
      then: {error: order_submit_failed}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR302", "unknown-error")
