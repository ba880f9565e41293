"""
A stale delivery is not older than receivers commonly tolerate.

Why: A receiver that looks at the age takes it all the same, and nothing is tried.
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR409", "stale-yet-accepted", Severity.WARNING)
