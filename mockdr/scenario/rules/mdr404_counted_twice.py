"""
A delivery counts in two ways which of the events it strikes.

Why: `first`, `every` and `probability` exclude each other; without them every event
that fits is struck.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR404", "counted-twice")
