"""
`body_schema` has a keyword that nothing is judged by.

Why: JSON Schema passes over what it does not know: a misspelt keyword would fit every
request.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR119", "unknown-schema-keyword")
