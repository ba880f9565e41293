"""
A second YAML document begins.

Why: One file tells one story; what stands behind `---` would be lost.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR007", "second-document")
