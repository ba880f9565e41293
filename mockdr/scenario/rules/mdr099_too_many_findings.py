"""
There are more findings than anybody reads.

Why: Looking stopped after 300 of them. Most come from one mistake, such as a file that
is no scenario at all: correct the first ones, and the others may go with them.

Example: a description of an API, saved among the scenarios.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR099", "too-many-findings")
