"""
A recorded error is none of the catalogue.

Why: No page tells of that error, so mockdr cannot give it, and no scenario can show how
the shop bears it. It may be worth reporting.

Example: a 409 from `createOrders` with the code `not_today`.
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR605", "unknown-answer", Severity.WARNING)
