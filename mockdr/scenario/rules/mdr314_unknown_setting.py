"""
There is no such setting.

Why: `given.settings` takes those settings that concern one tenant, such as `mode` or
`retries`. One of another name would be passed over.

Fix: A name that is close to exactly one setting is replaced by it.

Example::

    given: {settings: {mod: strict}}
    summary: Every call is looked at.
    steps:
      - merchant: createCheckouts

Instead::

    given: {settings: {mode: strict}}
    summary: Every call is looked at.
    steps:
      - merchant: createCheckouts
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR314", "unknown-setting")
