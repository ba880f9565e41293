"""What a checkout takes from its customer, in the versions before 2021-12-13."""

from __future__ import annotations

import pytest

from mockdr.contract import versions
from tests.engine.shop import ADDRESS, OWNER

INHERITING = [version for version in versions() if version < "2021-12-13"]
HOME = {"name": "Ann Lee", "address": ADDRESS}
ANN = {
    "shipping": HOME,
    "email": "ann@example.com",
    "locale": "de_DE",
    "type": "business",
}
BARE = {"currency": "USD", "items": [{"skuId": "sku-1", "price": 10.0}]}
#: Field of a checkout to what Ann gives it.
GIVEN = {
    "shipTo": HOME,
    "email": "ann@example.com",
    "locale": "de_DE",
    "customerType": "business",
}


@pytest.fixture
def ann(shop):
    """Return a customer who has said everything, and saved a card."""
    customer = shop.customer(**ANN)
    return customer, shop.saved_card(customer)


def body_for(customer, **fields):
    return {**BARE, "customerId": customer["id"], **fields}


def sources_of(checkout):
    payment = checkout.get("payment", checkout)
    return [source["id"] for source in payment.get("sources", ())]


def in_version(version):
    return {"headers": {"digitalriver-version": version}}


@pytest.mark.parametrize("version", INHERITING)
def test_a_checkout_takes_what_its_request_leaves_open(shop, ann, version):
    customer, card = ann
    made = shop.post("/checkouts", body_for(customer), **in_version(version)).body
    assert {name: made[name] for name in GIVEN} == GIVEN
    assert sources_of(made) == [card["id"]]
    assert made["billTo"]["name"] == "William Brown"
    assert made["billTo"]["email"] == OWNER["email"]


def test_a_checkout_takes_nothing_since_2021_12_13(shop, ann):
    customer, _ = ann
    made = shop.post("/checkouts", body_for(customer)).body
    assert made["customerId"] == customer["id"]
    assert (made["locale"], made["customerType"]) == ("en_US", "individual")
    assert not {"shipTo", "email", "billTo"} & set(made)
    assert sources_of(made) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("shipTo", {"name": "Bo", "address": ADDRESS}),
        ("email", "bo@example.com"),
        ("locale", "fr_FR"),
        ("customerType", "individual"),
    ],
)
def test_what_the_merchant_says_wins(shop, ann, field, value):
    customer, _ = ann
    body = body_for(customer, **{field: value})
    made = shop.post("/checkouts", body, **in_version("2021-03-23")).body
    assert {name: made[name] for name in GIVEN} == {**GIVEN, field: value}


def test_a_source_that_the_merchant_names_wins(shop, ann):
    customer, _ = ann
    other = shop.source()
    body = body_for(customer, sourceId=other["id"])
    made = shop.post("/checkouts", body, **in_version("2021-03-23")).body
    assert sources_of(made) == [other["id"]]


def test_no_source_may_be_asked_for(shop, ann):
    customer, _ = ann
    body = body_for(customer, sourceId="")
    made = shop.post("/checkouts", body, **in_version("2021-03-23")).body
    assert sources_of(made) == []


def test_the_address_that_was_taken_makes_the_tax(shop, ann):
    customer, _ = ann
    made = shop.post("/checkouts", body_for(customer), **in_version("2021-03-23")).body
    assert made["items"][0]["tax"] == {"rate": 0.07525, "amount": 0.75}


def test_a_customer_who_comes_with_an_update_gives_what_is_still_open(shop, ann):
    customer, card = ann
    old = in_version("2021-03-23")
    made = shop.post("/checkouts", {**BARE, "email": "bo@example.com"}, **old).body
    path, named = f"/checkouts/{made['id']}", {"customerId": customer["id"]}
    changed = shop.post(path, named, **old).body
    assert changed["email"] == "bo@example.com"
    assert changed["shipTo"] == HOME
    assert (changed["locale"], changed["customerType"]) == ("de_DE", "business")
    assert sources_of(changed) == [card["id"]]
    assert "shipTo" not in shop.post("/checkouts", {**BARE, **named}).body


def test_a_source_that_is_there_stays_when_a_customer_comes(shop, ann):
    customer, _ = ann
    old = in_version("2021-03-23")
    own = shop.source()
    made = shop.post("/checkouts", {**BARE, "sourceId": own["id"]}, **old).body
    path = f"/checkouts/{made['id']}"
    changed = shop.post(path, {"customerId": customer["id"]}, **old).body
    assert sources_of(changed) == [own["id"]]


def test_an_update_without_a_customer_takes_nothing(shop, ann):
    old = in_version("2021-03-23")
    made = shop.post("/checkouts", BARE, **old).body
    changed = shop.post(f"/checkouts/{made['id']}", {"browserIp": "1.2.3.4"}, **old)
    assert "shipTo" not in changed.body


def test_a_customer_whom_nobody_knows_gives_nothing(shop):
    body = {**BARE, "customerId": "nobody"}
    answer = shop.post("/checkouts", body, **in_version("2021-03-23"))
    assert (answer.status, answer["customerId"]) == (201, "nobody")


def test_a_customer_who_has_said_nothing_gives_nothing(shop):
    customer = shop.customer()
    made = shop.post("/checkouts", body_for(customer), **in_version("2021-03-23")).body
    assert (made["locale"], made["customerType"]) == ("en_US", "individual")
    assert not {"shipTo", "email"} & set(made)


def test_an_order_without_a_checkout_takes_what_it_leaves_open(shop, ann):
    customer, _ = ann
    fields = {
        "shipFrom": {"address": {"country": "US"}},
        "shippingChoice": {"amount": 5.0},
    }
    body = body_for(customer, **fields)
    ordered = shop.post("/orders", body, **in_version("2021-03-23"))
    assert ordered.status == 201
    assert ordered["shipTo"] == HOME
    assert ordered["state"] == "accepted"
    assert shop.post("/orders", body).errors == [("order_create_failed", "email")]


def test_what_a_checkout_holds_is_left_alone_when_it_is_ordered(shop, ann):
    customer, _ = ann
    body = body_for(customer, email="bo@example.com", sourceId=shop.source()["id"])
    made = shop.post("/checkouts", shop.order_body(**body)).body
    answer = shop.post(
        "/orders",
        {"checkoutId": made["id"], "customerId": customer["id"]},
        **in_version("2021-03-23"),
    )
    assert (answer.status, answer["email"]) == (201, "bo@example.com")
