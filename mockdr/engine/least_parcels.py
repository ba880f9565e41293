"""The least that the contract wants of a request about parcels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json

__all__ = ["PARCELS", "About"]

#: Returns the document of the thing of a KIND that the request is about.
About = Callable[[str], Json]

_ADDRESS: Final = {
    "line1": "10380 Bren Road West",
    "city": "Minnetonka",
    "state": "MN",
    "postalCode": "55343",
    "country": "US",
}


def _fulfillment_order(_about: About, now: datetime) -> Json:
    return {
        "currency": "USD",
        "upstreamOrderTime": wire_time(now),
        "shipTo": {"name": "William Brown", "address": _ADDRESS},
        "shippingChoice": {"id": "SG"},
        "items": [{"inventoryItemId": "item-1", "quantity": 2}],
    }


def _of_fulfillment_order(about: About, _now: datetime) -> Json:
    order = about("fulfillment_order")
    return {
        "fulfillmentOrderId": str(order["id"]),
        "items": [
            {"fulfillmentOrderItemId": str(line["id"]), "quantity": line["quantity"]}
            for line in order["items"]
        ],
    }


def _logistics_return(about: About, _now: datetime) -> Json:
    order = about("order")
    return {
        "orderId": order["id"],
        "rmaNumber": "rma-1",
        "items": [
            {"itemId": line["id"], "quantity": line["quantity"]}
            for line in order["items"]
        ],
    }


def _quotes(_about: About, _now: datetime) -> Json:
    goods = {"productDetails": {"id": "sku-1", "name": "A lamp"}, "quantity": 1}
    return {
        "currency": "USD",
        "shipTo": {"address": {**_ADDRESS, "country": "CA", "state": "ON"}},
        "packages": [{"items": [goods], "weight": 2, "weightUnit": "lb"}],
    }


def _label(about: About, _now: datetime) -> Json:
    order = about("order")
    goods = [
        {"itemId": line["id"], "quantity": line["quantity"]} for line in order["items"]
    ]
    return {
        "orderId": order["id"],
        "labelFormat": "PDF",
        "packages": [{"items": goods, "weight": 2, "weightUnit": "lb"}],
    }


#: operationId to what makes its body, given what it is about and the present moment.
PARCELS: Final[Mapping[str, Callable[[About, datetime], Json]]] = MappingProxyType(
    {
        "createFulfillmentOrders": _fulfillment_order,
        "createFulfillmentCancellations": _of_fulfillment_order,
        "createFulfillmentReturns": _of_fulfillment_order,
        "createLogisticsReturns": _logistics_return,
        "postShippingQuotes": _quotes,
        "createShippingLabel": _label,
    }
)
