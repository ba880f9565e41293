"""
The contract has no such operation.

Why: Operations are named by their operationId, for example createOrders.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR301", "unknown-operation")
