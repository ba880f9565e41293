"""
A rule strikes with nothing, or with two things at once.

Why: A request that is struck meets either a fault or an error, since only one answer
can come back. Two rules beside each other may strike with both in turn.

Example::

    steps:
      - merchant: createOrders
    rules:
      - merchant: createOrders
        first: 1

Instead::

    steps:
      - merchant: createOrders
    rules:
      - merchant: createOrders
        first: 1
        then: {error: too_many_requests, headers: {Retry-After: 2}}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR411", "rule-misfit")
