"""
A mapping has the same key twice.

Why: Readers of YAML keep one of the two without saying which, so half of what the
author wrote is lost.

Example::

    - merchant: createOrders
      then: {order: accepted}
      then: {session: complete}

Instead::

    - merchant: createOrders
      then: {order: accepted, session: complete}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR009", "duplicate-key")
