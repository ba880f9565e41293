"""
A value is not of the type that the contract has for the field.

Why: The contract gives a scalar of a body its type.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR309", "wrong-type")
