"""
A comment allows a rule to be broken and does not say why.

Why: Whoever reads the story next cannot tell whether the reason still holds. One that
is worth the exception is worth a few words.

Example::

    # mockdr: allow no-summary
    steps:
      - merchant: createCheckouts

Instead::

    # mockdr: allow no-summary because the name says it all
    steps:
      - merchant: createCheckouts
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR151", "allowed-without-reason", Severity.WARNING)
