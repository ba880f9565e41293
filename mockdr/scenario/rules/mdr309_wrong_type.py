"""
A value is not of the type that the contract has for the field.

Why: The contract gives each field of a body its type, and a text can never equal a
number on the wire. Decimals are written with a point.

Example::

    - merchant: createCheckouts
      match: {body: {items: [{quantity: two}]}}

Instead::

    - merchant: createCheckouts
      match: {body: {items: [{quantity: 2}]}}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR309", "wrong-type")
