"""
A key belongs to another kind of step.

Why: Acts get no reply; only a customer who chooses or submits brings a source. How
events travel is told of the whole story: `delivery` stands beside `steps`.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR115", "key-of-another-step")
