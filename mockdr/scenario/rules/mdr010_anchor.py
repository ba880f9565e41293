"""
An anchor names a part of the text.

Why: A story reads from top to bottom, and what a step does stands at the step. Anchors
make a reader jump, and a change in one place alters another that nobody looked at.

Example::

    - merchant: createOrders
      then: &fine {order: accepted}

Instead::

    - merchant: createOrders
      then: {order: accepted}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR010", "anchor")
