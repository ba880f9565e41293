"""
Two files of the folders tell a scenario of the same name.

Why: `play` takes a name: rename one of the files.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR117", "two-files-one-name")
