"""A line of an order follows its order."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, Move

__all__ = ["LIFECYCLE"]

_EVENTS = "event-types.md"

#: Every move of an order's item until goods are sent; `paid` is named, never shown.
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
    ),
)
