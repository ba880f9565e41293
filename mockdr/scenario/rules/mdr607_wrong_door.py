"""
The key or the version of a recorded request does not open that operation.

Why: Some operations take the secret key, some the public one, and some came with a
later version. A shop that sends the wrong one has not been working at all, or works by
chance.

Example: `POST /orders` with a public key.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR607", "wrong-door")
