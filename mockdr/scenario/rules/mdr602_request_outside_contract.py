"""
The body of a recorded request is not what the contract asks for.

Why: The provider may have been lenient that day. A request that its schema refuses can
be refused tomorrow, and then the shop cannot sell.

Example: `{"checkoutId": 7}` for `createOrders`, where the id is a text.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR602", "request-outside-contract")
