"""The least that the contract wants of a request, operation by operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json
from mockdr.engine.homes import home_of

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["LEAST", "NAMELESS", "Least", "Name"]

#: Returns the id of the thing of a KIND that the request is about.
Name = Callable[[str], str]
#: Makes a body, given what it is about and the present moment.
Least = Callable[[Name, datetime], Json]

#: `%PDF-1.4` and an end, in base64: enough to be a file.
_PDF: Final = "JVBERi0xLjQKJSVFT0YK"


def _tomorrow(now: datetime) -> str:
    return wire_time(now + timedelta(days=1))


_SKU: Final[Mapping[str, Json]] = {
    "name": "A lamp",
    "eccn": "EAR99",
    "taxCode": "55101504.100",
    "countryOfOrigin": "US",
}

#: operationId to what makes its body.
LEAST: Final[Mapping[str, Least]] = MappingProxyType(
    {
        "createFiles": lambda _name, _now: {
            "file": _PDF,
            "fileName": "certificate.pdf",
            "purpose": "tax_document_customer_upload",
        },
        "createFileLinks": lambda name, now: {
            "fileId": name("file"),
            "expiresTime": _tomorrow(now),
        },
        "updateFileLinks": lambda _name, now: {"expiresTime": _tomorrow(now)},
        "createWebhooks": lambda _name, _now: {
            "address": "https://shop.example/hooks",
            "types": ["order.accepted"],
        },
        "updateWebhooks": lambda _name, _now: {"types": ["order.accepted"]},
        "createDropInCheckoutSession": lambda _name, _now: {
            "currency": "USD",
            "items": [{"skuId": "sku-1", "price": 100.0, "quantity": 2}],
        },
        "createDropInCheckoutLink": lambda name, _now: {
            "sessionId": name("checkout_session")
        },
        "storeCreditsCallout": lambda name, _now: {
            "sessionId": name("checkout_session"),
            "amount": 5.0,
            "upstreamId": "credit-1",
        },
        "listShippingMethodQuotes": lambda _name, _now: {
            "sessionId": "session-1",
            "currency": "USD",
            "shipTo": {"name": "William Brown", "address": home_of("USD")},
            "items": [{"id": "line-1", "amount": 10.0, "quantity": 1}],
        },
        "createSkus": lambda _name, _now: dict(_SKU),
        "upsertSkus": lambda _name, _now: dict(_SKU),
        "updateSkus": lambda _name, _now: {"description": "It shines."},
        "createFees": lambda name, _now: {
            "type": "weee",
            "skuId": name("sku"),
            "category": "Lamps",
            "value": "A lamp",
            "amount": 3.0,
            "currency": "USD",
            "country": "US",
        },
        "updateFees": lambda _name, _now: {"amount": 5.0},
        "createInventoryItems": lambda _name, _now: {"partNumber": "lamp-1"},
        "updateInventoryItems": lambda _name, _now: {"allowOversell": True},
        "createReservations": lambda name, _now: {
            "items": [{"inventoryItemId": name("inventory_item"), "quantity": 2}],
            "shipTo": {"address": {"country": "US"}},
            "shippingChoice": {"currency": "USD", "amount": 5.0, "serviceLevel": "SG"},
            "expiresInSeconds": 600,
        },
        "createTaxIdentifiers": lambda _name, _now: {
            "type": "de",
            "value": "DE811569869",
        },
        "createPricingConversions": lambda _name, _now: {
            "currency": "EUR",
            "items": [{"price": 100.0, "currency": "USD"}],
        },
    }
)


def _newest_event(tenant: Tenant) -> str:
    return next((event.id for event in reversed([*tenant.event_log])), "none")


def _newest_credit(tenant: Tenant) -> str:
    return next(tenant.store.newest("store_credit"), "none")


#: operationId to what returns the id in its path, where no KIND has a name for it.
NAMELESS: Final[Mapping[str, Callable[[Tenant], str]]] = MappingProxyType(
    {
        "retrieveEvents": _newest_event,
        "removeStoreCreditsCallout": _newest_credit,
        "retrieveSkuGroups": lambda _: "physical-product",
    }
)
