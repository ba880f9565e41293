"""
There is no such type of payment source.

Why: Types are spelt as in the provider's documentation, in camel case. The provider
refuses a source of a type that it does not know.

Fix: A type that is close to exactly one documented type is replaced by it.

Example::

    - merchant: createCheckouts
    - customer: chooses
      source: {type: credit-card}

Instead::

    - merchant: createCheckouts
    - customer: chooses
      source: {type: creditCard}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR313", "unknown-source-type")
