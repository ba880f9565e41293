"""
An act does not say what it is about.

Why: `completes`, `fails` and `expires` move things of several kinds: say which.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR207", "of-whom")
