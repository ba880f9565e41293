"""A reservation holds stock for a while: all that was asked for, or nothing."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockdr.domain.lifecycle import Lifecycle, row

__all__ = ["LIFECYCLE"]

_move = partial(row, page="global-fulfillments.md")

#: Every move of a reservation.
LIFECYCLE: Final = Lifecycle(
    kind="reservation",
    states=("active", "released", "expired", "deleted"),
    moves=(
        _move(None, "createReservations", "active", "everything is in stock"),
        _move("active", "provider.expires", "expired", "expiresInSeconds have passed"),
        _move("active", "createFulfillmentOrders", "released", "an order takes it"),
        _move("active", "deleteReservations", "deleted"),
    ),
)
