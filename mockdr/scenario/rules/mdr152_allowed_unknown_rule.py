"""
A comment allows a rule that there is not.

Why: What it was to allow is found all the same, or is never found at all. Rules are
called by their code or by their name, and `mockdr explain` lists them.

Fix: A name that is close to exactly one rule is replaced by it.

Example::

    # mockdr: allow no-sumary because the name says it all
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

RULE: Final = rule("MDR152", "allowed-unknown-rule", Severity.WARNING)
