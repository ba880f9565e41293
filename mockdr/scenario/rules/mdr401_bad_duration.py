"""
A duration is not spelt as one.

Why: Write digits and one of ms, s, m, h, d, for example 48h.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR401", "bad-duration")
