"""
any_order holds something other than calls.

Why: Acts have their time, and nesting would say the same as one list.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR109", "any-order-of-calls")
