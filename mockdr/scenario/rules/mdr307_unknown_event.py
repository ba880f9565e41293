"""
The contract has no such event type.

Why: Event types are spelt as the provider's webhooks spell them.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR307", "unknown-event")
