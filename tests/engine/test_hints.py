"""What `X-Mockdr-Hint` says of a refusal: what was lacking, or meant."""

from __future__ import annotations

import pytest

from mockdr.engine.settings import Settings
from tests.engine.sending_goods import all_sent, paid_with
from tests.engine.shop import NOON, Shop

HINT = "X-Mockdr-Hint"
HOOK = {"address": "https://a.example", "enabled": True, "apiVersion": "latest"}


@pytest.fixture
def shop() -> Shop:
    return Shop()


def hint(answer, status: int) -> str:
    assert answer.status == status
    return answer.headers.get(HINT, "")


def test_a_refund_before_anything_was_captured_needs_a_fulfillment(shop):
    order = paid_with(shop)
    body = {"orderId": order["id"], "currency": "USD", "percent": 50}
    refused = shop.post("/refunds", body)
    assert hint(refused, 400) == "nothing is captured yet: fulfill first"
    all_sent(shop, order)
    shop.made(shop.post("/refunds", body))


def test_a_refund_of_what_could_not_be_captured_needs_the_capture(shop):
    order = paid_with(shop)
    shop.play(
        "  - merchant: createFulfillments\n  - provider: fails\n    of: capture\n"
    )
    all_sent(shop, order)
    body = {"orderId": order["id"], "currency": "USD", "percent": 50}
    told = hint(shop.post("/refunds", body), 400)
    assert told.startswith("the capture has failed: ")
    shop.tenant.happen("provider", "completes", "capture")
    shop.made(shop.post("/refunds", body))


def test_goods_that_are_shipped_want_a_shipping_choice(shop):
    checkout = shop.checkout(shippingChoice=None)
    shop.attach(checkout, shop.source(checkout))
    assert hint(shop.order(checkout), 400) == (
        "the checkout ships goods and has no shippingChoice "
        "{amount, description, serviceLevel}"
    )


def test_a_product_that_nobody_knows_can_be_made():
    shop = Shop(settings=Settings(now=NOON, unknown_skus="refuse"))
    refused = shop.post(
        "/checkouts",
        shop.order_body(items=[{"skuId": "lamp", "price": 1.0, "quantity": 1}]),
    )
    assert hint(refused, 400) == (
        "there is no SKU 'lamp': make it with POST /skus, or set unknown_skus = accept"
    )


@pytest.mark.parametrize(
    ("type", "told"),
    [
        ("order.acepted", "order.acepted: did you mean 'order.accepted'?"),
        ("zzz", "zzz is no event: the page event-types.md lists them"),
    ],
)
def test_an_event_that_is_none_is_told_with_what_was_meant(shop, type, told):
    assert hint(shop.post("/webhooks", {**HOOK, "types": [type]}), 400) == told


def test_a_version_that_is_none_is_told_with_those_there_are(shop):
    refused = shop.get("/orders", headers={"digitalriver-version": "2021-12-14"})
    told = hint(refused, 400)
    assert told.startswith("there is no version '2021-12-14': ")
    assert told.endswith("2021-12-13")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"emial": "a@b.example"}, "emial: did you mean 'email'?"),
        (
            {"shipTo": {"adress": {}, "name": "A"}},
            "shipTo.adress: did you mean 'address'?",
        ),
        ({"zzz": 1}, ""),
    ],
)
def test_a_field_that_the_contract_does_not_have_is_told_with_the_nearest(
    shop, fields, told
):
    answer = shop.post("/checkouts", shop.order_body(**fields))
    assert answer.headers.get(HINT, "") == told
    assert shop.tenant.journal.entries()[-1].hint == told


def test_an_order_out_of_turn_is_told_what_comes_first(shop):
    checkout = shop.checkout()
    told = hint(shop.order(checkout), 400)
    assert told.startswith(
        "the session is requires_source, and createOrders needs requires_confirmation: "
        "attachSourceToCheckout"
    )
    paid, _ = shop.funded()
    assert hint(shop.order(paid), 201) == ""
    # No way leads back: what it needs would only mislead.
    assert "needs" not in hint(shop.order(paid), 404)
    assert hint(shop.post("/orders", {}), 400) == ""
