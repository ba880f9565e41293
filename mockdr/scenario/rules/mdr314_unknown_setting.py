"""
There is no such setting.

Why: `given.settings` takes the settings that concern a tenant.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR314", "unknown-setting")
