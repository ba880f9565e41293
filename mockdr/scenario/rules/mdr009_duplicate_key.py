"""
A mapping has the same key twice.

Why: YAML readers keep one of the two without saying which.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR009", "duplicate-key")
