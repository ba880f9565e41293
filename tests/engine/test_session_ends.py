"""The later rows of the payment session's table: what waits, and how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.domain import LIFECYCLES
from tests.engine.sessions import owing, state, transferring, waiting
from tests.engine.shop import named, session_of


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
    checkout = shop.checkout_for("directDebit")
    source = shop.redirected(checkout, "directDebit", owner=named(last_name))
    shop.tenant.happen("customer", "approves", source["id"])
    shop.attach(checkout, source)
    before = len(shop.events())
    answer = shop.order(checkout)
    assert (answer.status, answer["state"]) == (201, "pending_payment")
    assert session_of(answer.body)["state"] == "pending"
    assert "nextAction" not in session_of(answer.body)
    assert [c["state"] for c in answer["payment"]["charges"]] == ["pending"]
    told = ["order.created", "order.charge.pending", "order.pending_payment"]
    assert shop.events(before)[:3] == told


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
        checkout = shop.checkout_for("directDebit")
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
