"""
A rule does not say which of the requests that fit it strikes.

Why: `first`, `every` and `probability` say so in three ways. Without one of them all
requests would be struck, and no story could go on; who means that says `every: 1`.

Example::

    steps:
      - merchant: createOrders
    rules:
      - merchant: createOrders
        fault: {kind: reset}

Instead::

    steps:
      - merchant: createOrders
    rules:
      - merchant: createOrders
        first: 1
        fault: {kind: reset}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR410", "rule-without-count")
