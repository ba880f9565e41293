"""
`as` stands where not exactly one thing is made.

Why: A name means one thing; a step that is played twice makes two.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR111", "as-names-one-thing")
