"""
The file says nothing.

Why: An empty story would pass every test.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR008", "empty-file")
