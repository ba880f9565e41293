"""
The text nests deeper than 64 levels.

Why: No story needs as many; the limit keeps the process alive when a text is made to
bring it down, or a bracket was opened in a loop.

Example: `{a: {a: {a: ...}}}`, and so on for 64 brackets.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR006", "too-deep")
