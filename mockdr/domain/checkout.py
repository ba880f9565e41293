"""A checkout has no state on the wire; these are our own words for what it can do."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, Move

__all__ = ["LIFECYCLE"]

_PAGE = "creating-checkouts/README.md"
_ORDERS = "creating-and-updating-an-order.md"

#: Every move of a checkout.
#:
#: `consumed` made an order; `burnt` met a 409 and can never make one.
LIFECYCLE: Final = Lifecycle(
    kind="checkout",
    states=("open", "consumed", "burnt", "deleted"),
    moves=(
        Move(before=None, trigger="createCheckouts", after="open", page=_PAGE),
        Move(before="open", trigger="updateCheckouts", after="open", page=_PAGE),
        Move(before="open", trigger="attachSourceToCheckout", after="open", page=_PAGE),
        Move(before="open", trigger="detachSourceToCheckout", after="open", page=_PAGE),
        Move(before="open", trigger="deleteCheckouts", after="deleted", page=_PAGE),
        Move(
            before="open",
            trigger="createOrders",
            after="consumed",
            guard="201",
            page=_ORDERS,
        ),
        Move(
            before="open",
            trigger="createOrders",
            after="burnt",
            guard="409, but for the two that ask for something more",
            page=_ORDERS,
        ),
        Move(
            before="open",
            trigger="createOrders",
            after="open",
            guard="any other 4xx",
            page=_ORDERS,
        ),
        Move(
            before="open",
            trigger="customer.fails_authentication",
            after="burnt",
            evidence=Evidence.INFERRED,
            page="payment-sessions.md",
        ),
        *(
            Move(
                before="burnt",
                trigger=trigger,
                after=after,
                evidence=Evidence.INFERRED,
                page=_ORDERS,
            )
            for trigger, after in (
                ("createOrders", "burnt"),
                ("updateCheckouts", "burnt"),
                ("deleteCheckouts", "deleted"),
            )
        ),
        Move(
            before="consumed",
            trigger="createOrders",
            after="consumed",
            guard="404",
            page=_ORDERS,
        ),
    ),
)
