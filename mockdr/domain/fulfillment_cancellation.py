"""A fulfillment cancellation asks the warehouse to hold goods back, and may be late."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["LIFECYCLE"]

_PAGE: Final = "global-fulfillments.md"

#: Every move of a fulfillment cancellation.
LIFECYCLE: Final = Lifecycle(
    kind="fulfillment_cancellation",
    states=("pending", "accepted", "rejected"),
    moves=(
        row(None, "createFulfillmentCancellations", "pending", page=_PAGE),
        row("pending", "provider.completes", "accepted", page=_PAGE),
        row(
            "pending",
            "provider.completes",
            "rejected",
            "the goods have left meanwhile",
            Evidence.INFERRED,
            page=_PAGE,
        ),
        row("pending", "provider.fails", "rejected", page=_PAGE),
    ),
)
