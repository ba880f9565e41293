"""
A scenario of yours has the name of a bundled one.

Why: Yours is played; rename it if that is not meant.
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR502", "shadowed", Severity.ADVICE)
