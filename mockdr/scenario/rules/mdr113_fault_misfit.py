"""
A fault says something that its kind does not do, or lacks what it needs.

Why: The keys of a fault depend on its kind.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR113", "fault-misfit")
