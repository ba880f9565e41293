"""
A key belongs to another kind of step.

Why: Acts get no reply and no fault; only a customer who chooses or submits brings a
`source`; how events travel is told of the whole story, by `delivery` beside `steps`.

Example::

    - merchant: createCheckouts
    - customer: chooses
      times: 2

Instead::

    - merchant: createCheckouts
    - customer: chooses
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR115", "key-of-another-step")
