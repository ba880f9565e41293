"""
A duration is not spelt as one.

Why: A duration is digits and a unit: `ms`, `s`, `m`, `h` or `d`. A bare number would be
seconds to one reader and milliseconds to the next.

Fix: A unit that is written out, such as `5 minutes`, becomes `5m`; weeks become days,
and several units, as in `1h30m` or `PT1H30M`, the finest of them.

Example::

    - merchant: createOrders
      fault: {kind: delay, for: 5 seconds}

Instead::

    - merchant: createOrders
      fault: {kind: delay, for: 5s}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR401", "bad-duration")
