"""
A comment for mockdr is not one that it understands.

Why: A comment that begins with `mockdr:` was meant to change what is found. Passed over
in silence, it would look as if it did.

Example::

    - merchant: createCheckouts # mockdr: ignore

Instead::

    - merchant: createCheckouts
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR150", "misread-comment", Severity.WARNING)
