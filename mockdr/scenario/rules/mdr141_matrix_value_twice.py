"""
A matrix lists a value twice for one name.

Why: A combination is known by its values, as in pay-late[method=konbini]. Of two that
are alike neither could be asked for, and both would say the same.

Example::

    matrix: {method: [konbini, klarnaCredit, konbini]}
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

RULE: Final = rule("MDR141", "matrix-value-twice")
