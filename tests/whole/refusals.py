"""Which request meets which refusal, downstream of an order and beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.engine.shop import ADDRESS, Answer, Shop, card
from tests.whole.estate import (
    PACKAGE,
    PARCEL,
    PLAN,
    PRODUCT,
    SKU,
    ask,
    fulfilled,
    fulfilment,
    invoice,
    label,
    payer,
    refund,
    returned,
    session_body,
    subscribed,
    subscription,
    tax_identifier,
    thing,
)

Send = Callable[[Shop], Answer]


def posted(path: str, body: Any, **fields: Any) -> Send:
    return lambda shop: shop.post(path, {**body, **fields})


def refunded(**fields: Any) -> Send:
    return lambda shop: shop.post("/refunds", {**refund(fulfilled(shop)), **fields})


def labelled(**fields: Any) -> Send:
    return lambda shop: shop.post("/shipping-labels", {**label(shop), **fields})


def shipped_by_the_provider(**fields: Any) -> Send:
    goods = {"managedFulfillment": "DRGlobalFulfillment", "taxCode": "4323.310_A"}
    return posted("/skus", SKU, **{**goods, "manufacturerId": "20013", **fields})


def sent_again(shop: Shop, *quantities: int, cancel: bool = False) -> Answer:
    """Send parts of an order's one line, one after the other."""
    order = shop.ordered(items=[{"skuId": "sku-1", "price": 10.0, "quantity": 2}])
    answer = None
    for quantity in quantities:
        body = fulfilment(order, quantity)
        if cancel:
            item = body["items"][0]
            item["cancelQuantity"] = item.pop("quantity")
        answer = shop.post("/fulfillments", body)
    assert answer is not None
    return answer


def one_of_two_lines_twice(shop: Shop, what: str) -> Answer:
    lines = [{"skuId": f"sku-{n}", "price": 10.0, "quantity": 1} for n in range(2)]
    order = shop.ordered(items=lines)
    items = [{"itemId": order["items"][0]["id"], what: 1}]
    body = {"orderId": order["id"], "items": items}
    shop.made(shop.post("/fulfillments", body))
    return shop.post("/fulfillments", body)


def on_its_way_and_captured_later(shop: Shop) -> Answer:
    """An order whose goods are gone while the money is still on its way."""
    checkout = shop.checkout()
    slow = shop.source(checkout, creditCard=card("4024007120579635"))
    shop.made(shop.attach(checkout, slow))
    order = shop.made(shop.order(checkout))
    shop.made(shop.post("/fulfillments", fulfilment(order)))
    return shop.post("/fulfillments", fulfilment(order))


def in_dispute(then: Callable[[Any], tuple[str, Any]]) -> Send:
    def send(shop: Shop) -> Answer:
        order = fulfilled(shop)
        shop.tenant.happen("provider", "disputes", order["id"])
        return shop.post(*then(order))

    return send


def too_late(shop: Shop) -> Answer:
    shop.tenant.settings = replace(shop.tenant.settings, risk="averse")
    order = shop.ordered()
    shop.tenant.clock.advance(timedelta(days=8))
    return shop.post("/fulfillments", fulfilment(order))


def waiting(shop: Shop) -> Answer:
    checkout = shop.checkout()
    shop.attach(checkout, shop.wire(checkout))
    return shop.post("/fulfillments", fulfilment(shop.made(shop.order(checkout))))


def of_another(shop: Shop) -> Answer:
    tax = thing(shop, "/tax-identifiers")
    for _ in range(2):
        path = f"/customers/{shop.customer()['id']}/tax-identifiers/{tax['id']}"
        answer = shop.post(path)
    return answer


def second_of_a_type(shop: Shop) -> Answer:
    customer = shop.customer()
    for value in ("DE123456789", "DE000000000"):
        tax = shop.made(shop.post("/tax-identifiers", tax_identifier(value)))
        answer = shop.post(f"/customers/{customer['id']}/tax-identifiers/{tax['id']}")
    return answer


def customers_tax(shop: Shop, **fields: Any) -> tuple[Any, Any]:
    """Return a customer and a tax identifier of it."""
    customer = shop.customer()
    tax = shop.made(shop.post("/tax-identifiers", {**tax_identifier(), **fields}))
    path = f"/customers/{customer['id']}/tax-identifiers/{tax['id']}"
    shop.made(shop.post(path))
    return customer, tax


def checkout_with_tax(owner: bool, **fields: Any) -> Send:
    """A checkout with a tax identifier: of its customer, or of another."""

    def send(shop: Shop) -> Answer:
        customer, tax = customers_tax(shop)
        if not owner:
            customer = shop.customer()
        body = shop.order_body(
            customerId=customer["id"], taxIdentifiers=[{"id": tax["id"]}], **fields
        )
        return shop.post("/checkouts", body)

    return send


def checkout_with_no_tax_identifier(shop: Shop) -> Answer:
    body = shop.order_body(taxIdentifiers=[{"id": "gone"}])
    return shop.post("/checkouts", body)


def invoice_then(action: str, method: str = "POST", **fields: Any) -> Send:
    def send(shop: Shop) -> Answer:
        made = shop.made(shop.post("/invoices", invoice(shop, **fields)))
        path = f"/invoices/{made['id']}"
        return shop.send(method, f"{path}/{action}" if action else path)

    return send


def settled_invoice(shop: Shop) -> Answer:
    made = shop.made(shop.post("/invoices", invoice(shop)))
    path = f"/invoices/{made['id']}"
    shop.made(shop.post(f"{path}/open"))
    return shop.delete(f"{path}/sources/{made['payment']['sources'][0]['id']}")


def invoice_with_a_card_for_once(shop: Shop) -> Answer:
    customer, _ = payer(shop)
    return shop.post(
        "/invoices",
        {
            **invoice(shop),
            "customerId": customer["id"],
            "sourceId": shop.source()["id"],
            "billingOptimization": True,
        },
    )


def subscription_then(make: Callable[[Shop], Any], body: Any) -> Send:
    return lambda shop: shop.post(f"/subscriptions/{make(shop)['id']}", body)


def ended(shop: Shop) -> Any:
    made = subscribed(shop)
    path = f"/subscriptions/{made['id']}"
    return shop.made(shop.post(path, {"state": "cancelled"}))


def plan_of_a_checkout(shop: Shop) -> Answer:
    plan = shop.made(shop.post("/plans", {**PLAN, "state": "draft"}))
    info = {"planId": plan["id"], "terms": "t", "autoRenewal": True}
    items = [{"skuId": "sku-1", "price": 1, "subscriptionInfo": info}]
    return shop.post("/checkouts", shop.order_body(items=items))


def plan_back(shop: Shop) -> Answer:
    path = f"/plans/{thing(shop, '/plans')['id']}"
    shop.made(shop.post(path, {"state": "deactivated"}))
    return shop.post(path, {"state": "active"})


def reserved_too_long_ago(shop: Shop) -> Answer:
    reservation = thing(shop, "/reservations")
    shop.tenant.clock.advance(timedelta(minutes=2))
    body = ask(shop, "createFulfillmentOrders").body
    body = {**body, "reservationId": reservation["id"]}
    return shop.post("/fulfillment-orders", body)


def back_before_it_left(shop: Shop) -> Answer:
    order = thing(shop, "/fulfillment-orders")
    items = [{"fulfillmentOrderItemId": order["items"][0]["id"], "quantity": 1}]
    body = {"fulfillmentOrderId": order["id"], "items": items}
    return shop.post("/fulfillment-returns", body)


def out_of_stock(shop: Shop) -> Answer:
    body = ask(shop, "createReservations").body
    body["items"][0] |= {"quantity": 1_000_000, "allowOversell": False}
    return shop.post("/reservations", body)


def tracked_too_early(shop: Shop) -> Answer:
    body = label(shop)
    shop.made(shop.post("/shipping-labels", body))
    return shop.get(f"/orders/{body['orderId']}/tracking")


def goods_of_another_order(shop: Shop) -> Answer:
    item = {"itemId": "123", "productDetails": PRODUCT, "quantity": 1}
    return labelled(packages=[{**PACKAGE, "items": [item]}])(shop)


def too_many(shop: Shop) -> Answer:
    shop.tenant.settings = replace(shop.tenant.settings, rate_limit=1)
    shop.get("/orders")
    return shop.get("/orders")


def session(**fields: Any) -> Send:
    return posted("/drop-in/checkout-sessions", session_body(**fields))


def quoted(**fields: Any) -> Send:
    """Ask what shipping to an address costs, as a low-code checkout does."""

    def send(shop: Shop) -> Answer:
        body = ask(shop, "listShippingMethodQuotes").body
        shipped = {**body["shipTo"], "address": {**body["shipTo"]["address"], **fields}}
        return shop.post("/checkout/shipping-quotes", {**body, "shipTo": shipped})

    return send


def without_shipping_methods(shop: Shop) -> Answer:
    shop.made(shop.post("/skus", {**SKU, "id": "solid", "taxCode": "55101504.100"}))
    items = [{"skuId": "solid", "price": 10.0, "quantity": 1}]
    return session(items=items, options={})(shop)


def credited_twice(shop: Shop) -> Answer:
    """Give store credit by amount, as versions before 2021-03-23 did, and again."""
    headers = {"digitalriver-version": "2020-12-17"}
    path = f"/checkouts/{shop.checkout()['id']}"
    for amount in (1.0, 2.0):
        answer = shop.post(path, {"creditAmount": amount}, headers=headers)
    return answer


def shipped_nowhere(shop: Shop) -> Answer:
    address = {name: value for name, value in ADDRESS.items() if name != "country"}
    ship_to = {"name": "A", "address": address}
    return shop.post("/checkouts", shop.order_body(shipTo=ship_to))


CREDIT = {"amount": 1.0, "upstreamId": "credit-1"}
NO_RENEWAL = {"planId": "p", "terms": "t", "autoRenewal": False}
KOREA = {"address": {"country": "KP", "city": "Pyongyang", "line1": "1"}}

#: Key of the catalogue to a request that is refused so.
BY_REQUEST: dict[str, Send] = {
    "item_cancelled": lambda shop: one_of_two_lines_twice(shop, "cancelQuantity"),
    "item_fulfilled": lambda shop: one_of_two_lines_twice(shop, "quantity"),
    "order_cancelled": lambda shop: sent_again(shop, 2, 1, cancel=True),
    "order_complete": lambda shop: sent_again(shop, 2, 1),
    "order_fulfilled": on_its_way_and_captured_later,
    "order_not_submitted": waiting,
    "payment_authorization_failed": too_late,
    "quantity_too_large:fulfillment": lambda shop: sent_again(shop, 3),
    "invalid_parameter:amountRequested": refunded(amount=99.0),
    "invalid_parameter:percentRequested": lambda shop: shop.post(
        "/refunds",
        {
            "orderId": fulfilled(shop)["id"],
            "currency": "USD",
            "type": "tax",
            "percent": 50,
        },
    ),
    "invalid_parameter:refund_currency": refunded(currency="EUR"),
    "invalid_parameter:refund_in_dispute": in_dispute(
        lambda order: ("/refunds", refund(order))
    ),
    "invalid_parameter:return_in_dispute": in_dispute(
        lambda order: ("/returns", returned(order))
    ),
    "quantity_too_large:return": lambda shop: shop.post(
        "/returns",
        {
            **(body := returned(fulfilled(shop))),
            "items": [{**body["items"][0], "quantity": 3}],
        },
    ),
    "invalid_parameter:hsCode": posted("/skus", SKU, hsCode="1234.56.YW"),
    "invalid_parameter:managedFulfillment": shipped_by_the_provider(
        managedFulfillment="DRGlobalFulfillment^&%^"
    ),
    "invalid_parameter:manufacturerId": shipped_by_the_provider(
        manufacturerId="nobody"
    ),
    "invalid_parameter:partNumber": shipped_by_the_provider(partNumber=None),
    "invalid_parameter:sku_id": posted("/skus", SKU, id="89&56"),
    "invalid_parameter:taxCode": shipped_by_the_provider(taxCode="4512.100"),
    "invalid_parameter:out_of_stock": out_of_stock,
    "not_found:inventory_item": lambda shop: shop.get(
        "/inventory-items/sku_demo_1617153057380"
    ),
    "customer_not_updateable": of_another,
    "invalid_parameter:tax_identifier": posted(
        "/tax-identifiers", {"type": "it", "value": "IT00121239990xxxx"}
    ),
    "invalid_parameter:tax_identifier_type_taken": second_of_a_type,
    "not_found:version": lambda shop: shop.get(
        "/invoices", headers={"digitalriver-version": "2020-01-07"}
    ),
    "not_found:tax_identifier": lambda shop: shop.get(
        "/tax-identifiers/88b8fd94-14bd-4711-b381-9f73abef1546"
    ),
    "not_found:tax_identifier_of_checkout": checkout_with_no_tax_identifier,
    "tax_identifier_in_use": checkout_with_tax(owner=False),
    "invalid_parameter:tax_identifier_not_applicable": checkout_with_tax(owner=True),
    "invalid_parameter:collectionPeriodDays": posted(
        "/plans", PLAN, billingOffsetDays=11
    ),
    "plan_not_active": plan_of_a_checkout,
    "invalid_state:plan": plan_back,
    "invalid_state:activation": subscription_then(subscription, {"state": "active"}),
    "invalid_state:subscription": lambda shop: shop.delete(
        f"/subscriptions/{subscribed(shop)['id']}"
    ),
    "invalid_state:subscription_move": subscription_then(
        ended, {"metadata": {"a": "b"}}
    ),
    "restricted_update:active": subscription_then(
        subscription, {"state": "active", "metadata": {"a": "b"}}
    ),
    "restricted_update:cancelled": subscription_then(
        subscribed, {"state": "cancelled", "metadata": {"a": "b"}}
    ),
    "invalid_state:draft_invoice": invoice_then("open", state="open"),
    "invalid_state:invoice": invoice_then("void"),
    "invalid_state:settled_invoice": settled_invoice,
    "nonreusable_source:invoice": invoice_with_a_card_for_once,
    "invalid_parameter:labelFormat": labelled(labelFormat="TXT"),
    "invalid_parameter:logistics_partner": labelled(shipFrom=KOREA),
    "invalid_parameter:original_items": goods_of_another_order,
    "invalid_parameter:weightUnit": labelled(
        packages=[{**PACKAGE, "weightUnit": "lbs"}]
    ),
    "invalid_parameter:no_shipments": lambda shop: shop.get(
        f"/orders/{shop.ordered()['id']}/tracking"
    ),
    "invalid_parameter:no_tracking": tracked_too_early,
    "invalid_parameter:shipTo.address": lambda shop: shop.post(
        "/shipping-quotes",
        {**ask(shop, "postShippingQuotes").body, "shipTo": KOREA},
    ),
    "invalid_state:fulfillment_order": back_before_it_left,
    "invalid_state:reservation": reserved_too_long_ago,
    "invalid_parameter:storeCredits": session(
        options={"shippingMethods": [PARCEL], "storeCredits": [CREDIT] * 2}
    ),
    "invalid_request:autoRenewal": session(
        items=[{"skuId": "sku-1", "price": 10.0, "subscriptionInfo": NO_RENEWAL}]
    ),
    "invalid_request:shippingMethods": without_shipping_methods,
    "shipping_address_POBox_invalid": quoted(line1="P.O. Box 7"),
    "shipping_address_invalid": quoted(postalCode="x"),
    "shipping_address_location_invalid": quoted(country="KP"),
    "shipping_address_subdivision_invalid": quoted(state="XX"),
    "creditAmount_already_updated": credited_twice,
    "missing_parameter:shipTo.address.country": shipped_nowhere,
    "too_many_requests": too_many,
}

#: The browser's library says it; no call of the API can.
BEYOND = {"missing_parameter:amazon_pay_country"}
