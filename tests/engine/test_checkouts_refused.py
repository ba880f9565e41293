"""Checkouts that are refused, and in which words."""

from __future__ import annotations

import orjson
import pytest

from tests.engine.baskets import DETAILS, FREE_TRIAL, MISSING, item, refused
from tests.engine.shop import ADDRESS, envelope

US = {
    "line1": "1 A",
    "city": "B",
    "state": "MN",
    "postalCode": "55343",
    "country": "US",
}


@pytest.mark.parametrize(
    ("left_out", "parameter"),
    [
        ("line1", "address.line1"),
        ("city", "shipTo.address.city"),
        ("state", "shipTo.address.state"),
        ("postalCode", "shipTo.address.postalCode"),
    ],
)
def test_a_ship_to_must_be_whole(shop, left_out, parameter):
    address = {k: v for k, v in US.items() if k != left_out}
    for path in ("/checkouts", f"/checkouts/{shop.checkout()['id']}"):
        body = {"shipTo": {"name": "A B", "address": address}}
        if path == "/checkouts":
            body = shop.order_body(**body)
        answer = shop.post(path, body)
        assert (answer.status, answer.body) == envelope(
            400, "bad_request", "missing_parameter", MISSING, parameter
        )


def test_a_ship_to_without_a_country_says_which_parameter(shop):
    address = {k: v for k, v in US.items() if k != "country"}
    status, body = refused(shop, shipTo={"name": "A B", "address": address})
    assert status == 400
    assert {"shipTo.address.country"} == {e["parameter"] for e in body["errors"]}


def test_several_complaints_about_an_address_come_together(shop):
    address = {**US, "postalCode": "ABC", "state": "XX"}
    status, body = refused(shop, shipTo={"name": "A", "address": address})
    assert (status, body) == (
        400,
        {
            "type": "bad_request",
            "errors": [
                {
                    "code": "invalid_parameter",
                    "parameter": "address.postalCode",
                    "message": "A required address parameter, postal code, is invalid.",
                },
                {
                    "code": "invalid_parameter",
                    "parameter": "address.state",
                    "message": "A required address parameter, state/province,"
                    " is invalid.",
                },
            ],
        },
    )


REFUSALS = {
    "shipping without amount": (
        {"shippingChoice": {"description": "slow"}},
        (400, "internal_error", None, "Client must provide shipping Cost"),
    ),
    "percent of nothing": (
        {"discount": {"percentOff": 0}},
        (
            400,
            "invalid_discount_percent",
            "discount",
            "The value must be an integer between 0.01 and 100.00 inclusive.",
        ),
    ),
    "more than all": (
        {"items": [item(discount={"percentOff": 101})]},
        (
            400,
            "invalid_discount_percent",
            "discount",
            "The value must be an integer between 0.01 and 100.00 inclusive.",
        ),
    ),
    "amount of nothing": (
        {"discount": {"amountOff": 0}},
        (
            400,
            "invalid_discount_amount",
            "discount",
            "The value 0.0 is not permitted.",
        ),
    ),
    "less than nothing": (
        {"shippingDiscount": {"amountOff": -2}},
        (
            400,
            "invalid_discount_amount",
            "shippingDiscount",
            "The value -2.0 is not permitted.",
        ),
    ),
    "a currency that is not active": (
        {"currency": "PAB"},
        (409, "currency_unactivated", "currency", "Currency 'PAB' is not activated."),
    ),
    "no currency": (
        {"currency": "YEM"},
        (400, "invalid_parameter", "currency", "'YEM' is not a valid currency."),
    ),
    "a product without group": (
        {"items": [{"productDetails": {**DETAILS, "skuGroupId": ""}, "price": 1}]},
        (
            400,
            "missing_parameter",
            "skuGroupId",
            "An item of type sku is missing a skuGroupId parameter.",
        ),
    ),
    "a product from nowhere": (
        {"items": [{"productDetails": {**DETAILS, "countryOfOrigin": ""}, "price": 1}]},
        (400, "missing_parameter", "countryOfOrigin", "must not be null"),
    ),
    "a product from a barred country": (
        {
            "items": [
                {"productDetails": {**DETAILS, "countryOfOrigin": "KP"}, "price": 1}
            ]
        },
        (
            400,
            "invalid_parameter",
            "countryOfOrigin",
            "'KP' is not a valid Country of Origin.",
        ),
    ),
    "two plans": (
        {
            "items": [
                item(subscriptionInfo={"planId": plan, "terms": "yes"})
                for plan in ("p-1", "p-2")
            ]
        },
        (
            409,
            "plan_limit_reached",
            "planId",
            "Only one unique subscription plan can be supported in a checkout",
        ),
    ),
    "a plan without terms": (
        {"items": [item(subscriptionInfo={"planId": "p-1"})]},
        (400, "missing_parameter", "items[0].subscriptionInfo.terms", MISSING),
    ),
    "a plan that does not renew": (
        {
            "items": [
                item(
                    subscriptionInfo={"planId": "p", "terms": "t", "autoRenewal": False}
                )
            ]
        },
        (
            400,
            "invalid_parameter",
            "items[0].subscriptionInfo.autoRenewal",
            "A subscription with a plan renews automatically.",
        ),
    ),
    "a free trial that costs": (
        {"items": [item(subscriptionInfo={"freeTrial": True})]},
        (
            400,
            "invalid_parameter",
            "items",
            FREE_TRIAL,
        ),
    ),
    "an end that is no time": (
        {"items": [item(subscriptionInfo={"endTime": "2021-06-07T13:47:13Zxyxy"})]},
        (
            400,
            "invalid_parameter",
            "endTime",
            "2021-06-07T13:47:13Zxyxy is not a valid timestamp.",
        ),
    ),
    "no price": (
        {"items": [{"skuId": "sku-1", "quantity": 1}]},
        (400, "missing_parameter", "items[0].price", MISSING),
    ),
    "a source that is not there": (
        {"sourceId": "nothing"},
        (404, "not_found", "sourceId", "Source 'nothing' not found."),
    ),
    "a postal code in Canada": (
        {"billTo": {"address": {"postalCode": "12345", "country": "CA"}}},
        (
            400,
            "invalid_parameter",
            "address.postalCode",
            "A required address parameter, postal code, is invalid.",
        ),
    ),
}
TYPES = {400: "bad_request", 404: "not_found", 409: "conflict"}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_checkout_is_refused_in_the_documented_words(shop, case):
    fields, (status, code, parameter, message) = REFUSALS[case]
    assert refused(shop, **fields) == envelope(
        status, TYPES[status], code, message, parameter
    )
    assert shop.events() == []
    assert shop.get("/checkouts")["data"] == []


def test_currency_and_items_are_all_that_a_checkout_needs(shop):
    answer = shop.post("/checkouts", {})
    assert answer.errors == [
        ("missing_parameter", "currency"),
        ("missing_parameter", "items"),
    ]


def test_what_the_schema_and_what_the_provider_miss_is_told_at_once(shop):
    """A field that is missing hides nothing of what is wrong with the others."""
    body = shop.order_body()
    del body["currency"]
    body["shipTo"]["address"] = {**ADDRESS, "postalCode": "x", "state": "q"}
    body["shippingChoice"] = {"description": "free?"}

    answer = shop.post("/checkouts", body)

    assert answer.status == 400
    assert set(answer.errors) == {
        ("missing_parameter", "currency"),
        ("invalid_parameter", "address.postalCode"),
        ("invalid_parameter", "address.state"),
        ("internal_error", None),
    }


def test_nonsense_is_no_language(shop):
    for path in ("/checkouts", f"/checkouts/{shop.checkout()['id']}"):
        body = {"language": "klingon"}
        answer = shop.post(
            path, shop.order_body(**body) if path == "/checkouts" else body
        )
        assert answer.status == 400
        assert answer.errors == [("invalid_parameter", "language")]


def test_a_checkout_of_nothing_lacks_its_items(shop):
    body = shop.order_body()
    empty = shop.post("/checkouts", {**body, "items": []})
    absent = shop.post("/checkouts", {k: v for k, v in body.items() if k != "items"})
    assert (empty.status, empty.body) == (absent.status, absent.body)
    assert empty.errors == [("missing_parameter", "items")]


def test_no_sku_has_an_empty_id(shop):
    answer = shop.post("/checkouts", shop.order_body(items=[item(), item(skuId="")]))
    assert (answer.status, answer.errors) == (
        400,
        [("invalid_parameter", "items[1].skuId")],
    )


@pytest.mark.parametrize("quantity", [10**30, 10**19, 2**53, 10**15])
@pytest.mark.parametrize("price", [10, 0.01, 0])
def test_more_than_can_be_counted_is_the_fault_of_the_quantity(shop, quantity, price):
    answer = shop.post(
        "/checkouts",
        orjson.dumps(
            shop.order_body(items=[item(), item(price=price, quantity=0)])
        ).replace(b'"quantity":0', b'"quantity":%d' % quantity),
    )
    assert (answer.status, answer.errors) == (
        400,
        [("invalid_parameter", "items[1].quantity")],
    )


def test_a_sum_that_cannot_be_counted_is_the_fault_of_the_lines(shop):
    many = [item(price=6 * 10**12, quantity=1) for _ in range(2)]
    answer = shop.post("/checkouts", shop.order_body(items=many))
    assert (answer.status, answer.errors) == (400, [("invalid_parameter", "items")])
