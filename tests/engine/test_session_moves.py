"""Every row of the payment session's table, from the first request to the last word."""

from __future__ import annotations

import pytest

from tests.engine.sessions import state
from tests.engine.shop import card, envelope, session_of


def test_row_1_a_new_checkout_requires_a_source(shop):
    assert state(shop, shop.checkout()) == "requires_source"
    assert shop.events() == ["checkout.created"]


def test_row_1_a_checkout_of_nothing_requires_confirmation(shop):
    assert state(shop, shop.digital(0)) == "requires_confirmation"


def test_row_2_a_checkout_with_a_source_requires_confirmation(shop):
    source = shop.source()
    checkout = shop.checkout(sourceId=source["id"])
    assert state(shop, checkout) == "requires_confirmation"
    assert checkout["billTo"]["name"] == "William Brown"


@pytest.mark.parametrize(
    ("make", "source_state"),
    [
        ("source", "chargeable"),
        ("redirected", "pending_redirect"),
        ("wire", "pending_funds"),
    ],
)
@pytest.mark.parametrize("by", ["path", "body"])
def test_row_3_attaching_a_primary_funds_the_checkout(shop, make, source_state, by):
    checkout = shop.checkout()
    source = getattr(shop, make)(checkout)
    assert source["state"] == source_state
    before = len(shop.events())
    if by == "path":
        answer = shop.attach(checkout, source)
        assert answer["id"] == source["id"]
        assert answer["paymentSessionId"] == session_of(checkout)["id"]
    else:
        answer = shop.post(f"/checkouts/{checkout['id']}", {"sourceId": source["id"]})
        assert answer["id"] == checkout["id"]
    assert answer.status == 200
    session = shop.session(checkout)
    assert session["amountRemainingToBeContributed"] == 0.0
    assert session["state"] == "requires_confirmation"
    assert shop.events(before) == ["checkout.updated"]


def test_row_4_credit_below_the_total_still_requires_a_source(shop):
    checkout = shop.checkout()
    shop.attach(checkout, shop.credit(checkout, 10))
    assert state(shop, checkout) == "requires_source"


def test_row_5_credit_that_reaches_the_total_requires_confirmation(shop):
    checkout = shop.checkout()
    shop.attach(checkout, shop.credit(checkout, 26.89))
    assert state(shop, checkout) == "requires_confirmation"


def test_row_6_another_primary_leaves_it_requiring_confirmation(shop):
    checkout, _ = shop.funded()
    shop.attach(checkout, shop.source(checkout))
    assert state(shop, checkout) == "requires_confirmation"


def test_row_7_without_its_source_it_requires_one_again(shop):
    checkout, source = shop.funded()
    answer = shop.detach(checkout, source)
    assert (answer.status, answer.raw) == (204, b"")
    assert state(shop, checkout) == "requires_source"
    assert shop.get(f"/sources/{source['id']}")["state"] == "cancelled"


def test_row_8_a_total_that_changes_keeps_or_loses_the_funding(shop):
    for make, after in (
        ("source", "requires_confirmation"),
        ("redirected", "requires_source"),
        ("wire", "requires_source"),
    ):
        checkout = shop.checkout()
        shop.attach(checkout, getattr(shop, make)(checkout))
        shop.post(f"/checkouts/{checkout['id']}", {"shippingChoice": {"amount": 9}})
        assert state(shop, checkout) == after


def test_row_9_an_order_without_funding_is_refused_and_burns_nothing(shop):
    checkout = shop.checkout()
    answer = shop.order(checkout)
    assert (answer.status, answer.body) == envelope(
        400, "bad_request", "order_submit_failed", "Payment session status is invalid."
    )
    assert answer.state == "requires_source"
    shop.attach(checkout, shop.source(checkout))
    assert shop.order(checkout).status == 201


def test_row_10_an_order_of_a_good_card_is_accepted(shop):
    checkout, source = shop.funded()
    before = len(shop.events())
    answer = shop.order(checkout)
    assert answer.status == 201
    assert (answer["state"], answer["fraudState"]) == ("accepted", "passed")
    assert session_of(answer.body)["state"] == "complete"
    assert "nextAction" not in session_of(answer.body)
    assert [c["state"] for c in answer["payment"]["charges"]] == ["capturable"]
    assert shop.get(f"/sources/{source['id']}")["state"] == "consumed"
    assert shop.events(before) == [
        "order.created",
        "order.charge.capturable",
        "order.accepted",
    ]


def test_row_11_an_order_may_be_reviewed_first(shop):
    shop.play("- merchant: createOrders\n  then: {order: in_review}")
    checkout, source = shop.funded()
    before = len(shop.events())
    answer = shop.order(checkout)
    assert (answer.status, answer["state"]) == (201, "in_review")
    assert answer["fraudState"] == "review_opened"
    assert session_of(answer.body)["state"] == "complete"
    assert [c["state"] for c in answer["payment"]["charges"]] == ["capturable"]
    assert shop.get(f"/sources/{source['id']}")["state"] == "consumed"
    assert shop.events(before) == [
        "order.created",
        "order.charge.capturable",
        "order.review_opened",
    ]
    assert shop.findings() == []


def test_row_12_a_declined_card_burns_the_checkout(shop):
    checkout = shop.checkout()
    source = shop.source(checkout, creditCard=card("4000000000003600"))
    shop.attach(checkout, source)
    before = len(shop.events())
    answer = shop.order(checkout)
    assert (answer.status, answer.body) == envelope(
        409, "conflict", "failed-request", "Failed to charge source."
    )
    assert answer.state == "failed"
    assert shop.events(before) == []
    assert shop.get("/orders")["data"] == []
    assert state(shop, checkout) == "failed"
    assert shop.get(f"/sources/{source['id']}")["state"] == "consumed"
    again = shop.order(checkout)
    assert (again.status, again.errors) == (400, [("order_submit_failed", None)])
    other = shop.source(checkout)
    assert shop.attach(checkout, other).errors == [("session_update_not_allowed", None)]
    assert shop.detach(checkout, source).status == 409
    assert state(shop, checkout) == "failed"
