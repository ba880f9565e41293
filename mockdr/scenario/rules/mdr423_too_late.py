"""
Rehearsed, an act comes too late: what it is about has run out by then.

Why: Money for a Konbini order can be paid for some days, a card is authorized for some,
and a session is open for some. `after` counts from the step before, on the clock of the
test, and what was due in between has happened.

Example::

    given: {source: {type: konbini}}
    steps:
      - merchant: createOrders
        then: {order: pending_payment}
      - customer: pays
        after: 400d

Instead::

    given: {source: {type: konbini}}
    steps:
      - merchant: createOrders
        then: {order: pending_payment}
      - customer: pays
        after: 2d
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR423", "too-late")
