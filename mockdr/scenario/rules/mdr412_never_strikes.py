"""
A rule strikes nothing: its request is never sent, or its chance is 0.

Why: Nothing would be struck, and a test that relies on it would pass for nothing. What
is counted are the requests of one run, those that are sent again included.

Example::

    steps:
      - merchant: createOrders
    rules:
      - merchant: createOrders
        every: 3
        fault: {kind: reset}

Instead::

    steps:
      - merchant: createOrders
    rules:
      - merchant: createOrders
        first: 1
        fault: {kind: reset}
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.source import Scalar
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.rules.walking import items, part

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR412", "never-strikes", Severity.WARNING)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the chances of 0 that stand there as such; one of a matrix varies."""
    for key in ("rules", "delivery"):
        for entry in items(part(look.tree, key)):
            chance = part(entry, "probability")
            with suppress(ValueError):
                if isinstance(chance, Scalar) and float(chance.text) == 0:
                    yield RULE.at(
                        chance.place,
                        f"with a chance of {chance.text} it never strikes",
                        help="write a greater one, or leave the entry out",
                    )
