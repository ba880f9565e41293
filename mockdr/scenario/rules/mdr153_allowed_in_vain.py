"""
A comment allows a rule that nothing breaks.

Why: What it was for has been put right, or has moved to another line. Left behind, it
would hide the next finding of its kind, which nobody has looked at. A comment that
says why is somebody's work, and is never taken out for you.

Example::

    - merchant: createCheckouts # mockdr: allow MDR308 because the shop sends it

Instead::

    - merchant: createCheckouts
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR153", "allowed-in-vain", Severity.WARNING)
