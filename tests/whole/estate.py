"""One of everything: how each thing comes to be, and how each operation is asked."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from mockdr.base.clock import wire_time
from mockdr.contract import operations
from tests.engine.shop import ADDRESS, Answer, Shop, session_of

PDF = b"%PDF-1.4\n%%EOF\n"
PLAN = {
    "terms": "Renews until cancelled.",
    "contractBindingDays": 28,
    "interval": "month",
    "intervalCount": 1,
    "name": "Monthly",
    "reminderOffsetDays": 5,
    "billingOffsetDays": 5,
    "collectionPeriodDays": 10,
    "state": "active",
}
SKU = {
    "name": "A lamp",
    "eccn": "EAR99",
    "taxCode": "4512.100",
    "countryOfOrigin": "US",
    "partNumber": "lamp-1",
}
FEE = {
    "type": "weee",
    "skuId": "sku-1",
    "category": "small",
    "value": "lamp",
    "amount": 1.5,
    "currency": "USD",
    "country": "US",
}
PLACE = {
    "address": {
        "line1": "10380 Bren Road W",
        "city": "Minnetonka",
        "state": "MN",
        "postalCode": "55343",
        "country": "US",
    }
}
PRODUCT = {
    "id": "p-1",
    "skuGroupId": "group-1",
    "name": "A lamp",
    "countryOfOrigin": "US",
    "weight": 1,
    "weightUnit": "lb",
}
PACKAGE = {
    "weight": 2,
    "weightUnit": "lb",
    "height": 3,
    "width": 4,
    "length": 5,
    "items": [{"productDetails": PRODUCT, "amount": 10.0, "quantity": 1}],
}
CONVERSION = {
    "currency": "EUR",
    "items": [{"id": "i", "price": 10.0, "currency": "USD"}],
}
PARCEL = {"amount": 5.0, "description": "Parcel", "serviceLevel": "SG"}
SHIP_TO = {
    "name": "William Brown",
    "phone": "555-555-1212",
    "email": "william@example.com",
    "address": ADDRESS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    A request for an operation, ready to be sent.

    Args:
        params: What stands in the path's variable segments.
    """

    operation: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    query: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path, filled in."""
        return operations()[self.operation].path.format(**self.params)

    def send(self, shop: Shop, **more: Any) -> Answer:
        """Send it with the key that the operation takes."""
        operation = operations()[self.operation]
        key = {"public": "public"}.get(operation.key)
        return shop.send(
            operation.method,
            self.path,
            self.body,
            **{"key": key, "query": self.query, **more},
        )


def sends(shop: Shop, operation: str) -> Callable[[], Answer]:
    """Return a function that sends a request for *operation* which nothing refuses."""
    asked = ask(shop, operation)
    return lambda: asked.send(shop)


def ask(shop: Shop, operation: str) -> Asked:
    """Return a request for *operation* that nothing refuses; what it needs is made."""
    found = operations()[operation]
    if operation in ASKED:
        return Asked(operation=operation, **_here(ASKED[operation], shop))
    body = _here(BODIES.get(operation), shop)
    params = {}
    if "{id}" in found.path:
        params["id"] = thing(shop, found.path.partition("/{id}")[0])["id"]
    return Asked(operation=operation, params=params, body=body)


def _here(entry: Any, shop: Shop) -> Any:
    return entry(shop) if callable(entry) else entry


def thing(shop: Shop, collection: str) -> Any:
    """Return a new document of those that live at the path *collection*."""
    return THINGS[collection](shop)


def created(operation: str) -> Callable[[Shop], Any]:
    """Return a maker of what *operation* makes."""
    return lambda shop: shop.made(ask(shop, operation).send(shop))


def tomorrow(shop: Shop) -> str:
    return wire_time(shop.tenant.moment + timedelta(days=1))


# -- what takes more than one request ------------------------


def fulfilled(shop: Shop, quantity: int = 2, **fields: Any) -> Any:
    """Return an order of two pieces of which *quantity* are on their way."""
    order = shop.ordered(**fields)
    shop.made(shop.post("/fulfillments", fulfilment(order, quantity)))
    return shop.read("order", order["id"])


def fulfilment(order: Any, quantity: int = 2) -> Any:
    return {
        "orderId": order["id"],
        "items": [{"itemId": order["items"][0]["id"], "quantity": quantity}],
    }


def refund(order: Any, amount: float = 1.0) -> Any:
    return {"orderId": order["id"], "currency": order["currency"], "amount": amount}


def returned(order: Any) -> Any:
    item = order["items"][0]["id"]
    return {"orderId": order["id"], "items": [{"itemId": item, "quantity": 1}]}


def payer(shop: Shop) -> tuple[Any, Any]:
    """Return a customer and the card that is saved with it."""
    customer = shop.customer(email="william@example.com", type="individual")
    return customer, shop.saved_card(customer)


def invoice(shop: Shop, **fields: Any) -> Any:
    customer, card = payer(shop)
    return {
        "customerId": customer["id"],
        "email": "william@example.com",
        "sourceId": card["id"],
        "currency": "USD",
        "state": "draft",
        "items": [{"skuId": "sku-1", "price": 10.0, "quantity": 1}],
        **fields,
    }


def subscription(shop: Shop, **fields: Any) -> Any:
    """Return a draft subscription, as a checkout with a plan leaves it."""
    checkout = shop.digital(
        customerId=payer(shop)[0]["id"],
        items=[
            {
                "skuId": "sku-1",
                "price": 10.0,
                "subscriptionInfo": {
                    "planId": thing(shop, "/plans")["id"],
                    "terms": PLAN["terms"],
                    "autoRenewal": True,
                },
            }
        ],
        **fields,
    )
    id = checkout["items"][0]["subscriptionInfo"]["subscriptionId"]
    return shop.made(shop.get(f"/subscriptions/{id}"))


def order_subscription(shop: Shop) -> None:
    """Let the customer order the newest checkout with the card that is saved."""
    checkout = shop.get("/checkouts")["data"][0]
    saved = shop.read("customer", checkout["customerId"])["sources"][0]
    shop.made(shop.attach(checkout, saved))
    shop.made(shop.order(checkout))


def subscribed(shop: Shop) -> Any:
    """Return a subscription that was paid for, and is active."""
    draft = subscription(shop)
    order_subscription(shop)
    path = f"/subscriptions/{draft['id']}"
    return shop.made(shop.post(path, {"state": "active"}))


METHOD = {"amount": 5.0, "description": "Parcel", "serviceLevel": "SG"}


def session_body(**fields: Any) -> Any:
    return {
        "currency": "USD",
        "items": [{"skuId": "sku-1", "price": 10.0, "quantity": 1}],
        "options": {"shippingMethods": [METHOD]},
        **fields,
    }


def stocked(shop: Shop) -> str:
    """Return the ids of everything in stock, which is at least one thing."""
    found = shop.get("/inventory-items").body["data"]
    found = found or [thing(shop, "/inventory-items")]
    return ",".join(item["id"] for item in found)


def fulfillment_order(shop: Shop) -> Any:
    item = thing(shop, "/inventory-items")
    return {
        "currency": "USD",
        "upstreamOrderTime": "2026-05-01T12:00:00Z",
        "shipTo": SHIP_TO,
        "shippingChoice": {"id": "SG"},
        "items": [{"inventoryItemId": item["id"], "quantity": 2}],
    }


def shipped(shop: Shop) -> Any:
    """Return a fulfillment order that the warehouse has sent."""
    made = thing(shop, "/fulfillment-orders")
    shop.tenant.happen("provider", "completes", str(made["id"]))
    return shop.made(shop.get(f"/fulfillment-orders/{made['id']}"))


def of_fulfillment_order(order: Any) -> Any:
    item = order["items"][0]["id"]
    return {
        "fulfillmentOrderId": order["id"],
        "items": [{"fulfillmentOrderItemId": item, "quantity": 1}],
    }


def logistics_return(shop: Shop) -> Any:
    order = fulfilled(shop)
    item = order["items"][0]["id"]
    items = [{"itemId": item, "quantity": 1}]
    return {"orderId": order["id"], "rmaNumber": "rma-1", "items": items}


def label(shop: Shop) -> Any:
    order = shop.ordered()
    return {
        "orderId": order["id"],
        "labelFormat": "PDF",
        "shipFrom": PLACE,
        "packages": [PACKAGE],
    }


def tax_identifier(value: str = "DE123456789") -> Any:
    return {"type": "de", "value": value}


def newest(path: str) -> Callable[[Shop], Any]:
    """Return what a list shows first, after an order was sent out and paid out."""

    def find(shop: Shop) -> Any:
        sold(shop)
        return shop.get(path).body["data"][0]

    return find


def sold(shop: Shop) -> None:
    """Sell something, and let the provider pay it out, which it does in live mode."""
    shop.tenant.settings = replace(shop.tenant.settings, finance="always")
    fulfilled(shop)
    shop.tenant.happen("provider", "pays_out")


def event(shop: Shop) -> Any:
    shop.checkout()
    return shop.tenant.events()[-1]


def shipment(shop: Shop) -> Any:
    shipped(shop)
    return shop.get("/shipments").body["data"][0]


def _source(owner: Any, source: Any) -> dict[str, Any]:
    return {"params": {"id": owner["id"], "sourceId": source["id"]}}


def _approved(shop: Shop) -> dict[str, Any]:
    approved = {"amount": 5.0, "upstreamId": "credit-1"}
    shop.made(shop.post("/checkouts/store-credits", approved))
    return {"params": {"upstreamId": "credit-1"}}


def _authentication(shop: Shop) -> dict[str, Any]:
    checkout = shop.checkout()
    source = shop.source(checkout)
    body = {
        "sessionId": session_of(checkout)["id"],
        "sourceClientSecret": source["clientSecret"],
    }
    return {"params": {"id": source["id"]}, "body": body}


def _seen_by_the_browser(shop: Shop) -> dict[str, Any]:
    source = shop.source(shop.checkout())
    return {
        "params": {"id": source["id"]},
        "query": {"secret": source["clientSecret"]},
    }


def _redirect(shop: Shop) -> dict[str, Any]:
    source = shop.redirected(shop.checkout())
    url = source["redirect"]["redirectUrl"]
    path, _, query = url.partition("?")
    return {
        "params": {"id": path.rpartition("/")[2]},
        "query": {"apiKey": query.partition("=")[2]},
    }


def _tracked(shop: Shop) -> dict[str, Any]:
    order = shop.ordered()
    body = {**fulfilment(order), "trackingNumber": "1Z"}
    shop.made(shop.post("/fulfillments", body))
    return {"params": {"id": order["id"]}}


def _unpaid(shop: Shop) -> dict[str, Any]:
    body = invoice(shop)
    source = {"id": body.pop("sourceId")}
    return _source(shop.made(shop.post("/invoices", body)), source)


def _open(shop: Shop) -> Any:
    """Return an invoice that nothing pays yet."""
    body = invoice(shop, customerId=shop.customer()["id"], state="open")
    del body["sourceId"]
    return shop.made(shop.post("/invoices", body))


def _paying(shop: Shop) -> dict[str, Any]:
    body = invoice(shop)
    made = shop.made(shop.post("/invoices", body))
    return _source(made, {"id": body["sourceId"]})


# -- the tables ------------------------

#: Path of a collection to a maker of what lives there.
THINGS: dict[str, Callable[[Shop], Any]] = {
    "/charges": lambda shop: shop.ordered()["payment"]["charges"][0],
    "/checkouts": lambda shop: shop.funded()[0],
    "/customers": lambda shop: shop.customer(),
    "/drop-in/checkout-links": created("createDropInCheckoutLink"),
    "/events": event,
    "/fees": created("createFees"),
    "/file-links": created("createFileLinks"),
    "/files": created("createFiles"),
    "/fulfillment-cancellations": created("createFulfillmentCancellations"),
    "/fulfillment-orders": created("createFulfillmentOrders"),
    "/fulfillment-returns": created("createFulfillmentReturns"),
    "/fulfillments": created("createFulfillments"),
    "/inventory-items": created("createInventoryItems"),
    "/inventory-levels": created("createInventoryItems"),
    "/invoices": created("createInvoices"),
    "/logistics-returns": created("createLogisticsReturns"),
    "/orders": lambda shop: shop.ordered(),
    "/payments/redirects": lambda shop: shop.redirected(shop.checkout()),
    "/payments/sources": lambda shop: shop.source(shop.checkout()),
    "/payouts": newest("/payouts"),
    "/plans": created("createPlans"),
    "/refunds": created("createRefunds"),
    "/reservations": created("createReservations"),
    "/returns": created("createReturns"),
    "/sales-summaries": newest("/sales-summaries"),
    "/sales-transactions": newest("/sales-transactions"),
    "/shipments": shipment,
    "/shipping-labels": created("createShippingLabel"),
    "/sku-groups": lambda shop: shop.get("/sku-groups").body["data"][0],
    "/skus": created("createSkus"),
    "/sources": lambda shop: shop.source(shop.checkout()),
    "/subscriptions": subscription,
    "/tax-identifiers": created("createTaxIdentifiers"),
    "/webhooks": created("createWebhooks"),
}

#: Operations whose path or query takes more than the id of a new thing: the rest of an
#: `Asked`, or a maker of it.
ASKED: dict[str, Any] = {
    "attachSourceToCheckout": lambda shop: _source(shop.checkout(), shop.source()),
    "detachSourceToCheckout": lambda shop: _source(*shop.funded()),
    "createCustomerSource": lambda shop: _source(shop.customer(), shop.source()),
    "deleteCustomerSource": lambda shop: _source(*payer(shop)),
    "createCustomerTaxIdentifier": lambda shop: {
        "params": {
            "id": shop.customer()["id"],
            "taxId": thing(shop, "/tax-identifiers")["id"],
        }
    },
    "attachSourceToInvoice": _unpaid,
    "detachSourceToInvoice": _paying,
    "voidInvoices": lambda shop: {"params": {"id": _open(shop)["id"]}},
    "upsertSkus": {"params": {"id": "sku-new"}, "body": SKU},
    "listInventoryLevels": lambda shop: {"query": {"inventoryItemIds": stocked(shop)}},
    "listCountrySpecifications": {
        "query": {"country": "DE", "sellingEntity": "DR_IRELAND-ENTITY"}
    },
    "removeStoreCreditsCallout": _approved,
    "retrievePaymentSources": _seen_by_the_browser,
    "updatePaymentSources": lambda shop: {
        **_seen_by_the_browser(shop),
        "body": {"owner": {"email": "new@example.com"}},
    },
    "authenticatePaymentSources": _authentication,
    "listOnlineBankingBanks": {"query": {"country": "DE", "currency": "EUR"}},
    "retrieveCountryCurrency": {"query": {"country": "DE"}},
    "retrieveOrderTracking": _tracked,
    "createReturnPortalUrl": lambda shop: {"query": {"orderId": fulfilled(shop)["id"]}},
    "redirectPayments": _redirect,
}

#: Operation to its body, or to a maker of it.
BODIES: dict[str, Any] = {
    "createCheckouts": lambda shop: shop.order_body(),
    "updateCheckouts": {},
    "createCustomers": {},
    "updateCustomers": {},
    "createOrders": lambda shop: {"checkoutId": shop.funded()[0]["id"]},
    "updateOrders": {},
    "createSources": lambda shop: {
        "type": "customerCredit",
        "paymentSessionId": session_of(shop.checkout())["id"],
        "amount": 1,
        "customerCredit": {},
    },
    "createPaymentSources": lambda shop: shop.form(shop.checkout()),
    "createDropInCheckoutSession": session_body(),
    "createDropInCheckoutLink": lambda shop: {
        "sessionId": created("createDropInCheckoutSession")(shop)["id"]
    },
    "listShippingMethodQuotes": {
        "sessionId": "s",
        "currency": "USD",
        "shipTo": SHIP_TO,
        "items": [{"id": "i", "amount": 10.0, "quantity": 1}],
    },
    "storeCreditsCallout": {"sessionId": "s", "amount": 5.0, "upstreamId": "credit-1"},
    "createFees": FEE,
    "updateFees": {"amount": 2.0},
    "createFileLinks": lambda shop: {
        "fileId": thing(shop, "/files")["id"],
        "expiresTime": tomorrow(shop),
    },
    "updateFileLinks": lambda shop: {"expiresTime": tomorrow(shop)},
    "createFiles": {
        "file": base64.b64encode(PDF).decode(),
        "fileName": "exempt.pdf",
        "title": "A certificate",
        "purpose": "tax_document_customer_upload",
    },
    "createFulfillments": lambda shop: fulfilment(shop.ordered()),
    "updateFulfillments": {"trackingNumber": "1Z", "trackingCompany": "UPS"},
    "createFulfillmentOrders": fulfillment_order,
    "createFulfillmentCancellations": lambda shop: of_fulfillment_order(
        thing(shop, "/fulfillment-orders")
    ),
    "createFulfillmentReturns": lambda shop: of_fulfillment_order(shipped(shop)),
    "createInventoryItems": {"partNumber": "lamp-1", "countryOfOrigin": "US"},
    "updateInventoryItems": {"partNumber": "lamp-2"},
    "createInvoices": invoice,
    "updateInvoices": {"metadata": {"a": "b"}},
    "createLogisticsReturns": logistics_return,
    "createPlans": PLAN,
    "updatePlans": {"name": "Renamed"},
    "createRefunds": lambda shop: refund(fulfilled(shop)),
    "updateRefunds": {"metadata": {"a": "b"}},
    "createReservations": lambda shop: {
        "items": [
            {"inventoryItemId": thing(shop, "/inventory-items")["id"], "quantity": 1}
        ],
        "shipTo": {"address": {"country": "US"}},
        "shippingChoice": {"currency": "USD", "amount": 5.0, "serviceLevel": "SG"},
        "expiresInSeconds": 60,
    },
    "createReturns": lambda shop: returned(fulfilled(shop)),
    "updateReturns": {"metadata": {"a": "b"}},
    "createSkus": SKU,
    "updateSkus": {"name": "Another lamp"},
    "createShippingLabel": label,
    "postShippingQuotes": {
        "currency": "USD",
        "shipTo": SHIP_TO,
        "shipFrom": PLACE,
        "packages": [PACKAGE],
    },
    "updateSubscriptions": {"metadata": {"a": "b"}},
    "createTaxIdentifiers": tax_identifier(),
    "createWebhooks": {
        "address": "https://shop.example/hooks",
        "types": ["order.accepted"],
    },
    "updateWebhooks": {"enabled": False},
    "createPricingConversions": {
        "currency": "EUR",
        "items": [{"price": 10.0, "currency": "USD"}],
    },
}
