"""
A thing has no such state.

Why: A state that does not exist is never reached.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR202", "unknown-state")
