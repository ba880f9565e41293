"""
Two files of the folders tell a scenario of the same name.

Why: A test asks for a scenario by its name alone, wherever in the folders it stands.
With two of them, it cannot be said which is played.

Example: `scenarios/konbini/late.yaml` beside `scenarios/orders/late.yaml`.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR117", "two-files-one-name")
