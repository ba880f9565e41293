"""
A reference names no field of a thing.

Why: A reference is a thing and a field, for example <checkout.id>.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR209", "dangling-reference")
