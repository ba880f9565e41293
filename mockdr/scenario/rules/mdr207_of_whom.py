"""
An act does not say what it is about.

Why: `completes`, `fails` and `expires` move things of several kinds. Without `of` it
would depend on what else is going on which of them is meant.

Example::

    - merchant: createRefunds
    - provider: completes

Instead::

    - merchant: createRefunds
    - provider: completes
      of: refund
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR207", "of-whom")
