"""
A delivery can do nothing, since another one leaves it nothing to do.

Why: Dropped events never come, late ones are not swapped, and of a kind the first that
strikes holds.
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR407", "bent-in-vain", Severity.WARNING)
