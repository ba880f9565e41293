"""One file a resource, one function an operationId; this mapping is all there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from mockdr.engine.operations import (
    charges,
    checkouts,
    customers,
    files,
    fulfillments,
    orders,
    payments,
    sources,
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
        **webhooks.OPERATIONS,
    }
)
