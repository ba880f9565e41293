"""
A stale delivery is not older than receivers commonly tolerate.

Why: A receiver that looks at the age of a signature lets some minutes pass, so it takes
this one like any other, and nothing is tried.

Example::

    summary: A replayed event.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: checkout.created, kind: stale, by: 1m}

Instead::

    summary: A replayed event.
    steps:
      - merchant: createCheckouts
    delivery:
      - {event: checkout.created, kind: stale, by: 10m}
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR409", "stale-yet-accepted", Severity.WARNING)
