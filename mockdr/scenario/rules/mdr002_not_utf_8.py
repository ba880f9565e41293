"""
The bytes are not UTF-8.

Why: A file in another encoding would say other names than its author sees. Every editor
can save as UTF-8, and most do unless told otherwise.

Example: a file that an old spreadsheet or editor has saved as UTF-16, or a name such as
"Jürgen" from a file in Latin-1.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR002", "not-utf-8")
