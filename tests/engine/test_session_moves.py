"""Every row of the payment session's table, from the first request to the last word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.domain import LIFECYCLES
from tests.engine.shop import ADDRESS, card, envelope, named, session_of

BILL_TO = {"name": "William Brown", "address": ADDRESS}


def state(shop, checkout):
    return shop.session(checkout)["state"]


def waiting(shop, type="klarnaCredit"):
    """Return a checkout, its source and its order that waits for the redirect."""
    checkout = shop.checkout()
    source = shop.redirected(checkout, type)
    shop.attach(checkout, source)
    return checkout, source, shop.made(shop.order(checkout))


def owing(shop):
    """Return a checkout, its source and its order that waits for money."""
    checkout = shop.checkout()
    source = shop.wire(checkout)
    shop.attach(checkout, source)
    return checkout, source, shop.made(shop.order(checkout))


def transferring(shop, last_name):
    """Return the order of a SEPA source whose charge is decided later."""
    checkout = shop.checkout()
    source = shop.redirected(checkout, "directDebit", owner=named(last_name))
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    shop.tenant.happen("customer", "approves", source["id"])
    return shop.made(shop.post(f"/orders/{order['id']}/refresh"))


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
    assert shop.events(before) == ["order.charge.capturable", "order.accepted"]


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
    assert shop.events(before) == ["order.charge.capturable", "order.review_opened"]
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


def test_row_13_a_redirect_that_is_still_ahead_makes_the_order_wait(shop):
    _, source, order = waiting(shop)
    assert order["state"] == "pending_payment"
    assert "fraudState" not in order
    assert "charges" not in order["payment"]
    session = session_of(order)
    assert session["state"] == "pending_redirect"
    assert session["nextAction"]["action"] == "redirect"
    url = session["nextAction"]["data"]["redirectUrl"]
    path, _, query = url.partition("?")
    assert path.rpartition("/")[0] == "http://127.0.0.1:8400/payments/redirects"
    assert query == "apiKey=pk_test_shop"
    assert url == source["redirect"]["redirectUrl"]
    assert shop.events()[-1] == "order.pending_payment"


def test_row_14_money_that_is_still_ahead_makes_the_order_wait(shop):
    _, source, order = owing(shop)
    assert order["state"] == "pending_payment"
    assert "charges" not in order["payment"]
    session = session_of(order)
    assert session["state"] == "pending_funds"
    assert session["nextAction"] == {
        "action": "show_payment_instructions",
        "data": {
            "sourceId": source["id"],
            "sourceClientSecret": source["clientSecret"],
        },
    }
    assert shop.events()[-1] == "order.pending_payment"


@pytest.mark.parametrize(
    "last_name", ["ChargeRemainPending", "ChargeFailedAfterPending"]
)
def test_row_15_a_charge_may_be_decided_later(shop, last_name):
    checkout = shop.checkout()
    source = shop.redirected(checkout, "directDebit", owner=named(last_name))
    shop.tenant.happen("customer", "approves", source["id"])
    shop.attach(checkout, source)
    before = len(shop.events())
    answer = shop.order(checkout)
    assert (answer.status, answer["state"]) == (201, "pending_payment")
    assert session_of(answer.body)["state"] == "pending"
    assert "nextAction" not in session_of(answer.body)
    assert [c["state"] for c in answer["payment"]["charges"]] == ["pending"]
    told = ["order.charge.pending", "order.pending_payment"]
    assert shop.events(before)[:2] == told


def test_row_16_authentication_may_be_owed_and_burns_nothing(shop):
    shop.play(
        "- merchant: createOrders\n"
        "  then:\n"
        "    error: additional_payment_action_required\n"
        "    next_action: sca_required\n"
        "- customer: authenticates\n"
        "  then: {session: requires_confirmation}\n"
        "- merchant: createOrders\n"
        "  then: {order: accepted}\n"
    )
    checkout, source = shop.funded()
    answer = shop.order(checkout)
    assert (answer.status, answer.errors) == (
        409,
        [("additional_payment_action_required", None)],
    )
    session = shop.session(checkout)
    assert session["state"] == "requires_action"
    assert session["nextAction"] == {
        "action": "sca_required",
        "data": {"sessionId": session["id"]},
    }
    assert shop.get(f"/sources/{source['id']}")["state"] == "chargeable"
    refused = shop.order(checkout)
    assert refused.errors == [("order_submit_failed", None)]
    shop.tenant.happen("customer", "authenticates")
    assert "nextAction" not in shop.session(checkout)
    assert shop.order(checkout).status == 201


def test_row_16_a_new_primary_owes_no_authentication_yet(shop):
    shop.play(
        "- merchant: createOrders\n  then: {error: additional_payment_action_required}"
    )
    checkout, _ = shop.funded()
    shop.order(checkout)
    shop.attach(checkout, shop.source(checkout))
    session = shop.session(checkout)
    assert session["state"] == "requires_confirmation"
    assert "nextAction" not in session
    assert shop.order(checkout).status == 201


def test_row_16_who_fails_authentication_ends_the_session(shop):
    shop.play(
        "- merchant: createOrders\n  then: {error: additional_payment_action_required}"
    )
    checkout, _ = shop.funded()
    shop.order(checkout)
    shop.tenant.happen("customer", "fails_authentication")
    assert state(shop, checkout) == "failed"
    assert "nextAction" not in shop.session(checkout)


def test_row_17_approval_reaches_the_order_when_it_is_refreshed(shop):
    _, source, order = waiting(shop)
    before = len(shop.events())
    shop.tenant.happen("customer", "approves", source["id"])
    assert shop.events(before) == ["source.chargeable"]
    read = shop.get(f"/orders/{order['id']}")
    assert (read["state"], read.state) == ("pending_payment", "pending_redirect")
    answer = shop.post(f"/orders/{order['id']}/refresh")
    assert answer.status == 200
    assert (answer["state"], answer["fraudState"]) == ("accepted", "passed")
    assert set(answer["stateTransitions"]) == {"pending_payment", "accepted"}
    assert session_of(answer.body)["state"] == "complete"
    assert "nextAction" not in session_of(answer.body)
    assert [c["state"] for c in answer["payment"]["charges"]] == ["capturable"]
    assert shop.get(f"/sources/{source['id']}")["state"] == "consumed"
    assert shop.events(before)[1:] == ["order.charge.capturable", "order.accepted"]


def test_row_18_a_customer_who_turns_back_changes_nothing(shop):
    _, source, order = waiting(shop)
    before = len(shop.events())
    shop.tenant.happen("customer", "cancels", source["id"])
    answer = shop.post(f"/orders/{order['id']}/refresh")
    assert answer["state"] == "pending_payment"
    assert session_of(answer.body)["state"] == "pending_redirect"
    assert session_of(answer.body)["nextAction"] == session_of(order)["nextAction"]
    assert shop.get(f"/sources/{source['id']}")["state"] == "pending_redirect"
    assert shop.events(before) == []


@pytest.mark.parametrize("how", ["provider fails", "test value"])
def test_row_19_a_source_that_fails_after_the_redirect_cancels_the_order(shop, how):
    if how == "test value":
        checkout = shop.checkout()
        source = shop.redirected(
            checkout, "directDebit", owner=named("SourceFailAfterRedirect")
        )
        shop.attach(checkout, source)
        order = shop.made(shop.order(checkout))
        act = ("customer", "approves")
    else:
        _, source, order = waiting(shop)
        act = ("provider", "fails")
    before = len(shop.events())
    shop.tenant.happen(*act, source["id"])
    read = shop.get(f"/orders/{order['id']}")
    assert read["state"] == "cancelled"
    assert {item["state"] for item in read["items"]} == {"cancelled"}
    assert session_of(read.body)["state"] == "failed"
    assert shop.get(f"/sources/{source['id']}")["state"] == "failed"
    assert shop.events(before) == ["order.cancelled"]


def test_row_20_funds_that_arrive_complete_the_order(shop):
    _, source, order = owing(shop)
    before = len(shop.events())
    shop.tenant.happen("customer", "pays", source["id"])
    read = shop.get(f"/orders/{order['id']}")
    assert (read["state"], read["fraudState"]) == ("accepted", "passed")
    assert session_of(read.body)["state"] == "complete"
    assert "nextAction" not in session_of(read.body)
    assert [c["state"] for c in read["payment"]["charges"]] == ["capturable"]
    assert shop.get(f"/sources/{source['id']}")["state"] == "consumed"
    assert shop.events(before) == [
        "source.chargeable",
        "order.charge.capturable",
        "order.accepted",
    ]
    assert shop.tenant.clock.due == []


def test_row_21_funds_that_never_arrive_cancel_the_order_after_30_days(shop):
    _, source, order = owing(shop)
    before = len(shop.events())
    shop.tenant.clock.advance(timedelta(days=30, seconds=-1))
    assert shop.get(f"/orders/{order['id']}")["state"] == "pending_payment"
    shop.tenant.clock.advance(timedelta(seconds=1))
    read = shop.get(f"/orders/{order['id']}")
    assert (read["state"], read["fraudState"]) == ("cancelled", "passed")
    assert read["stateTransitions"]["cancelled"] == "2026-05-31T12:00:00Z"
    assert session_of(read.body)["state"] == "failed"
    assert session_of(read.body)["nextAction"] == session_of(order)["nextAction"]
    assert "charges" not in read["payment"]
    assert read["cancelledAmount"] == 0.0
    assert shop.get(f"/sources/{source['id']}")["state"] == "failed"
    assert shop.events(before) == ["order.cancelled"]


def test_row_21_a_test_value_lets_funds_fail_after_half_a_minute(shop):
    checkout = shop.checkout()
    source = shop.wire(checkout, owner=named("SourceFailWithDelay"))
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    before = len(shop.events())
    shop.tenant.clock.advance(timedelta(seconds=29))
    assert shop.get(f"/orders/{order['id']}")["state"] == "pending_payment"
    shop.tenant.clock.advance(timedelta(seconds=1))
    assert shop.get(f"/orders/{order['id']}")["state"] == "cancelled"
    assert shop.events(before) == ["order.cancelled"]
    assert shop.tenant.clock.due == []


def test_row_22_a_pending_charge_that_fails_cancels_the_order(shop):
    order = transferring(shop, "ChargeFailedAfterPending")
    assert session_of(order)["state"] == "pending"
    read = shop.get(f"/orders/{order['id']}")
    assert read["state"] == "cancelled"
    assert session_of(read.body)["state"] == "failed"
    [charge] = read["payment"]["charges"]
    assert (charge["state"], charge["failureCode"]) == ("failed", "declined")
    assert shop.events()[-3:] == [
        "order.charge.pending",
        "order.charge.failed",
        "order.cancelled",
    ]


def test_row_22_a_pending_charge_that_is_authorized_completes_the_order(shop):
    order = transferring(shop, "ChargeRemainPending")
    assert shop.get(f"/orders/{order['id']}")["state"] == "pending_payment"
    shop.tenant.happen("provider", "completes")
    read = shop.get(f"/orders/{order['id']}")
    assert (read["state"], read["fraudState"]) == ("accepted", "passed")
    assert session_of(read.body)["state"] == "complete"
    assert shop.events()[-2:] == ["order.charge.capturable", "order.accepted"]


@pytest.mark.parametrize("verb", ["passes", "blocks"])
def test_row_23_nothing_moves_a_session_that_is_complete(shop, verb):
    shop.play("- merchant: createOrders\n  then: {order: in_review}")
    checkout, _ = shop.funded()
    order = shop.made(shop.order(checkout))
    shop.tenant.happen("fraud", verb)
    read = shop.get(f"/orders/{order['id']}")
    assert session_of(read.body)["state"] == "complete"


@pytest.mark.parametrize("funded", [True, False])
def test_row_24_deleting_the_checkout_cancels_the_session(shop, funded):
    checkout = shop.funded()[0] if funded else shop.checkout()
    assert shop.delete(f"/checkouts/{checkout['id']}").status == 204
    [row] = shop.tenant.sessions()
    assert row["state"] == "cancelled"
    assert shop.events()[-1] == "checkout.deleted"


def test_no_session_shows_a_state_that_nothing_leads_to(shop):
    named_only = {"confirmed", "chargeable", "processing"}
    reached = {move.after for move in LIFECYCLES["session"].moves}
    assert reached == set(LIFECYCLES["session"].states) - named_only
