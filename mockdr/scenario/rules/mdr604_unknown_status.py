"""
A recorded reply has a status that the contract does not know for the operation.

Why: A client that is written by the contract does not expect it, and handles it as
whatever it handles everything else as.

Example: a 202 from `createOrders`, which answers 201.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR604", "unknown-status")
