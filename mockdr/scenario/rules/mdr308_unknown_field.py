"""
The contract has no such field there.

Why: What is sent may hold more than the contract lists, so there it is a warning; in
`match` and `reply` it can never fit.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR308", "unknown-field")
