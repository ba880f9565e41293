"""A line of an order follows its order."""

from __future__ import annotations

from typing import Final

from mockdr.domain import billing, dispute, returns
from mockdr.domain.lifecycle import Evidence, Lifecycle, Move, row

__all__ = ["LIFECYCLE"]

_EVENTS = "event-types.md"

_SENT = "informing-digital-river-of-a-fulfillment.md"

#: Every move of an order's item; `paid` is named, never shown.
LIFECYCLE: Final = Lifecycle(
    kind="item",
    states=("created", "fulfilled", "paid", "cancelled", "blocked", "returned"),
    moves=(
        Move(before=None, trigger="createOrders", after="created", page=_EVENTS),
        *(
            Move(
                before="created",
                trigger=trigger,
                after="cancelled",
                guard="the order's payment never came",
                evidence=(
                    Evidence.DOCUMENTED
                    if trigger == "provider.expires"
                    else Evidence.INFERRED
                ),
                page=_EVENTS,
            )
            for trigger in (
                "provider.expires",
                "provider.fails",
                "refreshOrders",
                "customer.approves",
                "customer.pays",
            )
        ),
        Move(before="created", trigger="fraud.blocks", after="blocked", page=_EVENTS),
        Move(
            before="created",
            trigger="refreshOrders",
            after="blocked",
            evidence=Evidence.INFERRED,
            page=_EVENTS,
        ),
        row("created", "createFulfillments", "created", "a part", page=_SENT),
        row(
            "created",
            "createFulfillments",
            "fulfilled",
            "all units are sent or cancelled",
            page=_SENT,
        ),
        row(
            "created",
            "createFulfillments",
            "cancelled",
            "all units are cancelled",
            page=_SENT,
        ),
        *returns.ITEM_MOVES,
        *dispute.ITEM_MOVES,
        *billing.ITEM_MOVES,
    ),
)
