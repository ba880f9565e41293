"""
The scenario has no summary.

Why: `mockdr list` shows the summary; a good one tells the story in a line.
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR501", "no-summary", Severity.ADVICE)
