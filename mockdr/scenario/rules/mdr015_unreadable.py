"""
What has the name of a scenario cannot be read as a file.

Why: It may be forbidden, a pipe, or a link that leads nowhere; what it tells cannot be
checked.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR015", "unreadable")
