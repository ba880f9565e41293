"""
A state is claimed of a thing that has none.

Why: Payouts and sales summaries are papers: they are made and stay as they are, so
there is no state of theirs that could be right or wrong.

Example::

    - merchant: listPayouts
      then: {payout: paid}

Instead::

    - merchant: listPayouts
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR204", "thing-without-state")
