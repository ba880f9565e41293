"""
`then` stands beside a fault with `work: none`.

Why: The request never reached the provider's books, so nothing came of it that could be
claimed. Where the work is done and only the answer is lost, the fault says `work:
done`.

Example::

    - merchant: createOrders
      fault: {kind: hang, for: 5s}
      then: {order: accepted}

Instead::

    - merchant: createOrders
      fault: {kind: hang, for: 5s, work: done}
      then: {order: accepted}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR114", "then-without-work")
