"""
`then` stands beside a fault with `work: none`.

Why: Nothing happened at the server, so nothing came of it.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR114", "then-without-work")
