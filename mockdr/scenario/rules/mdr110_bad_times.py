"""
`times` is no count.

Why: Write 2 (exactly), 0..1 (optional) or 1.. (one or more).
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR110", "bad-times")
