"""
A matrix makes more than 100 stories of its file.

Why: The values of several names multiply. Each combination is checked and is a test of
its own; where there are hundreds, nobody looks at what they say any more.

Example::

    matrix:
      cents: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
      dimes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
      email: [ann@example.com, bob@example.com]
    steps:
      - merchant: createCheckouts
        match:
          body:
            email: <email>
            items: [{skuId: shirt, price: 5.<dimes><cents>, quantity: 1}]

Instead::

    matrix:
      price: [0.01, 5.00, 99999.99]
      email: [ann@example.com, bob@example.com]
    steps:
      - merchant: createCheckouts
        match:
          body:
            email: <email>
            items: [{skuId: shirt, price: <price>, quantity: 1}]
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR143", "too-many-combinations")
