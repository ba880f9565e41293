"""
`body_schema` is no JSON Schema.

Why: A schema that cannot be read would fit every request.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR118", "bad-json-schema")
