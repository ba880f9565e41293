"""
A recorded reply has a field that the contract does not know.

Why: The recorded server says more than the contract. A client can live with that, and
one that reads the field will miss it with mockdr.

Example: `"loyaltyPoints": 12` in an order.
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR610", "field-outside-contract", Severity.WARNING)
