"""
There is no such type of payment source.

Why: Types are spelt as in the provider's documentation.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR313", "unknown-source-type")
