"""
The scenario is named otherwise than its file.

Why: People look for a scenario by its name, and files are found by theirs.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR106", "name-not-stem")
