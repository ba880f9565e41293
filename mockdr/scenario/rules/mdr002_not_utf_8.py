"""
The bytes are not UTF-8.

Why: A file in another encoding would say other names than its author sees.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR002", "not-utf-8")
