"""A bank disputes a payment: the order stands still until that is decided."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockdr.domain.lifecycle import Evidence, row

__all__ = ["DISPUTABLE", "FRAUD_MOVES", "ITEM_MOVES", "ORDER_MOVES"]

_I = Evidence.INFERRED

_move = partial(row, page="disputes-and-chargebacks.md")

#: States in which an order has been paid, or will be.
DISPUTABLE: Final = ("accepted", "fulfilled", "complete", "returned")

#: What a dispute does to its order; the page has the state after it as the one before,
#: though its sample shows `accepted`.
ORDER_MOVES: Final = (
    *(_move(state, "provider.disputes", "dispute") for state in DISPUTABLE),
    *(_move("dispute", "provider.resolves_dispute", state) for state in DISPUTABLE),
    _move("dispute", "provider.charges_back", "dispute", "no state is documented", _I),
)

#: What it does to the order's `fraudState`.
FRAUD_MOVES: Final = (
    _move("passed", "provider.disputes", "review_opened"),
    _move("review_opened", "provider.resolves_dispute", "passed"),
    _move("review_opened", "provider.charges_back", "blocked", "for fraud", _I),
    _move(
        "blocked",
        "provider.resolves_dispute",
        "passed",
        "the bank takes its chargeback back",
        _I,
    ),
)

#: What it does to a line that was sent: the samples show it as it began.
ITEM_MOVES: Final = (
    _move("fulfilled", "provider.disputes", "created"),
    _move("created", "provider.resolves_dispute", "fulfilled"),
)
