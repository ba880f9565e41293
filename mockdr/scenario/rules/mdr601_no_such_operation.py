"""
A recorded request goes where the provider has nothing.

Why: No operation has that method and path, so the provider answers 404 whatever is
sent. Most often an id is missing in the path, or a letter too many is in it.

Example: `GET /order/7`, where the provider has `GET /orders/{id}`.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR601", "no-such-operation")
