"""
Rehearsed, the story cannot go on at this step.

Why: Nothing can take the act, or no request fits the call.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR210", "cannot-go-on")
