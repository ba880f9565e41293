"""Refunds: every documented sum to the cent, and what a refund shows."""

from __future__ import annotations

import pytest

from mockdr.engine.settings import Settings
from tests.engine.refunding import SHIP_TO, refund, refunded, sent, told
from tests.engine.shop import NOON, Shop, envelope

MINNETONKA = {**SHIP_TO, "address": {**SHIP_TO["address"], "postalCode": "55343"}}
LAMPS = {"skuId": "lamp", "price": 10.0, "quantity": 4}

#: What the page on refunds prints: checkout, request, refunded, and what is left.
DOCUMENTED = {
    "all of 27.01": ({}, {"percent": 100}, 27.01, 0.0),
    "half of 27.01": ({}, {"percent": 50}, 13.51, 13.5),
    "13.51 of 27.01": ({}, {"amount": 13.51}, 13.51, 13.5),
    "its very amount, as text": ({}, {"amount": "27.01"}, 27.01, 0.0),
    "half of 26.89": (
        {
            "shipTo": {
                **SHIP_TO,
                "address": {**SHIP_TO["address"], "postalCode": "55343"},
            }
        },
        {"percent": 50},
        13.45,
        13.44,
    ),
    "the tax": ({}, {"type": "tax", "percent": 100}, 2.01, 25.0),
    "the tax, by its amount": ({}, {"type": "tax", "amount": 2.01}, 2.01, 25.0),
    "the shipping": ({}, {"type": "shipping", "percent": 100}, 5.4, 21.61),
    "three quarters of the shipping": (
        {},
        {"type": "shipping", "percent": 75},
        4.05,
        22.96,
    ),
}


@pytest.mark.parametrize("case", DOCUMENTED)
def test_a_refund_of_an_order_is_what_the_page_prints(shop, case):
    fields, asked, amount, left = DOCUMENTED[case]
    order = sent(shop, **fields)

    made, after = refunded(shop, order, **asked)

    assert made["state"] == "succeeded"
    assert made["amount"] == made["refundedAmount"] == amount
    assert made["items"] == []
    assert after["refundedAmount"] == amount
    assert after["availableToRefundAmount"] == left


def test_half_of_four_lamps_is_what_the_page_prints(shop):
    order = sent(shop, items=[LAMPS, {"skuId": "rug", "price": 20.0, "quantity": 2}])
    lamp, rug = order["items"]
    assert [lamp["availableToRefundAmount"], rug["availableToRefundAmount"]] == [
        43.21,
        43.21,
    ]

    made, after = refunded(
        shop,
        order,
        items=[
            {"itemId": rug["id"], "quantity": "2", "percent": 100},
            {"itemId": lamp["id"], "quantity": "4", "percent": 50},
        ],
    )

    assert [item["refundedAmount"] for item in made["items"]] == [43.21, 21.61]
    assert [item["quantity"] for item in made["items"]] == [2, 4]
    assert made["refundedAmount"] == 64.82
    assert "amount" not in made
    assert [i["availableToRefundAmount"] for i in after["items"]] == [21.6, 0.0]


def test_the_order_of_145_16_goes_as_the_page_prints_it(shop):
    song = {"id": "song", "name": "A song", "eccn": "EAR99", "taxCode": "4512.100"}
    shop.made(shop.post("/skus", {**song, "countryOfOrigin": "US"}))
    order = sent(
        shop,
        shipTo=MINNETONKA,
        items=[
            {"skuId": "song", "price": 30.0, "quantity": 3},
            {"skuId": "lamp", "price": 20.0, "quantity": 2},
        ],
        quantities=[(2, 1), (1, 1)],
    )
    assert order["totalAmount"] == 145.16
    assert (order["capturedAmount"], order["cancelledAmount"]) == (88.72, 56.44)
    assert order["availableToRefundAmount"] == 88.71
    assert order["state"] == "complete"
    b, a = order["items"]

    made, after = refunded(
        shop,
        order,
        items=[
            {"itemId": a["id"], "quantity": 1, "percent": 100},
            {"itemId": b["id"], "quantity": 1, "percent": 100},
        ],
    )

    assert [item["refundedAmount"] for item in made["items"]] == [21.51, 32.26]
    assert made["refundedAmount"] == 53.77
    assert after["availableToRefundAmount"] == 34.94


def test_lines_have_their_shipping_and_duty_apart(shop):
    order = sent(shop)
    item = order["items"][0]["id"]

    made, after = refunded(
        shop, order, items=[{"itemId": item, "type": "shipping", "percent": 75}]
    )

    assert made["items"][0]["refundedAmount"] == 4.05
    assert made["items"][0]["type"] == "shipping"
    assert after["availableToRefundAmount"] == 22.96
    assert after["items"][0]["availableToRefundAmount"] == 21.61


def test_a_pending_refund_holds_its_money_and_shows_no_charges(shop):
    order = sent(shop)
    shop.play(
        "  - merchant: createRefunds\n"
        "    as: back\n"
        "  - {provider: completes, of: back, after: 1d}"
    )

    made = shop.made(refund(shop, order, amount=13.51, reason="torn"))
    waiting = shop.read("order", order["id"])

    assert made.keys() == {
        "id",
        "createdTime",
        "currency",
        "orderId",
        "items",
        "amount",
        "reason",
        "refundedAmount",
        "state",
        "liveMode",
    }
    assert made["id"].startswith("re_")
    assert made["refundedAmount"] == 0.0
    assert waiting["availableToRefundAmount"] == 13.5
    assert "refundedAmount" not in waiting
    charge = waiting["payment"]["charges"][0]
    assert charge["refunded"] is True
    assert [(r["amount"], r["state"]) for r in charge["refunds"]] == [
        (13.51, "pending")
    ]
    assert "id" not in charge["refunds"][0]


def test_a_refund_that_has_succeeded_shows_its_charges_as_the_sample_does(shop):
    order = sent(shop)

    made, after = refunded(shop, order, percent=100)

    charge = after["payment"]["charges"][0]
    assert made["charges"] == [
        {
            "id": charge["id"],
            "captured": True,
            "refunded": True,
            "refunds": [
                {
                    "createdTime": made["createdTime"],
                    "amount": 27.01,
                    "state": "complete",
                }
            ],
            "sourceId": charge["sourceId"],
        }
    ]
    alone = shop.get(f"/charges/{charge['id']}").body["refunds"][0]
    assert alone["id"] not in {made["id"], charge["id"]}


def test_a_refund_tells_its_events_in_the_documented_order(shop):
    order = sent(shop)
    since = len(told(shop))

    refunded(shop, order, percent=100)

    assert told(shop, since) == [
        "refund.pending",
        "order.charge.refund.pending",
        "order.charge.refund.complete",
        "refund.complete",
        "order.refunded",
    ]
    assert shop.read("order", order["id"])["state"] == "complete"


def test_the_primary_source_gives_back_before_store_credit_does(shop):
    checkout = shop.checkout(shipTo=SHIP_TO)
    shop.attach(checkout, shop.credit(checkout, 11.0))
    shop.attach(checkout, shop.source(checkout))
    order = shop.made(shop.order(checkout))
    items = [{"itemId": order["items"][0]["id"], "quantity": 2}]
    shop.made(shop.post("/fulfillments", {"orderId": order["id"], "items": items}))

    shares = []
    for amount in (10.0, 10.0, 7.01):
        made, _ = refunded(shop, order, amount=amount)
        shares.append([c["refunds"][0]["amount"] for c in made["charges"]])

    assert shares == [[10.0], [6.01, 3.99], [7.01]]


def test_everything_comes_back_with_its_fees_and_less_without(shop):
    order = sent(shop)

    halves = [refunded(shop, order, percent=50)[0]["refundedAmount"] for _ in range(2)]
    rest, after = refunded(shop, order, percent=100)

    assert halves == [13.51, 6.75], "of what is left"
    assert rest["refundedAmount"] == 6.75
    assert after["availableToRefundAmount"] == 0.0


def test_pieces_that_are_paid_back_one_by_one_come_back_to_the_last_cent(shop):
    order = sent(shop, items=[{"skuId": "pen", "price": 3.33, "quantity": 3}])
    item = order["items"][0]

    for _ in range(3):
        made, after = refunded(
            shop, order, items=[{"itemId": item["id"], "quantity": 1}]
        )
        assert made["state"] == "succeeded"

    assert after["items"][0]["availableToRefundAmount"] == 0.0


def test_metadata_of_a_refund_can_change_and_nothing_else(shop):
    order = sent(shop)
    made, _ = refunded(shop, order, percent=100, metadata={"case": 1})
    since = len(told(shop))

    answer = shop.post(f"/refunds/{made['id']}", {"metadata": {"case": 2}})

    assert (answer.status, answer["metadata"]) == (200, {"case": 2})
    assert {**answer.body, "metadata": 0} == {**made, "metadata": 0}
    assert told(shop, since) == ["refund.updated"]


# -- refused ---------------------------------------------------------------------------

TOO_MUCH = envelope(
    400,
    "bad_request",
    "invalid_parameter",
    "The requested refund amount is greater than the available amount.",
    "amountRequested",
)


@pytest.mark.parametrize(
    "asked",
    [
        {"amount": 27.02},
        {"amount": "99999999999999999999"},
        {"type": "shipping", "amount": 5.41},
        {"items": [{"itemId": "", "amount": 21.62}]},
    ],
)
def test_more_than_there_is_cannot_be_refunded(shop, asked):
    order = sent(shop)
    for item in asked.get("items", ()):
        item["itemId"] = order["items"][0]["id"]

    answer = refund(shop, order, **asked)

    assert (answer.status, answer.body) == TOO_MUCH


def test_what_is_not_captured_cannot_be_refunded(shop):
    answer = refund(shop, shop.ordered(), percent=100)

    assert (answer.status, answer.body) == TOO_MUCH


@pytest.mark.parametrize(
    "asked",
    [
        {"type": "duty", "percent": 100},
        {"type": "tax", "amount": 2.01},
        {"type": "tax", "percent": 50},
        {"items": [{"itemId": "", "type": "fees"}]},
    ],
)
def test_of_what_is_not_there_nothing_can_be_refunded(shop, asked):
    order = sent(shop)
    if asked.get("type") == "tax":
        refunded(shop, order, type="tax", percent=100)
    for item in asked.get("items", ()):
        item["itemId"] = order["items"][0]["id"]

    answer = refund(shop, order, **asked)

    assert (answer.status, answer.body) == TOO_MUCH


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"amount": -1}, "-1"),
        ({"amount": 0.0}, "0.0"),
        ({"type": "shipping", "percent": 0.01}, "0.01"),
    ],
)
def test_who_asks_for_nothing_is_told_what_was_asked(shop, asked, said):
    answer = refund(shop, sent(shop), **asked)

    assert (answer.status, answer.body) == envelope(
        400,
        "bad_request",
        "invalid_parameter",
        f"'{said}' is not a valid parameter.",
        "amountRequested",
    )


def test_a_refund_is_of_an_order_or_of_an_invoice(shop):
    answer = refund(shop, sent(shop), invoiceId="17", percent=5)

    assert (answer.status, answer.body) == envelope(
        400,
        "bad_request",
        "invalid_parameter",
        "'17' is not a valid parameter.",
        "invoiceId",
    )


def test_only_all_of_the_tax_can_be_refunded(shop):
    order = sent(shop)

    for asked in ({"percent": 50}, {"amount": 2.0}):
        answer = refund(shop, order, type="tax", **asked)
        assert (answer.status, answer.body) == envelope(
            400,
            "bad_request",
            "invalid_parameter",
            "Only full tax refunds are supported.",
            "percentRequested",
        )


def test_a_refund_is_in_the_currency_of_its_order(shop):
    answer = refund(shop, sent(shop), currency="EUR", percent=100)

    assert (answer.status, answer.body) == envelope(
        400,
        "bad_request",
        "invalid_parameter",
        "Currency EUR is not supported.",
        "currency",
    )


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({}, ("missing_parameter", "amount")),
        ({"items": []}, ("missing_parameter", "amount")),
        ({"amount": 1, "percent": 5}, ("invalid_parameter", "percent")),
        ({"amount": 1, "items": [{"itemId": "1"}]}, ("invalid_parameter", "items")),
        ({"amount": 0}, ("invalid_parameter", "amountRequested")),
        ({"type": "duty", "percent": 100}, ("invalid_parameter", "amountRequested")),
        ({"percent": 101}, ("invalid_parameter", "percent")),
        ({"percent": 5, "type": "fees"}, ("invalid_parameter", "type")),
        ({"orderId": "1", "percent": 5}, ("not_found", "orderId")),
        ({"orderId": None, "percent": 5}, ("missing_parameter", "orderId")),
        (
            {"orderId": None, "invoiceId": "1", "percent": 5},
            ("not_found", "invoiceId"),
        ),
        ({"items": [{"itemId": "1"}]}, ("not_found", "items[0].itemId")),
    ],
)
def test_what_makes_no_sense_is_refused(shop, asked, error):
    answer = refund(shop, sent(shop), **asked)

    assert answer.errors == [error]
    assert answer.status == (404 if error[0] == "not_found" else 400)


@pytest.mark.parametrize("quantity", [0, 3, "x", "-1"])
def test_a_line_has_no_such_quantity(shop, quantity):
    order = sent(shop)
    items = [{"itemId": order["items"][0]["id"], "quantity": quantity}]

    assert refund(shop, order, items=items).errors == [
        ("invalid_parameter", "items[0].quantity")
    ]


def test_refunds_are_listed_by_what_they_are_about(shop):
    first = sent(shop)
    second = sent(shop, items=[{**LAMPS, "skuId": "rug"}])
    one, _ = refunded(shop, first, percent=50, reason="torn")
    item = {"itemId": second["items"][0]["id"]}
    two, _ = refunded(shop, second, items=[item])

    def found(**query):
        rows = shop.get("/refunds", query=query).body["data"]
        return [row["id"] for row in rows]

    assert found() == [two["id"], one["id"]]
    assert found(orderId=first["id"]) == [one["id"]]
    assert found(skuId="rug") == [two["id"]]
    assert found(reason="torn") == [one["id"]]
    assert found(state="failed") == []
    assert found(**{"refundedAmount[gt]": 20}) == [two["id"]]


def test_yen_have_no_cents():
    shop = Shop(settings=Settings(now=NOON))
    order = sent(
        shop,
        currency="JPY",
        items=[{"skuId": "sku-1", "price": 999, "quantity": 1}],
        shippingChoice={"amount": 100},
    )

    made, after = refunded(shop, order, percent=50)

    assert made["refundedAmount"] == 594.0
    assert after["availableToRefundAmount"] == order["totalAmount"] - 594.0
