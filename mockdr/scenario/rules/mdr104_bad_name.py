"""
A name has characters that names do not have.

Why: Names are lower-case letters, digits and hyphens, beginning with a letter, so that
references to them need no quotes.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR104", "bad-name")
