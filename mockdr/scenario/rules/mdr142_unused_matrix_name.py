"""
A name of the matrix stands nowhere in the file.

Why: Every value of a name makes a story of its own. Where nothing says <method>, these
stories are all the same one, and each would be checked and played.

Example::

    matrix: {method: [konbini, klarnaCredit]}
    steps:
      - merchant: createCheckouts
      - customer: chooses
        source: {type: konbini}

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

RULE: Final = rule("MDR142", "unused-matrix-name")
