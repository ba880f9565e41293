"""A fulfillment return sends goods to a warehouse, which takes them or does not."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Lifecycle, row

__all__ = ["LIFECYCLE"]

_PAGE: Final = "global-fulfillments.md"

#: Every move of a fulfillment return.
LIFECYCLE: Final = Lifecycle(
    kind="fulfillment_return",
    states=("created", "pending", "accepted", "rejected"),
    moves=(
        row(None, "createFulfillmentReturns", "created", page=_PAGE),
        row(
            "created",
            "provider.completes",
            "pending",
            "the warehouse says where to send the goods",
            page=_PAGE,
        ),
        row(
            "pending", "provider.completes", "accepted", "the goods arrived", page=_PAGE
        ),
        row("created", "provider.fails", "rejected", page=_PAGE),
        row("pending", "provider.fails", "rejected", page=_PAGE),
    ),
)
