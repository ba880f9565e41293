"""
There is no such API version.

Why: Versions are the dates that the provider has published; what a client sends in
`digitalriver-version` is one of them. Without the key, the newest holds.

Example::

    version: 2021-13-12
    summary: A client that speaks an old version.
    steps:
      - merchant: createCheckouts

Instead::

    version: 2021-12-13
    summary: A client that speaks an old version.
    steps:
      - merchant: createCheckouts
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR310", "unknown-version")
