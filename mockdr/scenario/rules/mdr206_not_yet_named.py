"""
A name is used before the step that gives it.

Why: A story is played from top to bottom.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR206", "not-yet-named")
