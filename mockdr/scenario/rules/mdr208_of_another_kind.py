"""
An act cannot be about a thing of this kind.

Why: Each verb moves things of certain kinds.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR208", "of-another-kind")
