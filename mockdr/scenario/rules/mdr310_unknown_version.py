"""
There is no such API version.

Why: Versions are dates; the newest is the default.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR310", "unknown-version")
