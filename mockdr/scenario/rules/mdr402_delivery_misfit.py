"""
A delivery says something that its kind does not do, or lacks what it needs.

Why: `by` belongs to late and stale, `copies` to duplicate, `attempts` to down.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR402", "delivery-misfit")
