"""A capture takes money that was authorized, for goods that were sent."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockdr.domain import billing
from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["LIFECYCLE"]

_move = partial(row, page="payment-charges/README.md")

#: Every move of a capture.
LIFECYCLE: Final = Lifecycle(
    kind="capture",
    states=("pending", "complete", "failed"),
    moves=(
        _move(None, "createFulfillments", "pending"),
        _move("pending", "provider.completes", "complete"),
        _move("pending", "provider.fails", "failed"),
        _move(
            "failed",
            "provider.completes",
            "complete",
            "the provider tries again, for up to 30 days",
            Evidence.INFERRED,
        ),
        *billing.CAPTURE_MOVES,
    ),
)
