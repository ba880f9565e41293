"""
`then` claims a header that the answer does not have.

Why: The contract documents one header of answers, `Retry-After`, with a 429. What
leaves the contract is a matter of `fault`, so that a reader sees where reality is bent.

Example::

    - merchant: createOrders
      then: {order: accepted, headers: {Retry-After: 7}}

Instead::

    - merchant: createOrders
      then: {error: too_many_requests, headers: {Retry-After: 7}}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR316", "undocumented-header")
