"""What the merchant's client does wrong although the contract lets it."""

from __future__ import annotations

from mockdr.engine.conduct.again import handled, second_time
from mockdr.engine.conduct.deed import Deed, Remark, Rule, witnessed
from mockdr.engine.conduct.forgery import Forgery, believed
from mockdr.engine.conduct.watch import Conduct

__all__ = [
    "Conduct",
    "Deed",
    "Forgery",
    "Remark",
    "Rule",
    "believed",
    "handled",
    "second_time",
    "witnessed",
]
