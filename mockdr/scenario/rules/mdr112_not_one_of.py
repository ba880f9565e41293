"""
A word is none of those that can stand there.

Why: Where the language lists words, the list is closed.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR112", "not-one-of")
