"""
A count, chance or duration of a delivery would bend nothing, or too much.

Why: Two copies are the fewest, and a chance is above 0 and up to 1.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR403", "bad-amount")
