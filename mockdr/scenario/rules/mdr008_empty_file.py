"""
The file says nothing.

Why: An empty story would pass every test. A file that holds nothing but comments is
most likely one that somebody wanted to finish.

Example::

    # Konbini, paid too late

Instead::

    # Konbini, paid too late
    - merchant: createOrders
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR008", "empty-file")
