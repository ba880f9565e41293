"""The warehouse: what it is to send, to hold back and to take back."""

from __future__ import annotations

import pytest

from mockdr.engine.acts import Impossible
from tests.engine.shop import ADDRESS, Shop

LINES = [
    {"inventoryItemId": "lamp", "upstreamId": "line-1", "quantity": 3},
    {"inventoryItemId": "bulb", "quantity": 2},
]
COUNTERS = ("pending", "backordered", "shipped", "cancelled", "returned")


def wanted(**fields):
    return {
        "currency": "USD",
        "upstreamOrderTime": "2026-05-01T12:00:00Z",
        "upstreamId": "cart-7",
        "shipTo": {"name": "William Brown", "address": ADDRESS},
        "shippingChoice": {"id": "SG"},
        "items": LINES,
        **fields,
    }


def made(shop, **fields):
    return shop.made(shop.post("/fulfillment-orders", wanted(**fields)))


def read(shop, path, thing):
    return shop.made(shop.get(f"/{path}/{thing['id']}"))


def order_of(shop, order):
    return read(shop, "fulfillment-orders", order)


def asked(order, *quantities):
    """Return a request about the first lines of *order*, so many of each."""
    return {
        "fulfillmentOrderId": str(order["id"]),
        "items": [
            {"fulfillmentOrderItemId": str(line["id"]), "quantity": quantity}
            for line, quantity in zip(order["items"], quantities, strict=False)
        ],
    }


def provider(shop, verb, thing):
    return shop.tenant.happen("provider", verb, str(thing["id"]))


def counters(order):
    return [tuple(line[name] for name in COUNTERS) for line in order["items"]]


def shipped(shop):
    order = made(shop)
    provider(shop, "completes", order)
    return order_of(shop, order)


def cancelled(shop, order, *quantities):
    body = asked(order, *quantities)
    return shop.made(shop.post("/fulfillment-cancellations", body))


# -- orders ----------------------------------------------------------------------------


def test_a_fulfillment_order_begins_with_everything_to_be_sent(shop):
    order = made(shop)

    assert order["state"] == "pending"
    assert isinstance(order["id"], int)
    assert counters(order) == [(3, 0, 0, 0, 0), (2, 0, 0, 0, 0)]
    assert {line["state"] for line in order["items"]} == {"pending"}
    assert order_of(shop, order) == order
    assert shop.events() == ["fulfillment_order.pending"]
    event = shop.tenant.events()[0]
    assert event["data"] == {"object": order, "previousAttributes": {}}


def test_shipping_it_makes_a_shipment_and_tells_it(shop):
    order = shipped(shop)

    assert order["state"] == "shipped"
    assert counters(order) == [(0, 0, 3, 0, 0), (0, 0, 2, 0, 0)]
    (shipment,) = shop.get("/shipments")["data"]
    assert shipment["fulfillmentOrderId"] == str(order["id"])
    assert shipment["fulfillmentOrderUpstreamId"] == "cart-7"
    assert [item["quantity"] for item in shipment["items"]] == [3, 2]
    assert shipment["items"][0]["fulfillmentOrderItemUpstreamId"] == "line-1"
    assert read(shop, "shipments", shipment) == shipment
    event = shop.tenant.events()[-1]
    assert event["type"] == "fulfillment_order.shipped"
    assert event["data"]["object"] == shipment


def test_what_is_out_of_stock_waits_and_is_sent_later(shop):
    order = made(shop)
    provider(shop, "fails", order)

    waiting = order_of(shop, order)
    assert waiting["state"] == "pending"
    assert counters(waiting) == [(0, 3, 0, 0, 0), (0, 2, 0, 0, 0)]
    assert {line["state"] for line in waiting["items"]} == {"backordered"}
    assert shop.events()[-1] == "fulfillment_order.backordered"

    provider(shop, "completes", order)
    assert counters(order_of(shop, order)) == [(0, 0, 3, 0, 0), (0, 0, 2, 0, 0)]


@pytest.mark.parametrize("verb", ["completes", "fails"])
def test_what_has_left_is_sent_no_more(shop, verb):
    order = shipped(shop)
    with pytest.raises(Impossible):
        provider(shop, verb, order)


def test_the_part_number_of_a_known_item_is_on_the_shipment(shop):
    item = shop.made(
        shop.post("/inventory-items", {"id": "lamp", "partNumber": "lamp-1"})
    )
    assert item["id"] == "lamp"
    shipped(shop)
    (shipment,) = shop.get("/shipments")["data"]
    assert [i.get("partNumber") for i in shipment["items"]] == ["lamp-1", None]


@pytest.mark.parametrize(
    ("fields", "status", "errors"),
    [
        ({"items": []}, 400, [("missing_parameter", "items")]),
        (
            {"items": [{"inventoryItemId": "lamp", "quantity": 0}]},
            400,
            [("invalid_parameter", "items[0].quantity")],
        ),
        ({"reservationId": "none"}, 404, [("not_found", "reservationId")]),
    ],
)
def test_a_fulfillment_order_that_cannot_be_is_refused(shop, fields, status, errors):
    answer = shop.post("/fulfillment-orders", wanted(**fields))
    assert (answer.status, answer.errors) == (status, errors)
    assert shop.get("/fulfillment-orders")["data"] == []


# -- reservations ----------------------------------------------------------------------


@pytest.fixture
def reserved(shop):
    shop.made(shop.post("/inventory-items", {"id": "lamp", "partNumber": "lamp-1"}))
    body = {
        "items": [{"inventoryItemId": "lamp", "quantity": 3}],
        "shipTo": {"address": {"country": "US"}},
        "shippingChoice": {"currency": "USD", "amount": 5.0, "serviceLevel": "SG"},
        "expiresInSeconds": 3600,
    }
    return shop.made(shop.post("/reservations", body))


def level(shop):
    found = shop.get("/inventory-levels", query={"inventoryItemIds": "lamp"})
    return found["data"][0]["availableQuantity"]


def test_a_reservation_is_released_to_the_order_that_names_it(shop, reserved):
    before = level(shop)
    made(shop, reservationId=reserved["id"])

    assert level(shop) == before
    again = shop.post("/fulfillment-orders", wanted(reservationId=reserved["id"]))
    assert (again.status, again.errors) == (409, [("invalid_state", "reservationId")])
    assert level(shop) == before
    shop.tenant.clock.run_until_idle()
    assert level(shop) == before


def test_what_is_held_back_is_in_stock_again(shop, reserved):
    order = made(shop, reservationId=reserved["id"])
    before = level(shop)
    provider(shop, "completes", cancelled(shop, order, 2))
    assert level(shop) == before + 2


# -- cancellations ---------------------------------------------------------------------


def test_a_part_of_an_order_is_held_back(shop):
    order = made(shop)
    cancellation = cancelled(shop, order, 1)
    assert cancellation["state"] == "pending"
    assert cancellation["items"][0]["quantityAccepted"] == 0

    provider(shop, "completes", cancellation)

    after = read(shop, "fulfillment-cancellations", cancellation)
    assert after["state"] == after["items"][0]["state"] == "accepted"
    assert after["items"][0]["quantityAccepted"] == 1
    assert after["items"][0]["inventoryItemId"] == "lamp"
    order = order_of(shop, order)
    assert order["state"] == "pending"
    assert counters(order) == [(2, 0, 0, 1, 0), (2, 0, 0, 0, 0)]
    assert shop.events() == [
        "fulfillment_order.pending",
        "fulfillment_cancellation.created",
        "fulfillment_cancellation.accepted",
        "fulfillment_order.cancelled",
    ]
    provider(shop, "completes", order)
    assert counters(order_of(shop, order)) == [(0, 0, 2, 1, 0), (0, 0, 2, 0, 0)]


def test_all_of_an_order_is_held_back_also_what_waited_for_goods(shop):
    order = made(shop)
    provider(shop, "fails", order)
    provider(shop, "completes", cancelled(shop, order, 3, 2))

    order = order_of(shop, order)
    assert order["state"] == "cancelled"
    assert counters(order) == [(0, 0, 0, 3, 0), (0, 0, 0, 2, 0)]
    assert {line["state"] for line in order["items"]} == {"cancelled"}


def test_the_warehouse_may_refuse_to_hold_back(shop):
    order = made(shop)
    cancellation = cancelled(shop, order, 3, 2)
    provider(shop, "fails", cancellation)

    after = read(shop, "fulfillment-cancellations", cancellation)
    assert {after["state"], *(i["state"] for i in after["items"])} == {"rejected"}
    assert counters(order_of(shop, order)) == [(3, 0, 0, 0, 0), (2, 0, 0, 0, 0)]
    assert shop.events()[-1] == "fulfillment_cancellation.rejected"


def test_what_left_meanwhile_is_not_held_back(shop):
    order = made(shop)
    cancellation = cancelled(shop, order, 3, 2)
    provider(shop, "completes", order)
    provider(shop, "completes", cancellation)

    after = read(shop, "fulfillment-cancellations", cancellation)
    assert after["state"] == "rejected"
    assert order_of(shop, order)["state"] == "shipped"


def test_two_cancellations_share_what_is_left(shop):
    order = made(shop)
    first, second = cancelled(shop, order, 2), cancelled(shop, order, 3)
    provider(shop, "completes", first)
    provider(shop, "completes", second)

    after = read(shop, "fulfillment-cancellations", second)
    assert after["items"][0]["quantityAccepted"] == 1
    assert counters(order_of(shop, order))[0] == (0, 0, 0, 3, 0)


# -- returns ---------------------------------------------------------------------------


def test_a_return_is_awaited_then_taken(shop):
    order = shipped(shop)
    units = [{"serialNumber": "s-1"}]
    body = asked(order, 2)
    body["items"][0]["unitAttributes"] = units
    made_return = shop.made(shop.post("/fulfillment-returns", body))
    assert (made_return["state"], made_return["type"]) == ("created", "client")
    assert "location" not in made_return

    provider(shop, "completes", made_return)
    awaited = read(shop, "fulfillment-returns", made_return)
    assert awaited["state"] == "pending"
    assert awaited["location"]["address"]["country"] == "US"
    assert counters(order_of(shop, order))[0] == (0, 0, 3, 0, 0)

    provider(shop, "completes", made_return)
    taken = read(shop, "fulfillment-returns", made_return)
    assert taken["state"] == taken["items"][0]["state"] == "accepted"
    assert taken["items"][0]["quantityAccepted"] == 2
    assert taken["items"][0]["unitAttributesAccepted"] == units
    assert counters(order_of(shop, order))[0] == (0, 0, 1, 0, 2)
    assert [e for e in shop.events() if "return" in e] == [
        "fulfillment_return.created",
        "fulfillment_return.pending",
        "fulfillment_return.accepted",
    ]


@pytest.mark.parametrize("awaited", [False, True])
def test_a_return_may_be_turned_away(shop, awaited):
    order = shipped(shop)
    made_return = shop.made(shop.post("/fulfillment-returns", asked(order, 2)))
    if awaited:
        provider(shop, "completes", made_return)
    provider(shop, "fails", made_return)

    after = read(shop, "fulfillment-returns", made_return)
    assert after["state"] == after["items"][0]["state"] == "rejected"
    assert counters(order_of(shop, order))[0] == (0, 0, 3, 0, 0)
    assert shop.events()[-1] == "fulfillment_return.rejected"


# -- refusals of both ------------------------------------------------------------------


@pytest.mark.parametrize("path", ["fulfillment-cancellations", "fulfillment-returns"])
@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"fulfillmentOrderId": "1"}, 404, ("not_found", "fulfillmentOrderId")),
        ({"items": []}, 400, ("missing_parameter", "items")),
        (
            {"items": [{"fulfillmentOrderItemId": "1", "quantity": 1}]},
            404,
            ("not_found", "items[0].fulfillmentOrderItemId"),
        ),
    ],
)
def test_what_names_nothing_of_an_order_is_refused(shop, path, change, status, error):
    order = shipped(shop) if "return" in path else made(shop)
    answer = shop.post(f"/{path}", {**asked(order, 1), **change})
    assert (answer.status, answer.errors) == (status, [error])


@pytest.mark.parametrize("path", ["fulfillment-cancellations", "fulfillment-returns"])
@pytest.mark.parametrize("quantity", [-1, 0, 4])
def test_no_more_than_there_is_is_held_back_or_returned(shop, path, quantity):
    order = shipped(shop) if "return" in path else made(shop)
    answer = shop.post(f"/{path}", asked(order, quantity))
    assert answer.status == 400
    assert answer.errors == [("invalid_parameter", "items[0].quantity")]


@pytest.mark.parametrize(
    ("path", "state", "said"),
    [
        ("fulfillment-cancellations", "shipped", "is shipped, so it cannot be canc"),
        ("fulfillment-returns", "pending", "is pending, so it cannot be returned"),
    ],
)
def test_an_order_in_another_state_says_which(shop, path, state, said):
    order = shipped(shop) if state == "shipped" else made(shop)
    answer = shop.post(f"/{path}", asked(order, 1))
    assert (answer.status, answer.errors) == (
        409,
        [("invalid_state", "fulfillmentOrderId")],
    )
    assert said in answer["errors"][0]["message"]


@pytest.mark.parametrize("path", ["fulfillment-cancellations", "fulfillment-returns"])
def test_ids_may_be_sent_back_as_the_numbers_that_they_came_as(shop, path):
    order = shipped(shop) if "return" in path else made(shop)
    body = asked(order, 1)
    body["fulfillmentOrderId"] = order["id"]
    body["items"][0]["fulfillmentOrderItemId"] = order["items"][0]["id"]
    answer = shop.post(f"/{path}", body)
    assert answer.status == 201
    assert answer["fulfillmentOrderId"] == str(order["id"])


@pytest.mark.parametrize(
    ("path", "resource"),
    [
        ("fulfillment-orders", "FulfillmentOrder"),
        ("fulfillment-cancellations", "FulfillmentCancellation"),
        ("fulfillment-returns", "FulfillmentReturn"),
        ("logistics-returns", "LogisticsReturn"),
        ("shipments", "Shipment"),
        ("shipping-labels", "ShippingLabel"),
    ],
)
def test_what_is_not_there_is_not_found(shop, path, resource):
    answer = shop.get(f"/{path}/none")
    assert answer.status == 404
    assert answer["errors"][0]["message"] == f"{resource} 'none' not found."


# -- lists -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["fulfillment-orders", "shipments"])
def test_lists_filter_by_a_time_that_the_thing_does_not_show(shop, path):
    shipped(shop)
    now = "2026-05-01T12:00:00Z"
    for query, count in (("gt", 0), ("gte", 1)):
        found = shop.get(f"/{path}", query={f"updatedTime[{query}]": now})["data"]
        assert len(found) == count
        assert all("updatedTime" not in thing for thing in found)


def test_fulfillment_orders_are_found_by_what_the_shop_calls_them(shop):
    first, second = made(shop), made(shop, upstreamId="cart-8")
    found = shop.get("/fulfillment-orders", query={"upstreamIds": "cart-7"})
    assert found.body == {"data": [first]}
    found = shop.get("/fulfillment-orders", query={"ids": second["id"]})
    assert found.body == {"data": [second]}


def test_cancellations_are_found_by_order_item_and_state(shop):
    order = made(shop)
    first, second = cancelled(shop, order, 1), cancelled(shop, order, 1)
    provider(shop, "completes", first)

    def ids(**query):
        found = shop.get("/fulfillment-cancellations", query=query)["data"]
        return [thing["id"] for thing in found]

    assert ids(state="pending") == [second["id"]]
    assert ids(inventoryItemId="lamp") == [second["id"], first["id"]]
    assert ids(inventoryItemId="bulb") == []
    assert ids(fulfillmentOrderId=order["id"]) == [second["id"], first["id"]]


# -- logistics returns -----------------------------------------------------------------


def announced(shop, order, **fields):
    item = {"itemId": order["items"][0]["id"], "quantity": 1}
    body = {"orderId": order["id"], "rmaNumber": "rma-1", "items": [item], **fields}
    return shop.post("/logistics-returns", body)


@pytest.mark.parametrize(
    ("verb", "claim", "type"),
    [
        ("completes", "received", "received"),
        ("fails", "refused", "refused"),
        ("fails", "undeliverable", "undeliverable"),
    ],
)
def test_a_parcel_comes_back_one_way_or_another(shop, verb, claim, type):
    shop.play(
        f"- merchant: createLogisticsReturns\n- provider: {verb}\n"
        f"  of: logistics_return\n  after: 1h\n"
        f"  then: {{logistics_return: {claim}}}\n"
    )
    made_return = shop.made(announced(shop, shop.ordered()))
    assert made_return["type"] == "authorization"
    assert made_return["returnTo"] == {"address": {"country": "US"}}
    shop.tenant.clock.run_until_idle()

    after = read(shop, "logistics-returns", made_return)
    assert after["type"] == type
    assert shop.events()[-1] == "logistics_return.received"
    found = shop.get("/logistics-returns", query={"type": type, "rmaNumber": "rma-1"})
    assert found["data"] == [after]
    assert shop.findings() == []


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"orderId": "1"}, 404, ("not_found", "orderId")),
        ({"items": []}, 400, ("missing_parameter", "items")),
        (
            {"items": [{"itemId": "1", "quantity": 1}]},
            404,
            ("not_found", "items[0].itemId"),
        ),
    ],
)
def test_a_parcel_that_cannot_be_is_refused(shop, fields, status, error):
    answer = announced(shop, shop.ordered(), **fields)
    assert (answer.status, answer.errors) == (status, [error])


@pytest.mark.parametrize("quantity", [0, 3])
def test_no_more_comes_back_than_was_ordered(shop, quantity):
    order = shop.ordered()
    item = {"itemId": order["items"][0]["id"], "quantity": quantity}
    answer = announced(shop, order, items=[item])
    assert answer.status == 400
    assert answer.errors == [("invalid_parameter", "items[0].quantity")]


def test_a_cancellation_in_a_story_belongs_to_the_run_of_its_order():
    shop = Shop()
    shop.play(
        "- merchant: createFulfillmentOrders\n  as: box\n"
        "- merchant: createFulfillmentCancellations\n  of: box\n"
        "- provider: completes\n  of: fulfillment_cancellation\n  after: 1h\n"
        "  then: {fulfillment_cancellation: accepted, fulfillment_order: cancelled}\n"
    )
    order = made(shop)
    cancelled(shop, order, 3, 2)
    shop.tenant.clock.run_until_idle()
    assert order_of(shop, order)["state"] == "cancelled"
    assert shop.findings() == []


def test_by_hand_a_kind_is_the_newest_of_it_that_can_take_the_move(shop):
    first, second = made(shop), made(shop)
    for order in (second, first):
        shop.tenant.happen("provider", "completes", "fulfillment_order")
        assert order_of(shop, order)["state"] == "shipped"
    with pytest.raises(Impossible, match="can take provider completes now"):
        shop.tenant.happen("provider", "completes", "fulfillment_order")


def test_a_thing_that_nobody_knows_is_answered_with_what_there_is(shop):
    order = made(shop)
    with pytest.raises(Impossible) as no:
        shop.tenant.happen("provider", "completes", "nothing-of-the-kind")
    assert "there is no 'nothing-of-the-kind'" in str(no.value)
    (said,) = no.value.possible
    assert said.startswith(f"fulfillment_order {order['id']} is 'pending' and can")
    assert said.endswith("provider.completes, provider.fails")
