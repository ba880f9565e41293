"""
`body_schema` is no JSON Schema.

Why: A schema that cannot be read would fit every request, or none; either way the step
would not be the one that the author had in mind.

Example::

    - merchant: createOrders
      match: {body_schema: {type: objekt}}

Instead::

    - merchant: createOrders
      match: {body_schema: {type: object}}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR118", "bad-json-schema")
