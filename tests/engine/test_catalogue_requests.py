"""Errors that a request brings about; for the others, why none does."""

from __future__ import annotations

import pytest

from mockdr.contract import errors
from tests.engine.shop import ADDRESS, GOOD_CARD, OWNER, RETURN, card

TAIPEI = {"line1": "1", "city": "Taipei", "postalCode": "100", "country": "TW"}


def checkout(**fields):
    return lambda shop: shop.post("/checkouts", shop.order_body(**fields))


def line(**fields):
    return checkout(items=[{"skuId": "a", "price": 1, **fields}])


def product(**fields):
    details = {"id": "p", "skuGroupId": "g", "name": "n", "countryOfOrigin": "US"}
    return checkout(items=[{"productDetails": {**details, **fields}, "price": 1}])


def ship_to(**fields):
    address = {k: v for k, v in {**ADDRESS, **fields}.items() if v}
    return checkout(shipTo={"name": "A", "address": address})


def source(**fields):
    def send(shop):
        form = shop.form(shop.checkout(), **fields)
        return shop.post("/payments/sources", form, key="public")

    return send


def ordered(owner=OWNER, number=GOOD_CARD, **fields):
    def send(shop):
        made = shop.checkout(**fields)
        shop.attach(made, shop.source(made, owner=owner, creditCard=card(number)))
        return shop.order(made)

    return send


def saved(type, **fields):
    def send(shop):
        made = shop.source(shop.checkout(), type, **fields)
        return shop.post(f"/customers/{shop.customer()['id']}/sources/{made['id']}")

    return send


def attached(*makers):
    def send(shop):
        made = shop.checkout()
        for make in makers:
            answer = shop.attach(made, make(shop, made))
        return answer

    return send


def detached_again(shop):
    made, spent = shop.funded()
    shop.detach(made, spent)
    return shop.attach(made, spent)


def ordered_with_a_card_of_another(shop):
    made = shop.checkout()
    shop.attach(made, shop.saved_card(shop.customer()))
    return shop.order(made)


def ordered_twice(shop):
    return shop.order({"id": shop.ordered()["checkoutId"]})


def item_updated(shop):
    made = shop.checkout()
    changed = {"items": [{"id": made["items"][0]["id"], "price": 1}]}
    return shop.post(f"/checkouts/{made['id']}", changed)


def refusing(shop):
    shop.tenant.settings = type(shop.tenant.settings)(unknown_fields="refuse")
    return shop.post("/customers", {"colour": "red"})


def owned(**fields):
    return {**OWNER, "address": {k: v for k, v in {**ADDRESS, **fields}.items() if v}}


def tax_number(shop):
    pair = {"type": "de", "value": "DE123456789"}
    return [{"id": shop.made(shop.post("/tax-identifiers", pair))["id"]}]


def moved_after_its_tax_number(shop):
    made = shop.checkout(
        **GERMANY, taxIdentifiers=tax_number(shop), customerType="business"
    )
    shop.attach(made, shop.source(made))
    shop.post(f"/checkouts/{made['id']}", {"shipTo": {"name": "A", "address": ADDRESS}})
    return shop.order(made)


BERLIN = {"line1": "1", "city": "Berlin", "postalCode": "10117", "country": "DE"}
GERMANY = {"shipTo": {"name": "A", "address": BERLIN}}
RIO = {"line1": "1", "city": "Rio", "postalCode": "20040", "country": "BR"}
BRAZIL = {
    "shipFrom": {"address": {"country": "BR"}},
    "shipTo": {"name": "A", "address": RIO},
}
SWISS = {**BERLIN, "country": "CH", "postalCode": "3000"}
GOODS = {
    "id": "p",
    "skuGroupId": "physical-product",
    "name": "n",
    "countryOfOrigin": "US",
}
TAIWAN = {"shipTo": {"name": "A", "address": TAIPEI}}
PLAN = {"planId": "p", "terms": "t"}
KLARNA = {"klarnaCredit": dict(RETURN)}

BY_REQUEST = {
    "additional_information_required:selling_entity": checkout(**BRAZIL),
    "country_unsupported": ship_to(country="KP", state=None, postalCode="1"),
    "invalid_parameter:tax_identifier_type_not_applicable": moved_after_its_tax_number,
    "missing_parameter:item_classification": checkout(
        **GERMANY,
        items=[{"productDetails": {**GOODS, "itemBreadcrumb": "A > B"}, "price": 1}],
    ),
    "missing_parameter:weight": checkout(
        items=[{"productDetails": GOODS, "price": 1}],
        shipTo={"name": "A", "address": SWISS},
    ),
    "selling_entity_not_found": checkout(
        **BRAZIL,
        items=[
            {"skuId": "a", "price": 1},
            {"skuId": "b", "price": 1, "shipFrom": {"address": {"country": "US"}}},
        ],
    ),
    "additional_information_required:invoiceAttributeId": ordered(**TAIWAN),
    "additional_information_required:taxIdentifiers": ordered(
        **TAIWAN, customerType="business"
    ),
    "conflict:duplicate_id": lambda shop: shop.post(
        "/customers", {"id": shop.customer()["id"]}
    ),
    "create-order-failed": lambda shop: shop.order(
        shop.digital(0, billTo=None, email="a@b.cc")
    ),
    "currency_unactivated": checkout(currency="PAB"),
    "currency_unsupported": lambda shop: shop.post(
        "/payments/sources", shop.form(None, currency="xyz", amount=1), key="public"
    ),
    "failed-request": ordered(number="4000000000003600"),
    "internal_error": checkout(shippingChoice={}),
    "invalid_discount_amount": checkout(discount={"amountOff": 0}),
    "invalid_discount_percent": checkout(discount={"percentOff": 0}),
    "invalid_expiration_date": source(creditCard=card(expirationYear=2020)),
    "invalid_format": lambda shop: shop.post("/checkouts", b"{"),
    "invalid_parameter": checkout(email=5),
    "invalid_parameter:address.postalCode": ship_to(postalCode="x"),
    "invalid_parameter:address.state": ship_to(state="XX"),
    "invalid_parameter:autoRenewal": line(
        subscriptionInfo={**PLAN, "autoRenewal": False}
    ),
    "invalid_parameter:countryOfOrigin": product(countryOfOrigin="KP"),
    "invalid_parameter:currency": checkout(currency="YEM"),
    "invalid_parameter:customer_id": lambda shop: shop.post(
        "/customers", {"id": "x" * 41}
    ),
    "invalid_parameter:enum": checkout(chargeType="x"),
    "invalid_parameter:free_trial": line(subscriptionInfo={"freeTrial": True}),
    "invalid_parameter:owner.firstName": source(owner={**OWNER, "firstName": ""}),
    "invalid_parameter:timestamp": line(subscriptionInfo={"endTime": "x"}),
    "invalid_shipping_choice": ordered(shippingChoice=None),
    "method_not_allowed": lambda shop: shop.send("PUT", "/orders", {}),
    "missing_parameter": lambda shop: shop.post("/checkouts", {"currency": "USD"}),
    "missing_parameter:address.line1": ship_to(line1=None),
    "missing_parameter:billTo.address.country": ordered(owner=owned(city=None)),
    "missing_parameter:countryOfOrigin": product(countryOfOrigin=""),
    "missing_parameter:shipFrom.address": ordered(shipFrom=None),
    "missing_parameter:shipTo.address.city": ship_to(city=None),
    "missing_parameter:shipTo.address.postalCode": ship_to(postalCode=None),
    "missing_parameter:shipTo.address.state": ship_to(state=None),
    "missing_parameter:shipping.name": ordered(shipTo={"address": ADDRESS}),
    "missing_parameter:skuGroupId": product(skuGroupId=""),
    "missing_parameter:terms": line(subscriptionInfo={"planId": "p"}),
    "nonreusable_source": saved("klarnaCredit", **KLARNA),
    "not_found": lambda shop: shop.get("/checkouts/x"),
    "not_found:checkout_consumed": ordered_twice,
    "not_found:customer": lambda shop: shop.get("/customers/x"),
    "not_found:order": lambda shop: shop.get("/orders/x"),
    "not_found:path": lambda shop: shop.get("/x"),
    "order_create_failed": ordered(email=None),
    "order_submit_failed": lambda shop: shop.order(shop.checkout()),
    "payload_too_large": lambda shop: shop.post("/checkouts", b"", problem="too_large"),
    "plan_limit_reached": checkout(
        items=[
            {"skuId": p, "price": 1, "subscriptionInfo": {**PLAN, "planId": p}}
            for p in "ab"
        ]
    ),
    "session_source_amount_too_large": attached(lambda s, c: s.credit(c, 99)),
    "session_update_not_allowed": attached(
        lambda s, c: s.source(c), lambda s, c: s.credit(c, 1)
    ),
    "source_in_use": ordered_with_a_card_of_another,
    "source_not_chargeable": saved(
        "klarnaCreditRecurring", klarnaCreditRecurring=dict(RETURN)
    ),
    "source_not_found": lambda shop: shop.detach(shop.checkout(), shop.source()),
    "source_not_supported": attached(
        lambda s, c: s.credit(c, 1), lambda s, c: s.source(c, "amazonPay")
    ),
    "source_status_invalid_for_session": detached_again,
    "unauthorized": lambda shop: shop.get("/orders", key="public"),
    "unknown_error": source(creditCard=card("4000000000003295")),
    "unknown_parameter": refusing,
    "unknown_parameter:item_update": item_updated,
}

TROUBLE = "only the provider knows when it is in trouble"
BROWSER = "words of the browser's library; the same case has other words on the wire"
CHANCE = "documented as possible; no request brings it about"

#: What no request brings about, and why; a story can ask for all of it.
BY_STORY = {
    "additional_payment_action_required": CHANCE,
    "address_mismatch": BROWSER,
    "bad_gateway": TROUBLE,
    "forbidden": "keys have no permissions",
    "gateway_timeout": TROUBLE,
    "internal": TROUBLE,
    "invalid_parameter:multiple_packages": "no page tells which carriers take one",
    "invalid_parameter:payments": BROWSER,
    "invalid_string_empty": BROWSER,
    "missing_parameter:payments": BROWSER,
    "not_acceptable": TROUBLE,
    "not_found:payments": BROWSER,
    "order-fraud-failure": CHANCE,
    "request_timeout": TROUBLE,
    "service_unavailable": TROUBLE,
    "source_not_found:attach": "not_found with parameter sourceId says it by default",
    "source_not_found:payments": BROWSER,
}


@pytest.mark.parametrize("key", BY_REQUEST)
def test_an_error_is_brought_about_by_a_request(shop, key):
    entry, answer = errors()[key], BY_REQUEST[key](shop)
    assert answer.status == entry.status, answer.raw
    codes = [code for code, _ in answer.errors]
    assert entry.code in codes
    assert answer.body.get("type") == entry.type
    assert key in shop.tenant.journal.entries()[-1].errors
