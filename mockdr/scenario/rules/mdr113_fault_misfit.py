"""
A fault says something that its kind does not do, or lacks what it needs.

Why: A connection that is reset has no status, and a delay needs its length. What is
written and does nothing misleads whoever reads the story.

Example::

    - merchant: createOrders
      fault: {kind: reset, status: 503}

Instead::

    - merchant: createOrders
      fault: {kind: status, status: 503}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR113", "fault-misfit")
