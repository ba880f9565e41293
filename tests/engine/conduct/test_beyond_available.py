"""Asking for more than there is."""

from __future__ import annotations


def complete(shop):
    order = shop.ordered()
    assert shop.ships(order, 2).status == 201
    return order


def test_a_refund_above_what_is_left_is_found(shop):
    order = complete(shop)
    assert shop.refunds(order, 20).status == 201
    assert shop.refunds(order, 7).status == 400

    assert shop.conduct == [("beyond_available", [7])]
    [finding] = shop.remarks
    assert finding.message == (
        "createRefunds asked for more than is available: of order "
        f"{order['id']} 6.89 USD can be refunded in all; read the order before asking"
    )
    assert finding.details["availableToRefundAmount"] == 6.89


def test_a_refund_of_what_is_left_is_fine(shop):
    order = complete(shop)
    shop.refunds(order, 20)
    assert shop.refunds(order, 6.89).status == 201

    assert shop.conduct == []


def test_a_refund_of_one_line_above_what_it_cost_is_found(shop):
    order = complete(shop)
    item = {"itemId": order["items"][0]["id"], "amount": 24}
    body = {"orderId": order["id"], "currency": "USD", "items": [item]}
    assert shop.post("/refunds", body).status == 400

    [finding] = shop.remarks
    assert "26.89 USD can be refunded in all, and less of what it" in finding.message


def test_more_units_than_were_ordered_are_found(shop):
    order = shop.ordered()
    assert shop.ships(order, 3).status == 409

    assert shop.conduct == [("beyond_available", [5])]
    assert "fewer units are left to be sent" in shop.remarks[0].message


def test_capturing_what_is_captured_is_found(shop):
    order = complete(shop)
    assert shop.ships(order, 1).status == 409

    assert shop.conduct == [("beyond_available", [6])]
    assert "everything is fulfilled, its state is comp" in shop.remarks[0].message


def test_all_units_in_two_parcels_are_fine(shop):
    order = shop.ordered()
    assert [shop.ships(order).status for _ in range(2)] == [201, 201]

    assert shop.conduct == []


def test_more_coming_back_than_was_sent_is_found(shop):
    order = complete(shop)
    items = [{"itemId": order["items"][0]["id"], "quantity": 3}]
    assert shop.post("/returns", {"orderId": order["id"], "items": items}).status == 409

    assert shop.conduct == [("beyond_available", [6])]


def test_what_the_story_announces_is_expected(shop):
    order = shop.ordered()
    shop.play("- merchant: createFulfillments\n  then: {error: quantity_too_large}\n")
    assert shop.ships(order, 3).status == 409

    assert shop.conduct == []


def test_a_refusal_for_something_else_is_none(shop):
    order = complete(shop)
    body = {"orderId": order["id"], "currency": "EUR", "amount": 99}
    assert shop.post("/refunds", body).status == 400

    assert shop.conduct == []
