"""
A mapping lacks a key that it needs.

Why: Without it the rest of the mapping has no meaning.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR102", "missing-key")
