"""
No documented move from here agrees with `then`.

Why: `then` chooses among what the provider documents; nothing but `fault` may leave
the contract.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR201", "impossible")
