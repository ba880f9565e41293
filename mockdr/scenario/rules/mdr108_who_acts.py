"""
A step does not say who acts, or says it twice.

Why: A step begins with merchant, customer, provider, fraud or any_order.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR108", "who-acts")
