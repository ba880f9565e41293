"""
The file is larger than 1 MiB.

Why: A story of that size is none; the limit keeps a mistake from eating memory.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR005", "too-large")
