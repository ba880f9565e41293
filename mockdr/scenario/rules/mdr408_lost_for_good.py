"""
A receiver is down for every attempt that the plan of retries has.

Why: The event never arrives: where that is meant, drop says so.
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR408", "lost-for-good", Severity.WARNING)
