"""
The scenario has no summary.

Why: `mockdr list` and every report show the summary, so that people who have not
written the story find the one that they need. A good one tells it in a sentence.

Example::

    steps:
      - merchant: createCheckouts

Instead::

    summary: A shopper fills a cart, and leaves.
    steps:
      - merchant: createCheckouts
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR501", "no-summary", Severity.ADVICE)
