"""
A thing has no such state.

Why: A state that does not exist is never reached. The states of each kind of thing are
those of the provider's documentation, letter by letter.

Fix: A state that is close to exactly one of the kind is replaced by it.

Example::

    - merchant: createOrders
      then: {order: acepted}

Instead::

    - merchant: createOrders
      then: {order: accepted}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR202", "unknown-state")
