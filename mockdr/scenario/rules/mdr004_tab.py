"""
A tab stands in the text.

Why: YAML does not indent with tabs, and nobody can tell them from spaces by looking. A
tab that belongs to a value is written as an escape in double quotes.

Fix: A tab behind a key, a dash or a text is replaced by a space; in the indentation and
in quotes it is left alone.

Example::

    - merchant:␉createOrders

Instead::

    - merchant: createOrders
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR004", "tab")
