"""
`body_schema` has a keyword that nothing is judged by.

Why: JSON Schema passes over whatever it does not know, so a misspelt keyword fits every
request and nobody hears of it.

Fix: A keyword that is close to exactly one that is known is replaced by it.

Example::

    - merchant: createOrders
      match: {body_schema: {type: object, requird: [checkoutId]}}

Instead::

    - merchant: createOrders
      match: {body_schema: {type: object, required: [checkoutId]}}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR119", "unknown-schema-keyword")
