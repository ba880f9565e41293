"""
A state is claimed of a thing that has none.

Why: SKUs, plans and webhooks have no lifecycle.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR204", "thing-without-state")
