"""
There is no such decline or failure code.

Why: `reason` is one of the documented codes.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR312", "unknown-reason")
