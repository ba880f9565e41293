"""What warehouses and carriers do to parcels, and to what belongs to them."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence
from mockdr.domain.outcomes.outcome import Outcome

__all__ = ["LOGISTICS"]

_I = Evidence.INFERRED
_FULFILLMENTS = "global-fulfillments.md"
_LOGISTICS = "managing-a-global-logistics-order.md"

_MAKING = (
    Outcome(
        name="the warehouse is told",
        trigger="createFulfillmentOrders",
        then={"fulfillment_order": "pending"},
        events=("fulfillment_order.pending",),
        page=_FULFILLMENTS,
    ),
    Outcome(
        name="the warehouse is asked to hold goods back",
        trigger="createFulfillmentCancellations",
        then={"fulfillment_cancellation": "pending"},
        events=("fulfillment_cancellation.created",),
        page=_FULFILLMENTS,
    ),
    Outcome(
        name="goods are to come back",
        trigger="createFulfillmentReturns",
        then={"fulfillment_return": "created"},
        events=("fulfillment_return.created",),
        page=_FULFILLMENTS,
    ),
    Outcome(
        name="a parcel is to come back",
        trigger="createLogisticsReturns",
        then={"logistics_return": "authorization"},
        page=_LOGISTICS,
    ),
    Outcome(
        name="labels are printed",
        trigger="createShippingLabel",
        then={"shipping_label": "made"},
        page=_LOGISTICS,
    ),
)

_ORDERS = (
    Outcome(
        name="goods are sent",
        trigger="provider.completes",
        situation={"fulfillment_order": "pending"},
        then={"fulfillment_order": "shipped", "shipment": "sent"},
        events=("fulfillment_order.shipped",),
        page=_FULFILLMENTS,
    ),
    Outcome(
        name="goods are out of stock",
        trigger="provider.fails",
        situation={"fulfillment_order": "pending"},
        then={"fulfillment_order": "pending"},
        events=("fulfillment_order.backordered",),
        page=_FULFILLMENTS,
    ),
)

_CANCELLATIONS = (
    *(
        Outcome(
            name=f"goods are held back, the order is {after}",
            trigger="provider.completes",
            situation={
                "fulfillment_cancellation": "pending",
                "fulfillment_order": "pending",
            },
            then={"fulfillment_cancellation": "accepted", "fulfillment_order": after},
            events=("fulfillment_cancellation.accepted", "fulfillment_order.cancelled"),
            page=_FULFILLMENTS,
        )
        for after in ("cancelled", "pending")
    ),
    *(
        Outcome(
            name=f"nothing is left to hold back, the order is {state}",
            trigger="provider.completes",
            situation={
                "fulfillment_cancellation": "pending",
                "fulfillment_order": state,
            },
            then={"fulfillment_cancellation": "rejected"},
            events=("fulfillment_cancellation.rejected",),
            evidence=_I,
            page=_FULFILLMENTS,
        )
        for state in ("shipped", "cancelled")
    ),
    Outcome(
        name="the goods go out nevertheless",
        trigger="provider.fails",
        situation={"fulfillment_cancellation": "pending"},
        then={"fulfillment_cancellation": "rejected"},
        events=("fulfillment_cancellation.rejected",),
        page=_FULFILLMENTS,
    ),
)

_RETURNS = (
    Outcome(
        name="the warehouse awaits the goods",
        trigger="provider.completes",
        situation={"fulfillment_return": "created"},
        then={"fulfillment_return": "pending"},
        events=("fulfillment_return.pending",),
        page=_FULFILLMENTS,
    ),
    Outcome(
        name="the warehouse has the goods",
        trigger="provider.completes",
        situation={"fulfillment_return": "pending"},
        then={"fulfillment_return": "accepted"},
        events=("fulfillment_return.accepted",),
        page=_FULFILLMENTS,
    ),
    *(
        Outcome(
            name=f"the warehouse does not take the goods, {state} before",
            trigger="provider.fails",
            situation={"fulfillment_return": state},
            then={"fulfillment_return": "rejected"},
            events=("fulfillment_return.rejected",),
            page=_FULFILLMENTS,
        )
        for state in ("created", "pending")
    ),
    *(
        Outcome(
            name=f"the parcel comes back {after}",
            trigger=trigger,
            situation={"logistics_return": "authorization"},
            then={"logistics_return": after},
            events=("logistics_return.received",),
            evidence=Evidence.DOCUMENTED if after == "received" else _I,
            page=_LOGISTICS,
        )
        for trigger, after in (
            ("provider.completes", "received"),
            ("provider.fails", "refused"),
            ("provider.fails", "undeliverable"),
        )
    ),
)

#: Every outcome of logistics.
LOGISTICS: Final[tuple[Outcome, ...]] = _MAKING + _ORDERS + _CANCELLATIONS + _RETURNS
