"""
Rehearsed, no event follows the one that is to be swapped with the next.

Why: It would only come late: swap an event that the story emits earlier.
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR406", "nothing-follows", Severity.WARNING)
