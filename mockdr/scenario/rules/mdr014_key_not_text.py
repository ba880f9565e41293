"""
A key is a list or a mapping.

Why: Every key of the language is a word.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR014", "key-not-text")
