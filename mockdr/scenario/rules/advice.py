"""Codes 5xx: what is no mistake, and could be better."""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["ADVICE"]

ADVICE: Final = (
    rule(
        "MDR501",
        "no-summary",
        "The scenario has no summary.",
        "`mockdr list` shows the summary; a good one tells the story in a line.",
        Severity.ADVICE,
    ),
    rule(
        "MDR502",
        "shadowed",
        "A scenario of yours has the name of a bundled one.",
        "Yours is played; rename it if that is not meant.",
        Severity.ADVICE,
    ),
)
