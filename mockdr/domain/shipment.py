"""A shipment is what left the warehouse; a shipping label is what stands on the box."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["LABELS", "SHIPMENTS"]

#: The only move of a shipment; the contract has no field for its state.
SHIPMENTS: Final = Lifecycle(
    kind="shipment",
    states=("sent",),
    moves=(
        row(
            None,
            "provider.completes",
            "sent",
            "its fulfillment order is shipped",
            page="global-fulfillments.md",
        ),
    ),
)

#: The only move of a shipping label; the contract has no field for its state.
LABELS: Final = Lifecycle(
    kind="shipping_label",
    states=("made",),
    moves=(
        row(
            None,
            "createShippingLabel",
            "made",
            evidence=Evidence.DOCUMENTED,
            page="managing-a-global-logistics-order.md",
        ),
    ),
)
