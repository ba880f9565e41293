"""Taking a 201 for an order that is paid."""

from __future__ import annotations

import pytest


@pytest.fixture
def pending(shop):
    """Return an order that waits for its money; the shop was told so in #4."""
    checkout = shop.checkout_for("wireTransfer")
    shop.attach(checkout, shop.wire(checkout))
    order = shop.made(shop.order(checkout))
    assert order["state"] == "pending_payment"
    return order


def test_shipping_what_is_not_paid_is_found(shop, pending):
    assert shop.ships(pending).status == 409

    assert shop.conduct == [("unread_state", [4, 5])]
    [finding] = shop.remarks
    assert finding.message == (
        f"createFulfillments acted on order {pending['id']}, which #4 had answered "
        "with 201 and the state pending_payment; read the state, and wait until it is "
        "accepted"
    )
    assert finding.details["state"] == "pending_payment"
    assert finding.severity == "warn"


def test_refunding_what_is_not_paid_is_found_for_that_alone(shop, pending):
    body = {"orderId": pending["id"], "currency": pending["currency"], "amount": 1}
    assert shop.post("/refunds", body).status == 400

    assert shop.conduct == [("unread_state", [4, 5])]


def test_the_last_answer_that_told_its_state_is_named(shop, pending):
    shop.get(f"/orders/{pending['id']}")
    shop.ships(pending)

    assert shop.conduct == [("unread_state", [5, 6])]


def test_shipping_what_is_reviewed_is_found(shop):
    checkout, _ = shop.funded()
    shop.play("- merchant: createOrders\n  then: {order: in_review}\n")
    shop.ships(shop.made(shop.order(checkout)))

    assert [rule for rule, _ in shop.conduct] == ["unread_state"]


def test_waiting_until_it_is_accepted_is_fine(shop, pending):
    shop.tenant.happen("customer", "pays")
    assert shop.get(f"/orders/{pending['id']}")["state"] == "accepted"
    assert shop.ships(pending).status == 201

    assert shop.conduct == []


def test_shipping_what_was_accepted_at_once_is_fine(shop):
    assert shop.ships(shop.ordered()).status == 201

    assert shop.conduct == []


def test_an_order_that_was_accepted_once_may_have_come_to_nothing_since(shop):
    """Nobody can read a state that changes a moment later."""
    order = shop.ordered()
    shop.tenant.happen("provider", "disputes")
    assert shop.ships(order).status == 409

    assert shop.conduct == []


def test_a_refusal_that_the_story_announces_is_expected(shop, pending):
    shop.play("- merchant: createFulfillments\n  then: {error: order_not_submitted}\n")
    assert shop.ships(pending).status == 409

    assert shop.conduct == []


def test_who_did_not_know_yet_could_not_read_it(shop, pending):
    shop.tenant.conduct.closed = 0
    shop.ships(pending)

    assert shop.conduct == []


def test_an_answer_that_was_lost_told_no_state(shop):
    checkout = shop.checkout_for("wireTransfer")
    shop.attach(checkout, shop.wire(checkout))
    shop.play("- merchant: createOrders\n  fault: {kind: reset, work: done}\n")
    shop.order(checkout)
    [order] = shop.get("/orders")["data"]
    shop.ships(order)

    assert shop.conduct == []
