"""A payment method pays in its own currencies, whoever chose it."""

from __future__ import annotations

import pytest

from mockdr.contract import konbini_stores, payment_methods
from tests.engine.shop import RETURN, envelope

BOUND = sorted(t for t, m in payment_methods().items() if m.flow and m.currencies)


def chosen(shop, type):
    [source] = shop.tenant.happen("customer", "chooses", source={"type": type})
    return {"id": source.id}


@pytest.mark.parametrize("type", BOUND)
def test_a_source_is_not_attached_in_a_currency_it_does_not_pay_in(shop, type):
    checkout = shop.checkout()
    source = chosen(shop, type)
    refused = shop.attach(checkout, source)
    assert (refused.status, refused.body) == envelope(
        409,
        "conflict",
        "currency_unactivated",
        "Currency 'USD' is not activated.",
        "currency",
    )
    assert refused.hint.startswith(f"{type} pays in ")
    assert shop.session(checkout)["state"] == "requires_source"


@pytest.mark.parametrize("type", BOUND)
def test_it_is_in_each_that_it_does(shop, type):
    for currency in payment_methods()[type].currencies:
        checkout = shop.checkout(currency=currency)
        assert shop.attach(checkout, chosen(shop, type)).status == 200


def test_a_checkout_cannot_change_to_what_its_source_does_not_pay_in(shop):
    checkout = shop.checkout_for("konbini")
    shop.attach(checkout, chosen(shop, "konbini"))
    path = f"/checkouts/{checkout['id']}"
    assert shop.post(path, {"currency": "USD"}).errors == [
        ("currency_unactivated", "currency")
    ]
    assert shop.get(path)["currency"] == "JPY"


@pytest.mark.parametrize("store", ["999", "30", "x"])
def test_there_is_no_other_konbini_store(shop, store):
    form = shop.form(shop.checkout(), "konbini", konbini={"storeId": store})
    refused = shop.post("/payments/sources", form, key="public")
    assert refused.errors == [("invalid_parameter", "konbini.storeId")]


@pytest.mark.parametrize("store", [*konbini_stores(), "040"])
def test_every_documented_store_takes_money(shop, store):
    source = shop.source(shop.checkout(), "konbini", konbini={"storeId": store})
    assert source["konbini"]["storeName"]


def listed(shop, **query):
    answer = shop.get("/payments/payment-methods", key="public", query=query)
    return [method["type"] for method in answer["paymentMethods"]]


def test_the_documented_list_of_recurring_methods_of_the_united_states(shop):
    assert listed(shop, country="US", currency="USD", supportsRecurring="true") == [
        "creditCard",
        "googlePay",
        "klarnaCreditRecurring",
        "payPalBilling",
    ]


def test_the_documented_list_of_a_session_in_france(shop):
    bill_to = {"name": "A", "address": {"country": "FR"}}
    checkout = shop.digital(450, currency="EUR", billTo=bill_to)
    found = listed(shop, sessionId=checkout["payment"]["session"]["id"])
    want = ["applePay", "creditCard", "directDebit", "googlePay", "wireTransfer"]
    assert found == want


def test_a_source_saved_with_a_redirect_knows_its_currency_too(shop):
    checkout = shop.checkout_for("directDebit")
    source = shop.redirected(checkout, "directDebit", directDebit=dict(RETURN))
    assert shop.attach(shop.checkout(), source).status == 409
    assert shop.attach(checkout, source).status == 200
