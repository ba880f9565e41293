"""Returns: announced, accepted piece by piece, and paid back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engine.refunding import refund, refunded, sent, told
from tests.engine.shop import ADDRESS, envelope

BASKET = [
    {"skuId": "lamp", "price": 10.0, "quantity": 2},
    {"skuId": "rug", "price": 15.0, "quantity": 3},
]


@pytest.fixture
def order(shop):
    """An order of two lamps and three rugs, at 8.025 percent."""
    return sent(shop, items=BASKET)


def announce(shop, order, *quantities, **fields):
    items = [
        {"itemId": item["id"], "quantity": quantity}
        for item, quantity in zip(order["items"], quantities, strict=False)
        if quantity
    ]
    return shop.post("/returns", {"orderId": order["id"], "items": items, **fields})


def accept(shop, back, *quantities):
    items = [
        {"itemId": line["itemId"], "quantity": quantity, "state": "accepted"}
        for line, quantity in zip(back["items"], quantities, strict=False)
        if quantity
    ]
    return shop.post(f"/returns/{back['id']}", {"items": items})


def test_a_return_is_announced_as_the_sample_shows(shop, order):
    since = len(told(shop))

    back = shop.made(announce(shop, order, "2", "3", reason="Damaged Goods"))

    assert back["id"].startswith("ret_")
    assert {name: back[name] for name in ("state", "reason", "currency")} == {
        "state": "created",
        "reason": "Damaged Goods",
        "currency": "USD",
    }
    assert back["items"] == [
        {
            "itemId": item["id"],
            "amount": amount,
            "quantity": item["quantity"],
            "quantityAccepted": 0,
            "skuId": item["skuId"],
            "state": "created",
        }
        for item, amount in zip(order["items"], (21.61, 48.61), strict=True)
    ]
    assert told(shop, since) == ["return.created"]
    assert shop.get(f"/returns/{back['id']}").body == back


def test_a_return_that_is_accepted_as_a_whole_pays_all_of_it_back(shop, order):
    back = shop.made(announce(shop, order, 2, 3))
    since = len(told(shop))

    answer = shop.post(f"/returns/{back['id']}", {"state": "accepted"})

    assert answer.status == 200
    assert answer["state"] == "accepted"
    assert [line["quantityAccepted"] for line in answer["items"]] == [2, 3]
    assert {line["state"] for line in answer["items"]} == {"accepted"}
    assert told(shop, since) == [
        "return.accepted",
        "refund.pending",
        "order.charge.refund.pending",
        "order.charge.refund.complete",
        "refund.complete",
        "order.refunded",
    ]
    made = shop.get(f"/refunds/{answer['refundIds'][0]}").body
    assert [item["refundedAmount"] for item in made["items"]] == [21.61, 48.61]
    after = shop.read("order", order["id"])
    assert [item["state"] for item in after["items"]] == ["returned", "returned"]
    assert after["refundedAmount"] == 70.22
    assert after["availableToRefundAmount"] == 5.4


def test_each_acceptance_makes_a_refund_and_the_last_one_tells_of_all(shop, order):
    back = shop.made(announce(shop, order, 2, 3))
    since = len(told(shop))

    first = accept(shop, back, 1, 3)
    quiet = told(shop, since)
    shop.tenant.clock.advance(timedelta(minutes=1))
    last = accept(shop, back, 1)

    assert first["state"] == "created"
    assert [line["state"] for line in first["items"]] == ["created", "accepted"]
    assert "refund.pending" not in quiet
    assert last["state"] == "accepted"
    refunds = [shop.get(f"/refunds/{id}").body for id in last["refundIds"]]
    assert [made["refundedAmount"] for made in refunds] == [59.42, 10.8]
    assert [event for event in told(shop, since) if event.startswith("re")] == [
        "refund.complete",
        "return.accepted",
        "refund.pending",
        "refund.pending",
        "refund.complete",
    ]
    pending = [e for e in shop.tenant.events() if e["type"] == "refund.pending"]
    states = [event["data"]["object"]["state"] for event in pending]
    assert states == ["succeeded", "pending"]


def test_an_order_whose_goods_and_money_are_back_is_returned(shop, order):
    shop.made(refund(shop, order, type="shipping", percent=100))
    back = shop.made(announce(shop, order, 2, 3))

    shop.post(f"/returns/{back['id']}", {"state": "accepted"})

    after = shop.read("order", order["id"])
    assert after["state"] == "returned"
    assert after["stateTransitions"]["returned"]
    assert after["availableToRefundAmount"] == 0.0


@pytest.mark.parametrize(
    ("quantities", "back"),
    [
        (None, (2, 3)),
        ([(1, 1), (2, 1)], (1, 2)),
        ([(1, 1), (0, 3)], (1, 0)),
    ],
)
def test_an_order_whose_goods_are_all_back_is_returned_without_its_shipping(
    shop, quantities, back
):
    order = sent(shop, items=BASKET, quantities=quantities)
    made = shop.made(announce(shop, order, *back))

    shop.post(f"/returns/{made['id']}", {"state": "accepted"})

    after = shop.read("order", order["id"])
    assert after["state"] == "returned"
    assert after["availableToRefundAmount"] > 0
    states = ["returned" if units else "cancelled" for units in back]
    assert [item["state"] for item in after["items"]] == states


def test_an_order_is_not_returned_while_a_piece_is_with_the_customer(shop, order):
    made = shop.made(announce(shop, order, 2, 2))

    shop.post(f"/returns/{made['id']}", {"state": "accepted"})

    after = shop.read("order", order["id"])
    assert after["state"] == "complete"
    assert [item["state"] for item in after["items"]] == ["returned", "fulfilled"]


def test_an_order_is_not_returned_while_its_goods_are_not_paid_back(shop):
    order = sent(shop, items=BASKET, number="4000000000004111")
    made = shop.made(announce(shop, order, 2, 3))

    shop.post(f"/returns/{made['id']}", {"state": "accepted"})

    after = shop.read("order", order["id"])
    assert after["state"] == "complete"
    assert "refundedAmount" not in after
    assert [item["state"] for item in after["items"]] == ["returned", "returned"]


def test_an_order_of_which_nothing_but_a_returned_line_was_sent_is_complete(shop):
    order = sent(shop, items=BASKET, quantities=[(2, 0), (0, 0)])
    made = shop.made(announce(shop, order, 2))
    shop.post(f"/returns/{made['id']}", {"state": "accepted"})
    rug = {"itemId": order["items"][1]["id"], "cancelQuantity": 3}

    shop.made(shop.post("/fulfillments", {"orderId": order["id"], "items": [rug]}))

    assert shop.read("order", order["id"])["state"] == "complete"


def test_an_order_whose_money_only_is_back_is_still_complete(shop, order):
    _, after = refunded(shop, order, percent=100)

    assert after["state"] == "complete"
    assert after["availableToRefundAmount"] == 0.0


def test_the_rest_of_a_return_that_was_refunded_already_makes_no_refund(shop, order):
    refunded(shop, order, percent=100)
    back = shop.made(announce(shop, order, 1))

    answer = shop.post(f"/returns/{back['id']}", {"state": "accepted"})

    assert answer["state"] == "accepted"
    assert "refundIds" not in answer.body


def test_an_order_that_was_paid_back_is_returned_with_the_last_of_its_goods(
    shop, order
):
    refunded(shop, order, percent=100)
    back = shop.made(announce(shop, order, 2, 3))

    accept(shop, back, 2, 2)
    before = shop.read("order", order["id"])["state"]
    accept(shop, back, 0, 1)

    assert before == "complete"
    after = shop.read("order", order["id"])
    assert after["state"] == "returned"
    assert after["stateTransitions"]["returned"]


def test_what_is_said_of_a_return_can_change(shop, order):
    back = shop.made(announce(shop, order, 1))
    since = len(told(shop))
    location = {"address": ADDRESS, "name": "Warehouse"}

    answer = shop.post(f"/returns/{back['id']}", {"location": location})

    assert answer["location"] == location
    assert told(shop, since) == ["return.updated"]
    assert shop.tenant.events()[-1]["data"]["object"]["state"] == "created"


@pytest.mark.parametrize("quantities", [(3,), (0, 4), (2, 4)])
def test_more_than_was_sent_cannot_come_back(shop, order, quantities):
    answer = announce(shop, order, *quantities)

    number = len([q for q in quantities if q]) - 1
    assert (answer.status, answer.body) == envelope(
        409,
        "conflict",
        "quantity_too_large",
        "Return quantity is larger than order quantity",
        f"items[{number}].qty",
    )


def test_what_is_announced_cannot_be_announced_again(shop, order):
    shop.made(announce(shop, order, 2))

    assert announce(shop, order, 1).errors == [("quantity_too_large", "items[0].qty")]
    assert announce(shop, order, 0, 3).status == 201


def test_what_was_not_sent_cannot_come_back(shop):
    order = sent(shop, items=BASKET, quantities=[(1, 0), (0, 3)])

    assert announce(shop, order, 2).errors == [("quantity_too_large", "items[0].qty")]
    assert announce(shop, order, 0, 1).status == 409
    assert announce(shop, order, 1).status == 201


def test_a_refused_return_announces_nothing(shop, order):
    assert announce(shop, order, 2, 4).status == 409

    assert announce(shop, order, 2, 3).status == 201


@pytest.mark.parametrize(
    ("items", "error"),
    [
        ([], ("missing_parameter", "items")),
        ([{"itemId": "1", "quantity": 1}], ("not_found", "items[0].itemId")),
        ([{"skuId": "x", "quantity": 1}], ("not_found", "items[0].skuId")),
        ([{"quantity": 1}], ("missing_parameter", "items[0].itemId")),
        ([{"skuId": "rug", "quantity": 0}], ("invalid_parameter", "items[0].quantity")),
    ],
)
def test_what_makes_no_sense_cannot_be_announced(shop, order, items, error):
    answer = shop.post("/returns", {"orderId": order["id"], "items": items})

    assert answer.errors == [error]


def test_an_order_that_nobody_knows_has_no_returns(shop):
    answer = announce(shop, {"id": "17", "items": [{"id": "1"}]}, 1)

    assert (answer.status, answer.body) == envelope(
        404, "not_found", "not_found", "Order '17' not found.", "orderId"
    )


def test_no_more_is_accepted_than_was_announced(shop, order):
    back = shop.made(announce(shop, order, 1))

    assert accept(shop, back, 2).errors == [("invalid_parameter", "items[0].quantity")]
    other = {"items": [{"skuId": "rug", "quantity": 1, "state": "accepted"}]}
    answer = shop.post(f"/returns/{back['id']}", other)
    assert answer.errors == [("not_found", "items[0].itemId")]


def test_a_return_that_is_accepted_is_accepted_once(shop, order):
    back = shop.made(announce(shop, order, 1))
    shop.post(f"/returns/{back['id']}", {"state": "accepted"})

    answer = shop.post(f"/returns/{back['id']}", {"state": "accepted"})

    assert answer.status == 200
    assert len(answer["refundIds"]) == 1


def test_returns_are_listed_by_what_they_are_about(shop, order):
    one = shop.made(announce(shop, order, 2))
    two = shop.made(announce(shop, order, 0, 1))

    def found(**query):
        return [row["id"] for row in shop.get("/returns", query=query).body["data"]]

    assert found() == [two["id"], one["id"]]
    assert found(skuId="lamp") == [one["id"]]
    assert found(orderId="1") == []
    assert found(state="created", limit=1) == [two["id"]]


def test_what_came_back_cannot_be_sent_again(shop):
    order = sent(shop, items=BASKET, quantities=[(0, 0), (3, 0)])
    back = shop.made(announce(shop, order, 0, 3))
    shop.post(f"/returns/{back['id']}", {"state": "accepted"})
    item = {"itemId": order["items"][1]["id"], "quantity": 1}

    answer = shop.post("/fulfillments", {"orderId": order["id"], "items": [item]})

    assert (answer.status, answer.errors) == (409, [("item_fulfilled", "itemId")])
