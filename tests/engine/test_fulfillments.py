"""Fulfillments: what they show, what they change, and when they are refused."""

from __future__ import annotations

import pytest

from tests.engine.sending_goods import (
    all_sent,
    amounts,
    charges,
    paid_with,
    send,
    sent,
    told,
)
from tests.engine.shop import envelope

TRACKING = {
    "trackingCompany": "UPS",
    "trackingNumber": "1Z999AA10123456784",
    "trackingUrl": "https://ups.example/1Z999AA10123456784",
}
TWO_LINES = [
    {"skuId": "shirt", "price": 10.0, "quantity": 2},
    {"skuId": "cap", "price": 5.0, "quantity": 1},
]


# -- what is shown ---------------------------------------------------------------------


def test_a_fulfillment_shows_what_was_sent_and_how_it_travels(shop):
    order = shop.ordered()
    [item] = order["items"]
    found = sent(
        shop,
        order,
        {"quantity": 1, "shipmentItemId": "parcel-1"},
        shipmentId="100000048501",
        metadata={"depot": 7},
        **TRACKING,
    )

    assert found == {
        "id": found["id"],
        "createdTime": "2026-05-01T12:00:00Z",
        "items": [
            {
                "quantity": 1,
                "cancelQuantity": 0,
                "skuId": "sku-1",
                "itemId": item["id"],
                "shipmentItemId": "parcel-1",
            }
        ],
        "orderId": order["id"],
        "shipmentId": "100000048501",
        "metadata": {"depot": 7},
        **TRACKING,
        "liveMode": False,
    }
    assert found["id"].startswith("ful_")


def test_tracking_that_is_null_is_not_there(shop):
    order = shop.ordered()
    found = sent(shop, order, {"quantity": 2}, **dict.fromkeys(TRACKING))

    assert not TRACKING.keys() & found.keys()
    assert shop.findings() == []


def test_reading_one_adds_its_captures_and_cancels_and_the_order_as_it_is(shop):
    order = shop.ordered()
    made = sent(shop, order, {"quantity": 1, "cancelQuantity": 1})
    found = shop.get(f"/fulfillments/{made['id']}").body
    [charge] = charges(shop, order)

    parts = [part["id"] for part in (*charge["captures"], *charge["cancels"])]
    assert found["chargeOperationIds"] == parts
    now = shop.read("order", order["id"])
    assert found["orderDetails"] == {k: v for k, v in now.items() if k != "payment"}
    assert found["orderDetails"]["state"] == "complete"
    assert {k: found[k] for k in made} == made


def test_the_event_shows_the_order_as_it_was_before(shop):
    order = shop.ordered()
    made = all_sent(shop, order)
    [event] = [e for e in shop.tenant.events() if e["type"] == "fulfillment.created"]
    shown = event["data"]["object"]
    before = shown.pop("orderDetails")

    assert shown == made
    assert before == {k: v for k, v in order.items() if k != "payment"}
    assert before["state"] == "accepted"
    assert before["capturedAmount"] == 0.0
    assert before["items"][0]["state"] == "created"


def test_the_tracking_can_be_told_later_and_taken_back(shop):
    order = shop.ordered()
    made = all_sent(shop, order)
    events = len(shop.events())
    path = f"/fulfillments/{made['id']}"

    assert shop.made(shop.post(path, TRACKING)) == {**made, **TRACKING}
    shown = shop.made(shop.post(path, {"trackingUrl": None}))
    assert shown == {**made, **{k: v for k, v in TRACKING.items() if "Url" not in k}}
    assert shop.events(events) == []
    assert shop.post("/fulfillments/ful_x", TRACKING).status == 404


def test_a_list_finds_fulfillments_by_order_goods_and_tracking(shop):
    first = shop.ordered()
    second = shop.ordered(items=TWO_LINES)
    one = sent(shop, first, {"quantity": 1}, trackingNumber="a", trackingCompany="UPS")
    two = sent(shop, first, {"quantity": 1}, trackingNumber="b", trackingCompany="DHL")
    three = sent(shop, second, {"quantity": 1}, {"quantity": 1})

    def found(**query):
        return [row["id"] for row in shop.get("/fulfillments", query=query)["data"]]

    assert found() == [three["id"], two["id"], one["id"]]
    assert found(orderId=first["id"]) == [two["id"], one["id"]]
    assert found(skuId="cap") == [three["id"]]
    assert found(trackingNumber="a") == [one["id"]]
    assert found(trackingCompany="DHL") == [two["id"]]
    assert found(**{"createdTime[lt]": "2026-05-01T12:00:00Z"}) == []
    assert found(ids=f"{one['id']},{three['id']}") == [three["id"], one["id"]]


# -- what is asked ---------------------------------------------------------------------


@pytest.mark.parametrize("quantity", [2, "2"])
def test_a_quantity_may_be_a_text(shop, quantity):
    order = shop.ordered()

    assert sent(shop, order, {"quantity": quantity})["items"][0]["quantity"] == 2
    assert shop.findings() == []


def test_a_line_may_be_named_by_its_sku_or_by_a_number(shop):
    order = shop.ordered(items=TWO_LINES)
    shirt, cap = order["items"]
    sent(shop, order, {"skuId": "cap", "quantity": 1})
    sent(shop, order, {"itemId": int(shirt["id"]), "quantity": 2})
    states = [item["state"] for item in shop.read("order", order["id"])["items"]]

    assert states == ["fulfilled", "fulfilled"]
    assert cap["id"] != shirt["id"]


def test_an_sku_in_two_lines_is_taken_from_the_first_that_has_some_left(shop):
    twice = [{"skuId": "shirt", "price": 10.0, "quantity": 1}] * 2
    order = shop.ordered(items=twice)
    first, second = order["items"]
    line = {"skuId": "shirt", "quantity": 1}

    assert sent(shop, order, line)["items"][0]["itemId"] == first["id"]
    assert sent(shop, order, line)["items"][0]["itemId"] == second["id"]


def test_a_line_that_is_named_twice_counts_twice(shop):
    order = shop.ordered()
    line = {"itemId": order["items"][0]["id"], "quantity": 1}
    body = {"orderId": order["id"], "items": [line, line]}
    made = shop.made(shop.post("/fulfillments", body))

    assert [item["quantity"] for item in made["items"]] == [2]
    assert shop.post("/fulfillments", {**body, "items": [line] * 3}).status == 409


# -- what is refused -------------------------------------------------------------------


def refused(answer):
    return answer.status, answer.body


def test_a_fulfilled_order_cannot_be_fulfilled(shop):
    order = paid_with(shop, "4000000000004103")
    all_sent(shop, order)

    assert shop.read("order", order["id"])["state"] == "fulfilled"
    assert refused(send(shop, order, {"quantity": 1})) == envelope(
        409,
        "conflict",
        "order_fulfilled",
        f"Resource '{order['id']}' is fulfilled.",
        "orderId",
    )


def test_a_complete_order_cannot_be_fulfilled(shop):
    order = shop.ordered()
    all_sent(shop, order)

    assert refused(send(shop, order, {"quantity": 1})) == envelope(
        409,
        "conflict",
        "order_complete",
        f"Resource '{order['id']}'  is already complete.",
        "orderId",
    )


def test_a_cancelled_order_cannot_be_fulfilled(shop):
    order = shop.ordered()
    sent(shop, order, {"cancelQuantity": 2})

    assert refused(send(shop, order, {"quantity": 1})) == envelope(
        409,
        "conflict",
        "order_cancelled",
        f"Resource '{order['id']}' is already cancelled.",
        "orderId",
    )


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ({"quantity": 1}, "item_fulfilled", "  is already fulfilled"),
        ({"cancelQuantity": 1}, "item_cancelled", " is already cancelled."),
    ],
)
def test_a_line_that_is_done_cannot_be_fulfilled(shop, line, code, said):
    order = shop.ordered(items=TWO_LINES)
    done = {**line, "itemId": order["items"][1]["id"]}
    sent(shop, order, done)
    message = f"Resource '{done['itemId']}'{said}"

    assert refused(send(shop, order, done)) == envelope(
        409, "conflict", code, message, "itemId"
    )


@pytest.mark.parametrize(
    "line",
    [
        {"quantity": 3},
        {"cancelQuantity": 3},
        {"quantity": 2, "cancelQuantity": 1},
        {"quantity": 999_999_999},
    ],
)
def test_no_more_units_leave_than_were_ordered(shop, line):
    order = shop.ordered()

    assert refused(send(shop, order, line)) == envelope(
        409,
        "conflict",
        "quantity_too_large",
        "Sum of quantity and cancelQuantity may not exceed sku quantity of the order.",
        "quantity",
    )


def test_no_more_units_leave_than_are_left(shop):
    order = shop.ordered()
    sent(shop, order, {"quantity": 1})

    assert send(shop, order, {"quantity": 1, "cancelQuantity": 1}).status == 409


@pytest.mark.parametrize("state", ["in_review", "blocked", "pending_payment"])
def test_an_order_that_was_never_accepted_is_not_submitted(shop, state):
    checkout = shop.digital()
    type = "wireTransfer" if state == "pending_payment" else "creditCard"
    shop.attach(checkout, shop.source(checkout, type))
    if state != "pending_payment":
        shop.play("  - {merchant: createOrders, then: {order: in_review}}")
    order = shop.made(shop.order(checkout))
    if state == "blocked":
        shop.tenant.happen("fraud", "blocks", order["id"])
    assert shop.read("order", order["id"])["state"] == state

    assert refused(send(shop, order, {"quantity": 1})) == envelope(
        409,
        "conflict",
        "order_not_submitted",
        f"Order '{order['id']}' has not been submitted.",
        "orderId",
    )


def test_an_order_whose_money_never_came_was_not_submitted(shop):
    checkout = shop.digital()
    source = shop.wire(checkout)
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    shop.tenant.happen("provider", "expires", source["id"])
    assert shop.read("order", order["id"])["state"] == "cancelled"

    answer = send(shop, order, {"quantity": 1})
    assert answer.errors == [("order_not_submitted", "orderId")]


@pytest.mark.parametrize(
    ("line", "status", "error"),
    [
        ({"itemId": "7", "quantity": 1}, 404, ("not_found", "items[0].itemId")),
        ({"skuId": "x", "quantity": 1}, 404, ("not_found", "items[0].skuId")),
        ({}, 400, ("missing_parameter", "items[0].quantity")),
        ({"quantity": 0}, 400, ("missing_parameter", "items[0].quantity")),
        (
            {"quantity": 0, "cancelQuantity": 0},
            400,
            ("missing_parameter", "items[0].quantity"),
        ),
        ({"quantity": -1}, 400, ("invalid_parameter", "items[0].quantity")),
        ({"quantity": "two"}, 400, ("invalid_parameter", "items[0].quantity")),
        (
            {"cancelQuantity": -1},
            400,
            ("invalid_parameter", "items[0].cancelQuantity"),
        ),
    ],
)
def test_what_a_line_lacks_or_has_wrong_is_told(shop, line, status, error):
    answer = send(shop, shop.ordered(), line)

    assert (answer.status, answer.errors) == (status, [error])


def test_a_line_without_a_name_and_a_request_without_lines_are_refused(shop):
    order = shop.ordered()

    def asked(items):
        return shop.post("/fulfillments", {"orderId": order["id"], "items": items})

    assert asked([{"quantity": 1}]).errors == [("missing_parameter", "items[0].itemId")]
    assert asked([]).errors == [("missing_parameter", "items")]
    unknown = {"orderId": "1", "items": [{"itemId": "1", "quantity": 1}]}
    assert shop.post("/fulfillments", unknown).errors == [("not_found", "orderId")]


def test_what_is_refused_changes_nothing(shop):
    order = shop.ordered()
    before, events = shop.read("order", order["id"]), shop.events()
    lines = {"itemId": order["items"][0]["id"], "quantity": 1}, {"itemId": "7"}
    body = {"orderId": order["id"], "items": list(lines)}
    assert shop.post("/fulfillments", body).status == 404

    assert shop.read("order", order["id"]) == before
    assert shop.events() == events
    assert shop.get("/fulfillments")["data"] == []
    assert amounts(shop, order) == (0.0, 0.0, 0.0)
    assert told(shop)[-1] == "accepted"


def test_a_fulfillment_shows_all_that_its_order_says_of_itself(shop):
    order = shop.ordered(
        chargeType="moto",
        shippingDiscount={"percentOff": 50},
        billingOptimization={"subscriptionId": "s-1"},
    )
    made = all_sent(shop, order)
    shown = shop.made(shop.get(f"/fulfillments/{made['id']}"))["orderDetails"]

    assert order.keys() - shown.keys() == {"payment"}
    assert shown["chargeType"] == "moto"
