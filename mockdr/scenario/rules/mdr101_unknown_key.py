"""
A mapping has a key that the language does not know there.

Why: A misspelt key would be ignored, and the story would say less than it seems.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR101", "unknown-key")
