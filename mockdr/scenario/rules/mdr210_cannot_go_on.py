"""
Rehearsed, the story cannot go on at this step.

Why: Every part in it was played, and at this step nothing can take the act, or no
request can fit the call. A test that plays the story would wait for it until its end.

Example::

    - merchant: createCheckouts
    - customer: pays

Instead::

    - merchant: createCheckouts
    - customer: chooses
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR210", "cannot-go-on")
