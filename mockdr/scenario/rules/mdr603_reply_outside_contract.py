"""
The body of a recorded reply is not what the contract promises.

Why: The recorded server and mockdr do not speak of the same provider: it is of another
version, a stand-in, or the contract is wrong about it. Tests against mockdr would show
something else than the shop meets.

Example: an order without `state` in the answer of `createOrders`.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR603", "reply-outside-contract")
