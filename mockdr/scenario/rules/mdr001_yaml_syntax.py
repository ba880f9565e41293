"""
The text is not YAML.

Why: Nothing after the place can be understood, so nothing else is reported.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR001", "yaml-syntax")
