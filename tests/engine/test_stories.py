"""Stories in force: what they choose, what they check, and what a mismatch says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engine.shop import card
from tests.engine.short_stories import TO_THE_ORDER, live, only

# -- playing ------------------------


def test_a_story_is_played_from_its_first_step_to_its_last(shop):
    played = shop.play(
        TO_THE_ORDER
        + """
- merchant: createOrders
  then:
    order: accepted
    fraud: passed
    session: complete
    charge: capturable
    checkout: consumed
    item: created
    card: consumed
    next_action: none
    events: [order.created, order.charge.capturable, order.accepted]
    reply: {state: accepted, totalAmount: 26.89}
"""
    )
    assert played.runs == []
    checkout = shop.checkout()
    answer = shop.get(f"/checkouts/{checkout['id']}")
    assert answer.headers["X-Mockdr-Scenario"] == "story"
    assert "X-Mockdr-Step" not in answer.headers
    [run] = played.runs
    assert (run.number, run.step, run.ended) == (1, 2, False)
    [source] = shop.tenant.happen("customer", "chooses")
    answer = shop.attach(checkout, {"id": source.id})
    assert answer.headers["X-Mockdr-Step"] == "3"
    answer = shop.order(checkout)
    assert answer.headers["X-Mockdr-Step"] == "4"
    assert answer.state == "complete"
    [run] = played.runs
    assert (run.ended, run.derailed) == (True, None)
    assert run.things["card"]["state"] == "consumed"
    assert shop.findings() == []
    entries = shop.tenant.journal.entries()
    assert [e.verdict for e in entries] == ["played", "free", "played", "played"]
    assert [e.step for e in entries] == [1, None, 3, 4]


def test_then_chooses_among_what_is_documented(shop):
    shop.play(TO_THE_ORDER + "- merchant: createOrders\n  then: {fraud: review_opened}")
    order = shop.order(live(shop))
    assert (order["state"], order["fraudState"]) == ("in_review", "review_opened")
    assert shop.findings() == []


def test_then_wins_over_a_test_value(shop):
    shop.play("- merchant: createOrders\n  then: {order: accepted}")
    checkout = shop.checkout()
    shop.attach(checkout, shop.source(checkout, creditCard=card("4000000000003600")))
    assert shop.order(checkout).status == 201
    assert shop.findings() == []


def test_a_test_value_chooses_where_then_leaves_it_open(shop):
    shop.play("- merchant: createOrders\n  then: {error: failed-request}")
    checkout = shop.checkout()
    shop.attach(checkout, shop.source(checkout, creditCard=card("4000000000003600")))
    assert shop.order(checkout).status == 409
    assert shop.findings() == []


def test_a_fact_wins_over_then_and_is_told(shop):
    shop.play("- merchant: createOrders\n  then: {order: accepted}")
    checkout, _ = shop.funded(email=None)
    assert shop.order(checkout).errors == [("order_create_failed", "email")]
    message = shop.findings("mismatch")[-1]
    assert message.startswith(
        "story.yaml:6:17: createOrders is refused with 400 order_create_failed, "
        "so there is no order to be 'accepted'; "
    )


def test_an_answer_is_told_by_the_code_that_the_wire_has(shop):
    shop.play(
        "- merchant: createOrders\n- merchant: createOrders\n  then: {order: accepted}"
    )
    checkout, _ = shop.funded()
    shop.order(checkout)
    assert shop.order(checkout).status == 404
    [entry] = shop.tenant.journal.entries()[-1:]
    assert entry.errors == ["not_found:checkout_consumed"]
    message = shop.findings("mismatch")[-1]
    assert "createOrders is refused with 404 not_found, and `then`" in message
    assert "announce it: error: not_found" in message


def test_a_then_that_cannot_be_had_says_where_and_what_can(shop):
    shop.play(
        TO_THE_ORDER + "- merchant: createOrders\n  then: {session: pending_redirect}"
    )
    checkout = live(shop)
    assert shop.order(checkout).status == 201
    message = only(shop, "mismatch")
    assert message.startswith("story.yaml:13:19: createOrders: session should be")
    assert "'pending_redirect', is 'complete'" in message
    [finding] = shop.tenant.check()
    assert finding.details["line"] == 13
    assert finding.details["key"] == "session"
    assert "session: complete" in finding.details["possible"]
    assert "error: failed-request" in finding.details["possible"]


@pytest.mark.parametrize(
    ("then", "told"),
    [
        ("{events: [order.accepted]}", "events should be 'order.accepted', is"),
        ("{events: []}", "events should be 'none', is 'order.created, "),
        ("{next_action: redirect}", "next_action should be 'redirect', is 'none'"),
        ("{reply: {state: blocked}}", "reply should be '\"blocked\" at /state', is"),
        ("{reply: {upstreamId: u}}", "reply should be '\"u\" at /upstreamId', is"),
        ("{card: chargeable}", "card should be 'chargeable', is 'consumed'"),
        ("{reason: insufficient_funds}", "reason should be 'insufficient_funds', is"),
        ("{source: cancelled}", "source should be 'cancelled', is 'consumed'"),
    ],
)
def test_whatever_then_claims_is_held_against_what_happened(shop, then, told):
    shop.play(TO_THE_ORDER + f"- merchant: createOrders\n  then: {then}")
    assert shop.order(live(shop)).status == 201
    assert told in only(shop, "mismatch")


def test_a_claim_of_success_is_held_against_a_refusal_and_the_other_way_round(shop):
    shop.play("- merchant: createOrders\n  then: {error: order_submit_failed}")
    checkout, _ = shop.funded()
    answer = shop.order(checkout)
    assert (answer.status, answer.errors) == (400, [("order_submit_failed", None)])
    assert shop.findings() == []


def test_part_and_cancel_are_things_too(shop):
    shop.play(
        TO_THE_ORDER
        + """
- merchant: createOrders
  then: {order: in_review, item: created, item.2: created}
- fraud: blocks
  after: 1h
  then: {item: blocked, item.1: blocked, charge: cancelled, cancel: complete}
- merchant: retrieveOrders
  then: {item: blocked, cancel: complete, order: blocked, fraud: blocked}
"""
    )
    items = [{"skuId": s, "price": 10} for s in ("a", "b")]
    order = shop.made(shop.order(live(shop, items=items)))
    shop.tenant.clock.advance(timedelta(hours=1))
    assert shop.get(f"/orders/{order['id']}")["state"] == "blocked"
    assert shop.findings() == []


def test_a_deleted_thing_is_deleted(shop):
    shop.play(
        """
- merchant: createCheckouts
- merchant: deleteCheckouts
  then: {checkout: deleted, session: cancelled, events: [checkout.deleted]}
- merchant: createCustomers
  as: ann
- merchant: deleteCustomers
  of: ann
  then: {ann: deleted, customer: deleted}
"""
    )
    shop.delete(f"/checkouts/{shop.checkout()['id']}")
    shop.delete(f"/customers/{shop.customer()['id']}")
    assert shop.findings() == []


def test_a_reason_is_what_the_failed_charge_carries(shop):
    shop.play(
        """
- merchant: createCheckouts
- customer: chooses
  source: {type: creditCard}
- merchant: attachSourceToCheckout
- merchant: createOrders
  then: {order: pending_payment, charge: pending, session: pending}
- provider: fails
  of: charge
  after: 2h
  then: {order: cancelled, reason: insufficient_funds}
"""
    )
    order = shop.made(shop.order(live(shop)))
    assert order["payment"]["charges"][0]["state"] == "pending"
    shop.tenant.clock.advance(timedelta(hours=2))
    read = shop.read("order", order["id"])
    assert read["payment"]["charges"][0]["failureCode"] == "insufficient_funds"
    assert read["stateTransitions"]["cancelled"] == "2026-05-01T14:00:00Z"
    assert shop.findings() == []


def test_a_declined_card_tells_the_reason_that_the_story_gives(shop):
    shop.play(
        "- merchant: createOrders\n"
        "  then: {error: failed-request, reason: do_not_honor}"
    )
    checkout, _ = shop.funded()
    assert shop.order(checkout).errors == [("do_not_honor", None)]
    assert shop.findings() == []
