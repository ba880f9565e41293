"""A sales transaction is counted when money moves, and paid out with others."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["LIFECYCLE"]

_I = Evidence.INFERRED

_move = partial(row, page="event-types.md")

#: Every move of a sales transaction; the states are ours, and stand in no document.
LIFECYCLE: Final = Lifecycle(
    kind="sales_transaction",
    states=("open", "paid"),
    moves=(
        _move(
            None, "provider.completes", "open", "a capture or a refund is complete", _I
        ),
        _move(
            None, "provider.charges_back", "open", page="disputes-and-chargebacks.md"
        ),
        _move(
            "open",
            "provider.pays_out",
            "paid",
            "it has a summary and a payout",
            _I,
            page="getting-a-payout-by-id.md",
        ),
    ),
)
