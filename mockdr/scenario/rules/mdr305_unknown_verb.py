"""
The actor has no such verb.

Why: The list of verbs is closed: each is a trigger of the lifecycle tables, and nothing
else moves a thing.

Fix: A verb that is close to exactly one of the actor's is replaced by it.

Example::

    - merchant: createCheckouts
    - customer: chose

Instead::

    - merchant: createCheckouts
    - customer: chooses
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR305", "unknown-verb")
