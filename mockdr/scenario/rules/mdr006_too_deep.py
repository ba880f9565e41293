"""
The text nests deeper than 64 levels.

Why: No story needs it; the limit keeps the process alive.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR006", "too-deep")
