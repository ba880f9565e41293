"""
A body is claimed where the contract has none.

Why: The operation takes no body, or answers without one.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR315", "no-body-there")
