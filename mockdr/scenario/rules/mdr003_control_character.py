"""
An invisible character stands in the text.

Why: What nobody can see, nobody can review: a mark that turns the direction of writing,
or a zero byte, makes the line say something else than it shows. Where one is really
meant, an escape in double quotes says so.

Example: a note pasted from a word processor, with a line separator (U+2028) in the
middle of it.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR003", "control-character")
