"""
A step does not say who acts, or says it twice.

Why: A step is something that somebody does: it begins with `merchant`, `customer`,
`provider`, `fraud` or `any_order`, and with one of them only. Often a dash is missing,
or one too many.

Fix: An actor that is close to exactly one is replaced by it.

Example::

    - merchant: createCheckouts
    - custommer: chooses

Instead::

    - merchant: createCheckouts
    - customer: chooses
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR108", "who-acts")
