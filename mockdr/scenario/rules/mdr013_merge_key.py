"""
A merge key copies another mapping.

Why: What a step says should stand at the step. Merge keys are no part of YAML 1.2, and
readers do not agree on which of two equal keys wins.

Example::

    - merchant: createOrders
      match:
        <<: {body: {upstreamId: web-1}}

Instead::

    - merchant: createOrders
      match:
        body: {upstreamId: web-1}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR013", "merge-key")
