"""Values that fit the schema and that no checkout, customer or order can have."""

from __future__ import annotations

import pytest

from tests.engine.shop import envelope, session_of


def test_nothing_to_pay_charges_nothing_though_a_card_is_attached(shop):
    checkout = shop.digital(0)
    card = shop.source(checkout)
    assert shop.attach(checkout, card).status == 200
    before = len(shop.tenant.events())
    order = shop.made(shop.order(checkout))
    assert order["state"] == "accepted"
    assert session_of(order)["state"] == "complete"
    assert "charges" not in order["payment"]
    assert shop.read("source", card["id"])["state"] == "chargeable"
    assert shop.events(before) == ["order.created", "order.accepted"]


def test_nothing_to_pay_waits_for_no_redirect_and_the_source_goes_its_own_way(shop):
    checkout = shop.digital(0)
    source = shop.redirected(checkout)
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    assert order["state"] == "accepted"
    shop.tenant.happen("customer", "approves", of=source["id"])
    assert shop.read("source", source["id"])["state"] == "chargeable"
    assert shop.read("order", order["id"])["state"] == "accepted"


def test_a_primary_that_credit_leaves_nothing_to_pay_is_not_charged(shop):
    customer = shop.customer()
    checkout = shop.digital(20, customerId=customer["id"])
    shop.attach(checkout, shop.saved_card(customer))
    total = shop.read("checkout", checkout["id"])["totalAmount"]
    credit = shop.credit(checkout, total)
    assert shop.attach(checkout, credit).status == 200
    order = shop.made(shop.order(checkout))
    charges = [(c["sourceId"], c["amount"]) for c in order["payment"]["charges"]]
    assert charges == [(credit["id"], total)]


@pytest.mark.parametrize("id", ["a/b", "a\\b", "/", ".", "..", "a\nb", "a\x00b"])
def test_an_id_that_no_path_can_carry_is_refused(shop, id):
    refused = shop.post("/customers", {"id": id})
    assert refused.status == 400
    assert refused.errors == [("invalid_parameter", "id")]


@pytest.mark.parametrize("id", ["a.b", "ann@example.com", "a b", "ü", "..."])
def test_any_other_id_can_be_addressed(shop, id):
    shop.made(shop.post("/customers", {"id": id}))
    assert shop.get(f"/customers/{id}")["id"] == id


def test_a_customer_takes_its_saved_cards_along(shop):
    customer = shop.customer()
    card = shop.saved_card(customer)
    checkout = shop.checkout(customerId=customer["id"])
    shop.attach(checkout, card)
    assert shop.delete(f"/customers/{customer['id']}").status == 204
    assert shop.read("source", card["id"])["state"] == "cancelled"
    assert shop.session(checkout)["state"] == "requires_source"
    assert shop.order(checkout).hint == f"source {card['id']} is cancelled"


@pytest.mark.parametrize(
    ("item", "currency"),
    [
        ({"price": 1e13}, "USD"),
        ({"price": 1e15}, "JPY"),
        ({"aggregatePrice": 1e15}, "USD"),
        ({"price": 1e14, "discount": {"percentOff": 100}}, "USD"),
    ],
)
def test_an_amount_that_json_cannot_carry_is_refused(shop, item, currency):
    body = shop.digital_body(currency=currency, items=[{"skuId": "a", **item}])
    refused = shop.post("/checkouts", body)
    assert refused.status == 400
    assert refused.errors == [("invalid_parameter", "items")]


def test_shipping_that_json_cannot_carry_is_refused(shop):
    body = shop.order_body(shippingChoice={"amount": 1e14})
    refused = shop.post("/checkouts", body)
    assert refused.errors == [("invalid_parameter", "shippingChoice.amount")]


def test_the_largest_amount_comes_back_to_the_cent(shop):
    body = shop.digital_body(9999999999999.99)
    assert shop.made(shop.post("/checkouts", body))["totalAmount"] == 9999999999999.99


@pytest.mark.parametrize("method", ["create", "update"])
@pytest.mark.parametrize("locale", ["xx", "en", "de_DE_x", "english"])
def test_what_is_no_locale_is_refused(shop, method, locale):
    if method == "create":
        refused = shop.post("/checkouts", shop.order_body(locale=locale))
    else:
        path = f"/checkouts/{shop.checkout()['id']}"
        refused = shop.post(path, {"locale": locale})
    assert (refused.status, refused.body) == envelope(
        400,
        "bad_request",
        "invalid_parameter",
        f"'{locale}' is not a valid parameter.",
        "locale",
    )


@pytest.mark.parametrize("locale", ["en_US", "fr_CA", "zh_TW", "en_GB"])
def test_a_locale_may_be_spelled_both_ways(shop, locale):
    hyphen = locale.replace("_", "-")
    assert shop.checkout(locale=hyphen)["locale"] == locale
    assert shop.checkout(locale=locale)["locale"] == locale


TWO = {"amountOff": 1, "percentOff": 10}


@pytest.mark.parametrize(
    ("fields", "parameter"),
    [
        ({"items": [{"skuId": "a", "price": 5, "discount": TWO}]}, "discount"),
        ({"discount": TWO}, "discount"),
        ({"shippingDiscount": TWO}, "shippingDiscount"),
    ],
)
def test_a_discount_is_of_one_kind(shop, fields, parameter):
    refused = shop.post("/checkouts", shop.order_body(**fields))
    assert refused.status == 400
    assert refused.errors == [("invalid_parameter", parameter)]
