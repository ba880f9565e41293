"""
An act cannot be about a thing of this kind.

Why: Each verb moves things of certain kinds, by the provider's lifecycles: a bank
completes a refund, never an order, because an order is done when all of its parts are.

Example::

    - merchant: createRefunds
    - provider: completes
      of: order

Instead::

    - merchant: createRefunds
    - provider: completes
      of: refund
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR208", "of-another-kind")
