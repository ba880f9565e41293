"""A cancel gives an authorized amount back: nothing was sent for it."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["LIFECYCLE"]

_move = partial(row, page="payment-charges/README.md")

#: Every move of a cancel. That a bank can want to know more is documented as a state
#: and an event, and that it asks as it does about refunds is inferred.
LIFECYCLE: Final = Lifecycle(
    kind="cancel",
    states=("pending", "pending_information", "complete", "failed"),
    moves=(
        _move(None, "createFulfillments", "pending"),
        _move("pending", "provider.completes", "complete"),
        _move("pending", "provider.fails", "failed"),
        _move(
            "pending",
            "provider.asks_bank_details",
            "pending_information",
            "",
            Evidence.INFERRED,
        ),
        _move("pending_information", "provider.completes", "complete"),
        _move("pending_information", "provider.fails", "failed", "", Evidence.INFERRED),
        _move(
            None,
            "fraud.blocks",
            "complete",
            "the full amount, at once",
            page="event-types.md",
        ),
        _move(
            None,
            "refreshOrders",
            "complete",
            "authorized, then blocked as fraud",
            Evidence.INFERRED,
            page="event-types.md",
        ),
    ),
)
