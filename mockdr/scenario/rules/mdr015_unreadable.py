"""
What has the name of a scenario cannot be read as a file.

Why: It may be forbidden, a pipe, or a link that leads nowhere. It is told beside the
other findings, because what cannot be read is not checked, and a run that passed it
over would look fine.

Example: a link `scenarios/late.yaml` to a file that was renamed.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR015", "unreadable")
