"""
A list, a mapping or a word stands where another of them belongs.

Why: The grammar has one shape for each place. What has another one was written for
another place, or a dash or an indent is missing.

Fix: A word, or several with commas between them, becomes the list that belongs there.

Example::

    - merchant: createCheckouts
      then: {events: checkout.created}

Instead::

    - merchant: createCheckouts
      then: {events: [checkout.created]}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR103", "wrong-shape")
