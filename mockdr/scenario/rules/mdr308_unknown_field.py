"""
The contract has no such field there.

Why: In `match` and `reply` a field that does not exist can never fit. What the story
itself sends may hold more than the contract lists, so there it is a warning.

Fix: A field that is close to exactly one that the contract has there is replaced by it.

Example::

    - merchant: createCheckouts
      match: {body: {emial: ann@example.com}}

Instead::

    - merchant: createCheckouts
      match: {body: {email: ann@example.com}}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR308", "unknown-field")
