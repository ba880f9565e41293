"""
The error fits several entries of the catalogue.

Why: Write the mapping that fits the one that is meant.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR303", "ambiguous-error")
