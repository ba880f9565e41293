"""
The story does not begin with a call.

Why: A run begins when a request fits the first call.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR107", "no-first-call")
