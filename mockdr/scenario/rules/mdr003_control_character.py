"""
An invisible character stands in the text.

Why: What nobody can see, nobody can review; write it as an escape in quotes.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR003", "control-character")
