"""
Nothing in the story has this name.

Why: A thing is named by `as` or in `given`, or is the KIND of a thing.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR205", "unknown-thing")
