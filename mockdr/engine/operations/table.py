"""What every operation does, by operationId; this mapping is all there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from mockdr.engine.operations import (
    browser,
    callouts,
    charges,
    checkouts,
    countries,
    customers,
    dropin,
    dynamic_pricing,
    events,
    fees,
    files,
    finance,
    fulfillments,
    inventory,
    invoices,
    logistics,
    orders,
    payments,
    plans,
    refunds,
    returns,
    shipping,
    skus,
    sources,
    subscriptions,
    tax_identifiers,
    webhooks,
)
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS"]

#: operationId to what it does.
OPERATIONS: Final[Mapping[str, Callable[[Turn], Answer]]] = MappingProxyType(
    {
        "createCheckouts": checkouts.createCheckouts,
        "retrieveCheckouts": checkouts.retrieveCheckouts,
        "updateCheckouts": checkouts.updateCheckouts,
        "deleteCheckouts": checkouts.deleteCheckouts,
        "listCheckouts": checkouts.listCheckouts,
        "attachSourceToCheckout": checkouts.attachSourceToCheckout,
        "detachSourceToCheckout": checkouts.detachSourceToCheckout,
        "createSources": sources.createSources,
        "retrieveSources": sources.retrieveSources,
        "createPaymentSources": sources.createPaymentSources,
        "retrievePaymentSources": sources.retrievePaymentSources,
        "listPaymentMethods": payments.listPaymentMethods,
        "createOrders": orders.createOrders,
        "retrieveOrders": orders.retrieveOrders,
        "updateOrders": orders.updateOrders,
        "refreshOrders": orders.refreshOrders,
        "listOrders": orders.listOrders,
        "createCustomers": customers.createCustomers,
        "retrieveCustomers": customers.retrieveCustomers,
        "updateCustomers": customers.updateCustomers,
        "deleteCustomers": customers.deleteCustomers,
        "listCustomers": customers.listCustomers,
        "createCustomerSource": customers.createCustomerSource,
        "deleteCustomerSource": customers.deleteCustomerSource,
        **charges.OPERATIONS,
        **fulfillments.OPERATIONS,
        **files.OPERATIONS,
        "createRefunds": refunds.createRefunds,
        "retrieveRefunds": refunds.retrieveRefunds,
        "updateRefunds": refunds.updateRefunds,
        "listRefunds": refunds.listRefunds,
        "createReturns": returns.createReturns,
        "retrieveReturns": returns.retrieveReturns,
        "updateReturns": returns.updateReturns,
        "listReturns": returns.listReturns,
        **finance.FINANCE,
        **plans.OPERATIONS,
        **subscriptions.OPERATIONS,
        **invoices.OPERATIONS,
        **skus.OPERATIONS,
        **fees.OPERATIONS,
        **inventory.OPERATIONS,
        **tax_identifiers.OPERATIONS,
        **countries.OPERATIONS,
        **dynamic_pricing.OPERATIONS,
        **webhooks.OPERATIONS,
        **dropin.OPERATIONS,
        **callouts.OPERATIONS,
        **browser.OPERATIONS,
        **events.OPERATIONS,
        **logistics.LOGISTICS,
        **shipping.SHIPPING,
    }
)
