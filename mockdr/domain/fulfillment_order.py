"""A fulfillment order is what the warehouse is to send, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["COUNTERS", "LIFECYCLE", "line_state", "moved", "open_units", "opened"]

_PAGE: Final = "global-fulfillments.md"

#: Every move of a fulfillment order.
LIFECYCLE: Final = Lifecycle(
    kind="fulfillment_order",
    states=("pending", "shipped", "cancelled"),
    moves=(
        row(None, "createFulfillmentOrders", "pending", page=_PAGE),
        row(
            "pending",
            "provider.completes",
            "shipped",
            "what is not cancelled is sent",
            page=_PAGE,
        ),
        row(
            "pending",
            "provider.fails",
            "pending",
            "the goods are out of stock: its lines are backordered",
            page=_PAGE,
        ),
        row(
            "pending",
            "provider.completes",
            "pending",
            "a cancellation of a part of it is accepted",
            Evidence.INFERRED,
            page=_PAGE,
        ),
        row(
            "pending",
            "provider.completes",
            "cancelled",
            "a cancellation of all of it is accepted",
            page=_PAGE,
        ),
    ),
)

#: Where the units of a line can be; together they are its quantity.
COUNTERS: Final = ("pending", "backordered", "shipped", "cancelled", "returned")


def opened(quantity: int) -> dict[str, int]:
    """Return the counters of a new line of *quantity* units."""
    return {**dict.fromkeys(COUNTERS, 0), "pending": quantity}


def moved(
    counters: Mapping[str, int], units: int, *, to: str, of: tuple[str, ...]
) -> dict[str, int]:
    """
    Return *counters* after up to *units* went from the ones *of* to another.

    Args:
        of: Counters that give, the first before the others; see `COUNTERS`.
    """
    after = {name: counters[name] for name in COUNTERS}
    for name in of:
        taken = min(units, after[name])
        after[name] -= taken
        after[to] += taken
        units -= taken
    return after


def open_units(counters: Mapping[str, int]) -> int:
    """Return how many units of a line are still to be sent."""
    return counters["pending"] + counters["backordered"]


def line_state(counters: Mapping[str, int]) -> str:
    """
    Return the state of a line, which the least advanced of its units gives.

    That one state stands for all its units is inferred.
    """
    for name in ("pending", "backordered", "shipped"):
        if counters[name]:
            return name
    return "shipped" if counters["returned"] else "cancelled"
