"""
A part of the language is documented but not there yet.

Why: matrix and rules come with later versions.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR116", "not-there-yet")
