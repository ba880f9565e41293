"""
An anchor names a part of the text.

Why: A story reads from top to bottom; there is nothing to refer to an anchor by.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR010", "anchor")
