"""
A tag gives a type.

Why: The place gives a value its type, and quotes are never needed for it: `!!str`
changes nothing for the better. An exclamation mark that is meant as text needs quotes.

Example::

    - merchant: createOrders
      match: {body: {upstreamId: !!str 0042}}

Instead::

    - merchant: createOrders
      match: {body: {upstreamId: 0042}}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR012", "tag")
