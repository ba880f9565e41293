"""
Rehearsed, the story never emits the event that a delivery is about.

Why: Nothing would be bent, and a test that relies on it would pass for nothing.
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR405", "never-told", Severity.WARNING)
