"""
The text is not YAML.

Why: From there on nobody can tell what a line belongs to, so nothing else of the file
is looked at. Most often a bracket or a quote is not closed, or a text with a colon in
it has no quotes. Where no space follows the dash of a step, --fix can put it there.
Example::

    steps:
      - merchant: createOrders
        note: Declined: the bank says no.

Instead::

    steps:
      - merchant: createOrders
        note: "Declined: the bank says no."
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR001", "yaml-syntax")
