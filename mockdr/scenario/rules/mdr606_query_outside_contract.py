"""
A recorded request has a query parameter that the contract does not know, or not so.

Why: What the provider does with such a parameter is not known. Most likely it passes
over it, and the shop gets more, or something else, than it asked for.

Example: `GET /orders?limt=3`, which gives as many orders as without it.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR606", "query-outside-contract")
