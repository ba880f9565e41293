"""
The operation cannot answer this error.

Why: An error stands in the catalogue for certain operations, by its code (or by its
type, where it has no code).
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR302", "unknown-error")
