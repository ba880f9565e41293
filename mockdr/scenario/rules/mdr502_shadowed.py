"""
A scenario of yours has the name of a bundled one.

Why: Yours is played wherever that name is asked for. That may be what you want, and it
surprises those who know the bundled one.

Example: Your own `card-accepted.yaml`, which is played in place of the one that ships
with mockdr.
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR502", "shadowed", Severity.ADVICE)
