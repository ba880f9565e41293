"""
The actor has no such verb.

Why: The list of verbs is closed: each is a trigger of the lifecycle tables.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR305", "unknown-verb")
