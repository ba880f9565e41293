"""
An alias stands for another part of the text.

Why: Write it out: a reader should not have to jump. A star that is meant as text needs
quotes.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR011", "alias")
