"""
A tag gives a type.

Why: The place gives a scalar its type. An exclamation mark that is meant as text needs
quotes.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR012", "tag")
