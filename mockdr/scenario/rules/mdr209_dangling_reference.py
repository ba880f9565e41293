"""
A reference names no field of a thing.

Why: Ids differ from run to run, so a story refers to a thing by its name and one of its
fields, such as `<checkout.id>`. A bare name stands for a whole document, which fits no
place.

Example::

    - merchant: createCheckouts
    - merchant: updateCheckouts
      match: {body: {metadata: {cart: <checkout>}}}

Instead::

    - merchant: createCheckouts
    - merchant: updateCheckouts
      match: {body: {metadata: {cart: <checkout.id>}}}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR209", "dangling-reference")
