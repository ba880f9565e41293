"""
A mapping has a key that the language does not know there.

Why: A misspelt key would be passed over, and the story would say less than it seems to:
a `than` checks nothing. So every mapping is closed.

Fix: A key that is close to exactly one that can stand there is replaced by it.

Example::

    - merchant: createOrders
      than: {order: accepted}

Instead::

    - merchant: createOrders
      then: {order: accepted}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR101", "unknown-key")
