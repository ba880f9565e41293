"""
A header is none that HTTP could carry.

Why: The name is a word, the value one line of plain ASCII.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR120", "bad-header")
