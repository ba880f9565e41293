"""
There is no such decline or failure code.

Why: `reason` is one of the codes that the provider documents for a failed source,
charge or refund; a client that looks for another one will never see it.

Fix: A code that is close to exactly one documented code is replaced by it.

Example::

    - merchant: createOrders
      then: {error: failed-request, reason: insuficient_funds}

Instead::

    - merchant: createOrders
      then: {error: failed-request, reason: insufficient_funds}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR312", "unknown-reason")
