"""
A header is none that HTTP could carry.

Why: A name is one word, a value one line of plain ASCII. Anything else would break the
connection instead of the client, and not in the way that the story tells.

Example::

    - merchant: createOrders
      fault: {kind: status, status: 503, headers: {Retry After: 2}}

Instead::

    - merchant: createOrders
      fault: {kind: status, status: 503, headers: {Retry-After: 2}}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR120", "bad-header")
