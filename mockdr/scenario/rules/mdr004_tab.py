"""
A tab stands in the text.

Why: YAML does not indent with tabs, and nobody can tell them from spaces.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR004", "tab")
