"""
A rule strikes by chance, and the story does not hold where it strikes, or where not.

Why: Another seed makes another test of it, which fails for no fault of the shop. What
is struck by chance has to be something that can be sent again.

Example::

    steps:
      - merchant: createOrders
        then: {order: accepted}
    rules:
      - merchant: createOrders
        probability: 0.01
        then: {error: failed-request}

Instead::

    steps:
      - merchant: createOrders
        then: {order: accepted}
    rules:
      - merchant: createOrders
        probability: 0.01
        then: {error: too_many_requests}
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR413", "holds-by-luck", Severity.WARNING)
