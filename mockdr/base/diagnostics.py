"""Findings as data: what, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from mockdr.base.source import Place

__all__ = ["Diagnostic", "Severity"]


class Severity(str, Enum):
    """How bad a finding is; only errors keep a scenario from being played."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """
    One finding.

    Args:
        code: `MDR` and three digits; a code is never used twice.
        message: What is wrong, one sentence, no full stop.
        place: Where.
        help: What to do; may be empty.
    """

    code: str
    message: str
    place: Place
    help: str = ""
    severity: Severity = Severity.ERROR
