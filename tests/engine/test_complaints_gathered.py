"""Everything that is wrong with the values of a new checkout comes back at once."""

from __future__ import annotations


def test_addresses_shipping_and_discounts_are_refused_together(shop):
    body = {
        "currency": "YEM",
        "locale": "xx",
        "items": [{"skuId": "a", "price": 1}],
        "shipTo": {"address": {"country": "US", "postalCode": "x", "state": "q"}},
        "shippingChoice": {},
    }
    refused = shop.post("/checkouts", body)
    assert refused.status == 400
    found = refused.errors
    for parameter in ("address.postalCode", "address.state", "locale"):
        assert ("invalid_parameter", parameter) in found
    assert ("internal_error", None) in found


def test_a_discount_is_refused_beside_a_locale(shop):
    items = [{"skuId": "a", "price": 1, "discount": {"percentOff": 0}}]
    refused = shop.post("/checkouts", shop.order_body(items=items, locale="xx"))
    assert refused.errors == [
        ("invalid_parameter", "locale"),
        ("invalid_discount_percent", "discount"),
    ]


def test_a_conflict_waits_until_nothing_else_is_wrong(shop):
    body = shop.order_body(currency="PAB", locale="xx")
    assert shop.post("/checkouts", body).errors == [("invalid_parameter", "locale")]
    refused = shop.post("/checkouts", {**body, "locale": "en_US"})
    assert (refused.status, refused.errors) == (
        409,
        [("currency_unactivated", "currency")],
    )
