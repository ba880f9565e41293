"""
A comment allows an error.

Why: With an error there is no story that could be played, so there is nothing to allow.
Warnings and advice are what an author may know better.

Example: `# mockdr: allow unknown-key because we like it`, above a line that says
`than`.
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR154", "allowed-error", Severity.WARNING)
