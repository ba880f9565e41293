"""
The story does not begin with a call.

Why: A run begins when a request of the merchant fits the first call; before that there
is nobody to be a customer of. A story may begin anywhere, so what comes before need not
be told.

Example::

    - customer: chooses
    - merchant: attachSourceToCheckout

Instead::

    - merchant: createCheckouts
    - customer: chooses
    - merchant: attachSourceToCheckout
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR107", "no-first-call")
