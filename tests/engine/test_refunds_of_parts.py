"""Refunds of duty, importer's tax and fees, and what any row of refunds leaves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.refunding import SHIP_TO, refund, refunded, send, sent
from tests.engine.shop import ADDRESS, OWNER, Shop

BERLIN = {"line1": "Unter den Linden 1", "city": "Berlin", "postalCode": "10117"}
PHONE = {
    "id": "phone",
    "name": "A phone",
    "eccn": "EAR99",
    "taxCode": "55101504.100",
    "countryOfOrigin": "US",
    "hsCode": "8517.13",
}


@pytest.fixture
def imported(shop):
    """An order of 1809.99 EUR, with 221.00 duty and 288.99 for the importer's tax."""
    shop.made(shop.post("/skus", {**PHONE, "weight": 1, "weightUnit": "lb"}))
    checkout = shop.checkout(
        currency="EUR",
        items=[{"skuId": "phone", "price": 1200, "quantity": 1}],
        shipTo={"name": "Anna", "address": {**BERLIN, "country": "DE"}},
        shippingChoice={"amount": 100},
    )
    shop.attach(checkout, shop.source(checkout))
    order = shop.made(shop.order(checkout))
    send(shop, order)
    return shop.read("order", order["id"])


@pytest.mark.parametrize(
    ("type", "amount"),
    [("duty", 221.0), ("importer_tax", 288.99), ("shipping", 100.0)],
)
def test_what_the_border_cost_comes_back_on_its_own(shop, imported, type, amount):
    assert imported["availableToRefundAmount"] == 1809.99

    made, after = refunded(shop, imported, type=type, percent=100)

    assert made["refundedAmount"] == amount
    assert after["availableToRefundAmount"] == round(1809.99 - amount, 2)
    assert after["items"][0]["availableToRefundAmount"] == 1200.0
    again = refund(shop, imported, type=type, amount=0.01)
    assert again.errors == [("invalid_parameter", "amountRequested")]


def test_duty_of_a_line_comes_back_in_part(shop, imported):
    item = {"itemId": imported["items"][0]["id"], "type": "duty", "percent": 50}

    made, _ = refunded(shop, imported, items=[item])

    assert made["refundedAmount"] == 110.5


@pytest.mark.parametrize(
    ("discount", "amount"), [({"amountOff": 3}, 2.16), ({"percentOff": 50}, 2.7)]
)
def test_shipping_comes_back_as_far_as_it_was_paid(shop, discount, amount):
    order = sent(shop, shippingDiscount=discount)

    made, after = refunded(shop, order, type="shipping", percent=100)

    assert made["refundedAmount"] == amount
    assert after["availableToRefundAmount"] == 21.61


@pytest.fixture
def charged(shop):
    """An order of 20.00 with 5.00 for shipping, and fees of 8.00 a piece."""
    shop.made(shop.post("/skus", {**PHONE, "id": "sku-1"}))
    for type, value in (("weee", 5.0), ("battery", 3.0)):
        body = {
            "type": type,
            "skuId": "sku-1",
            "category": "phones",
            "value": "1",
            "amount": value,
            "currency": "USD",
            "country": "US",
        }
        shop.made(shop.post("/fees", body))
    return sent(shop)


def test_fees_come_back_when_everything_does_or_when_they_are_asked_for(shop, charged):
    # 16.00 of fees with 1.28 tax, which no other refund touches.
    assert charged["totalAmount"] == 44.29
    item = charged["items"][0]["id"]

    half, _ = refunded(shop, charged, percent=50)
    fees, after = refunded(shop, charged, items=[{"itemId": item, "type": "fees"}])
    rest, left = refunded(shop, charged, percent=100)

    assert half["refundedAmount"] == 13.51
    assert fees["refundedAmount"] == 17.28
    assert after["availableToRefundAmount"] == 13.5
    assert (rest["refundedAmount"], left["availableToRefundAmount"]) == (13.5, 0.0)


# -- whatever is asked -----------------------------------------------------------------

asks = st.one_of(
    st.fixed_dictionaries({"percent": st.integers(1, 100)}),
    st.fixed_dictionaries({"amount": st.integers(1, 4000).map(lambda n: n / 100)}),
    st.fixed_dictionaries(
        {"type": st.just("shipping"), "percent": st.integers(1, 100)}
    ),
    st.just({"type": "tax", "percent": 100}),
    st.fixed_dictionaries(
        {
            "line": st.integers(0, 1),
            "quantity": st.integers(1, 3),
            "percent": st.integers(1, 100),
        }
    ),
)


@settings(max_examples=12, deadline=None)
@given(
    asked=st.lists(asks, min_size=1, max_size=6),
    credit=st.sampled_from([0, 11.0]),
    off=st.sampled_from([None, {"percentOff": 10}, {"amountOff": 7.5}]),
)
def test_no_row_of_refunds_gives_back_more_than_was_captured(asked, credit, off):
    shop = Shop()
    checkout = shop.checkout(
        shipTo=SHIP_TO,
        discount=off,
        items=[
            {"skuId": "a", "price": 3.33, "quantity": 3},
            {"skuId": "b", "price": 10.0, "quantity": 1},
        ],
    )
    if credit:
        shop.attach(checkout, shop.credit(checkout, credit))
    shop.attach(checkout, shop.source(checkout, owner={**OWNER, "address": ADDRESS}))
    order = shop.made(shop.order(checkout))
    send(shop, order)
    order = shop.read("order", order["id"])
    given_back = 0.0

    for ask in asked:
        body = dict(ask)
        if "line" in body:
            item = order["items"][body.pop("line")]
            body = {"items": [{"itemId": item["id"], **body}]}
        answer = refund(shop, order, **body)
        assert answer.status in (201, 400), answer.raw
        if answer.status == 201:
            made = shop.get(f"/refunds/{answer['id']}").body
            given_back += made["refundedAmount"]
            of_charges = sum(c["refunds"][0]["amount"] for c in made["charges"])
            assert round(of_charges, 2) == made["refundedAmount"]

    after = shop.read("order", order["id"])
    left = after["availableToRefundAmount"]
    assert (
        round(given_back + left, 2) == order["totalAmount"] == order["capturedAmount"]
    )
    assert after.get("refundedAmount", 0.0) == round(given_back, 2)
    assert (
        0 <= sum(i["availableToRefundAmount"] for i in after["items"]) <= left + 0.001
    )
    for charge in after["payment"]["charges"]:
        back = sum(entry["amount"] for entry in charge.get("refunds", ()))
        assert round(back, 2) <= charge["amount"]
    if left:
        assert refund(shop, order, percent=100).status == 201
    assert shop.read("order", order["id"])["availableToRefundAmount"] == 0.0
