"""
A mapping lacks a key that it needs.

Why: Without it the rest of the mapping has no meaning: a fault without a kind bends
nothing, an event without a type is none.

Example::

    - merchant: createOrders
      fault: {status: 503}

Instead::

    - merchant: createOrders
      fault: {kind: status, status: 503}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR102", "missing-key")
