"""Payments as pure functions: money, lifecycles, totals, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mockdr.domain import (
    cancel,
    capture,
    charge,
    checkout,
    checkout_session,
    customer,
    fee,
    file,
    fraud,
    fulfillment,
    fulfillment_cancellation,
    fulfillment_order,
    fulfillment_return,
    inventory_item,
    invoice,
    logistics_return,
    order,
    order_item,
    payment_session,
    plan,
    refund,
    reservation,
    returns,
    sales_transaction,
    shipment,
    sku,
    source,
    subscription,
    tax_identifier,
    webhook,
    webhook_delivery,
)
from mockdr.domain.contribution import Attached, Contribution
from mockdr.domain.lifecycle import Evidence, ImpossibleMove, Lifecycle, Move
from mockdr.domain.money import Money
from mockdr.domain.order_checks import PRECONDITIONS, OrderFacts, first_refusal
from mockdr.domain.outcomes import OUTCOMES, Outcome, choose, follows, possible
from mockdr.domain.tax_rates import tax_rate
from mockdr.domain.totals import Discount, Line, Totals, TotalsInput

__all__ = [
    "LIFECYCLES",
    "OUTCOMES",
    "PRECONDITIONS",
    "Attached",
    "Contribution",
    "Discount",
    "Evidence",
    "ImpossibleMove",
    "Lifecycle",
    "Line",
    "Money",
    "Move",
    "OrderFacts",
    "Outcome",
    "Totals",
    "TotalsInput",
    "choose",
    "first_refusal",
    "follows",
    "possible",
    "tax_rate",
]

#: KIND to its lifecycle; `fraud` is the order's `fraudState`.
LIFECYCLES: Final[Mapping[str, Lifecycle]] = MappingProxyType(
    {
        table.kind: table
        for table in (
            payment_session.LIFECYCLE,
            source.LIFECYCLE,
            order.LIFECYCLE,
            fraud.LIFECYCLE,
            charge.LIFECYCLE,
            order_item.LIFECYCLE,
            checkout.LIFECYCLE,
            customer.LIFECYCLE,
            cancel.LIFECYCLE,
            sku.LIFECYCLE,
            fee.LIFECYCLE,
            inventory_item.LIFECYCLE,
            reservation.LIFECYCLE,
            tax_identifier.LIFECYCLE,
            file.LIFECYCLE,
            file.LINKS,
            webhook.LIFECYCLE,
            webhook_delivery.LIFECYCLE,
            checkout_session.LIFECYCLE,
            checkout_session.LINKS,
            capture.LIFECYCLE,
            fulfillment.LIFECYCLE,
            plan.LIFECYCLE,
            subscription.LIFECYCLE,
            invoice.LIFECYCLE,
            refund.LIFECYCLE,
            returns.LIFECYCLE,
            sales_transaction.LIFECYCLE,
            fulfillment_order.LIFECYCLE,
            fulfillment_cancellation.LIFECYCLE,
            fulfillment_return.LIFECYCLE,
            logistics_return.LIFECYCLE,
            shipment.SHIPMENTS,
            shipment.LABELS,
        )
    }
)
