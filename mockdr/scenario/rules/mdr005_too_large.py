"""
The file is larger than 1 MiB.

Why: A story of that size is none that anybody reads, and the limit keeps a mistake,
such as a log with the wrong suffix, from eating the memory of the test run.

Example: a recording of a whole afternoon, saved as one file.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR005", "too-large")
