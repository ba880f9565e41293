"""
A name has characters that names do not have.

Why: Names are lower-case letters, digits and hyphens, beginning with a letter. So a
reference to them needs no quotes, and a file of that name exists on every system.

Example::

    - merchant: createCheckouts
      as: Gift_Card

Instead::

    - merchant: createCheckouts
      as: gift-card
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR104", "bad-name")
