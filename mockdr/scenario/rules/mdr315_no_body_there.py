"""
A body is claimed where the contract has none.

Why: The operation takes no body, or answers without one (204), so nothing can be in it.
What a reading call is to be about is said by `of`.

Example::

    - merchant: createCheckouts
    - merchant: deleteCheckouts
      then: {reply: {deleted: true}}

Instead::

    - merchant: createCheckouts
    - merchant: deleteCheckouts
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR315", "no-body-there")
