"""
A merge key copies another mapping.

Why: Write the keys out: what a step says should stand there.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR013", "merge-key")
