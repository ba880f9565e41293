"""
There are more findings than anybody reads.

Why: Reading stopped; correct the first ones, the others may go with them.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR099", "too-many-findings")
