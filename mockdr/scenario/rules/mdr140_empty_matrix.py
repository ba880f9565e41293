"""
A matrix lists no names, or no values for one.

Why: A file with a matrix stands for every combination of the values that it lists, and
of nothing there is no combination: the file would tell no story at all.

Example::

    matrix: {method: []}
    steps:
      - merchant: createCheckouts
      - customer: chooses
        source: {type: <method>}

Instead::

    matrix: {method: [konbini, klarnaCredit]}
    steps:
      - merchant: createCheckouts
      - customer: chooses
        source: {type: <method>}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR140", "empty-matrix")
