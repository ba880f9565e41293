"""
The error fits several entries of the catalogue.

Why: Entries of one code differ in the parameter or the status that a client sees. The
mapping that the finding lists says which one is meant.

Example::

    - merchant: createOrders
      then: {error: not_found}

Instead::

    - merchant: createOrders
      then: {error: {code: not_found, parameter: checkoutId}}
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR303", "ambiguous-error")
