"""
The contract has no such event type.

Why: Event types are spelt as the provider's webhooks spell them. One that does not
exist is never emitted, so the step would always fail, or a delivery never be bent.

Fix: A type that is close to exactly one event is replaced by it.

Example::

    - merchant: createCheckouts
      then: {events: [checkout.create]}

Instead::

    - merchant: createCheckouts
      then: {events: [checkout.created]}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR307", "unknown-event")
