"""
`then` claims a header that the answer does not have.

Why: The contract documents Retry-After, with a 429; what leaves the contract is a
matter of `fault`.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR316", "undocumented-header")
