"""
`times` is no count.

Why: A call is played once unless `times` says otherwise: `2` for exactly two, `0..1`
for an optional one, `1..` for one or more. Everything else would have to be guessed;
and more than 999 times nobody would wait for.

Example::

    - merchant: createOrders
    - merchant: retrieveOrders
      times: often

Instead::

    - merchant: createOrders
    - merchant: retrieveOrders
      times: 1..
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR110", "bad-times")
