"""
A second YAML document begins.

Why: One file tells one story. Whatever stands behind `---` would never be played, and
nobody would notice.

Example::

    - merchant: createCheckouts
    ---
    - merchant: updateCheckouts

Instead::

    - merchant: createCheckouts
    - merchant: updateCheckouts
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR007", "second-document")
