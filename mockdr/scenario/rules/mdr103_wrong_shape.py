"""
A list, a mapping or a word stands where another of them belongs.

Why: The grammar has one shape for each place.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR103", "wrong-shape")
