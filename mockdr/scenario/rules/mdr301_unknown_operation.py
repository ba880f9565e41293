"""
The contract has no such operation.

Why: Operations are named by the operationId of the provider's reference, for example
`createOrders`. A step that names another can never be played.

Fix: A name that is close to exactly one operation is replaced by it.

Example::

    - merchant: createOrder

Instead::

    - merchant: createOrders
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR301", "unknown-operation")
