"""
Rehearsed, the step turns out otherwise than `then` says.

Why: What the request and the state make of a step comes before what a story asks for.
The claim would fail in every test, whatever the merchant's code does.

Example::

    - merchant: createCheckouts
      then: {events: [checkout.updated]}

Instead::

    - merchant: createCheckouts
      then: {events: [checkout.created]}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR211", "turns-out-otherwise")
