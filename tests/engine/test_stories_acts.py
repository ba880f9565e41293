"""What customers, the provider and the fraud desk do: in their turn, and out of it."""

from __future__ import annotations

from datetime import timedelta

from tests.engine.shop import NOON
from tests.engine.told_stories import DAY, KLARNA, KONBINI, begun

# -- in their turn ------------------------


def test_a_customer_of_a_story_waits_for_hands(shop):
    played, order = begun(shop, KONBINI + "- customer: pays\n  then: {order: accepted}")
    shop.tenant.clock.advance(DAY)
    assert shop.read("order", order["id"])["state"] == "pending_payment"
    assert len(shop.findings("unfinished")) == 1
    moved = shop.tenant.happen("customer", "pays")
    assert {(m.kind, m.state) for m in moved} >= {
        ("order", "accepted"),
        ("source", "consumed"),
        ("session", "complete"),
        ("charge", "capturable"),
    }
    assert played.runs[0].ended
    assert shop.findings() == []


def test_after_lets_a_customer_act_on_the_clock(shop):
    played, order = begun(
        shop,
        KONBINI
        + """
- customer: pays
  after: 48h
  then:
    order: accepted
    session: complete
    events: [source.chargeable, order.charge.capturable, order.accepted]
""",
    )
    due = shop.tenant.clock.due
    assert due[0][0] == NOON + 2 * DAY
    assert "customer pays (story" in due[0][1]
    shop.tenant.clock.advance(2 * DAY)
    read = shop.read("order", order["id"])
    assert read["stateTransitions"]["accepted"] == "2026-05-03T12:00:00Z"
    assert played.runs[0].ended
    assert shop.findings() == []


def test_hands_may_come_before_an_act_is_due(shop):
    played, _ = begun(shop, KONBINI + "- customer: pays\n  after: 48h")
    shop.tenant.happen("customer", "pays")
    assert played.runs[0].ended
    shop.tenant.clock.advance(3 * DAY)
    assert shop.findings() == []
    assert shop.events().count("order.accepted") == 1


def test_the_reply_still_shows_what_was_before_machines_act(shop):
    _, order = begun(
        shop, KLARNA + "- provider: fails\n  of: source\n  then: {order: cancelled}"
    )
    assert order["state"] == "pending_payment"
    assert shop.read("order", order["id"])["state"] == "cancelled"
    assert shop.findings() == []


def test_an_expiry_without_after_happens_on_the_contracts_own_date(shop):
    played, order = begun(
        shop,
        KONBINI
        + "- provider: expires\n  of: source\n"
        + "  then: {order: cancelled, session: failed, events: [order.cancelled]}",
    )
    shop.tenant.clock.advance(29 * DAY)
    assert not played.runs[0].ended
    shop.tenant.clock.advance(DAY)
    assert shop.read("order", order["id"])["state"] == "cancelled"
    assert played.runs[0].ended
    assert shop.findings() == []


def test_an_expiry_with_after_happens_then_and_not_on_the_contracts_date(shop):
    played, order = begun(
        shop, KONBINI + "- provider: expires\n  of: source\n  after: 7d"
    )
    shop.tenant.clock.advance(7 * DAY)
    assert shop.read("order", order["id"])["state"] == "cancelled"
    assert played.runs[0].ended
    assert shop.tenant.clock.due == []


def test_a_story_may_let_a_charge_wait_for_the_provider(shop):
    played, order = begun(
        shop,
        """
- merchant: createCheckouts
- customer: chooses
  source: {type: creditCard}
- merchant: attachSourceToCheckout
- merchant: createOrders
  then: {charge: pending}
- merchant: refreshOrders
  then: {order: pending_payment}
- provider: completes
  of: charge
  after: 1h
  then: {order: accepted, charge: capturable}
""",
    )
    assert shop.read("order", order["id"])["state"] == "pending_payment"
    shop.post(f"/orders/{order['id']}/refresh")
    shop.tenant.clock.advance(timedelta(hours=1))
    assert shop.read("order", order["id"])["state"] == "accepted"
    assert played.runs[0].ended
    assert shop.findings() == []


def test_without_such_a_step_a_charge_follows_by_itself(shop):
    _, order = begun(
        shop,
        """
- merchant: createCheckouts
- customer: chooses
  source: {type: creditCard}
- merchant: attachSourceToCheckout
- merchant: createOrders
  then:
    charge: pending
    events: [order.created, order.charge.pending, order.pending_payment]
""",
    )
    assert order["state"] == "pending_payment"
    assert shop.read("order", order["id"])["state"] == "accepted"
    assert shop.findings() == []


def test_the_fraud_desk_decides_only_when_asked(shop):
    played, order = begun(
        shop,
        """
- merchant: createCheckouts
- customer: chooses
  source: {type: creditCard}
- merchant: attachSourceToCheckout
- merchant: createOrders
  then: {order: in_review}
- fraud: passes
  after: 3h
  then: {order: accepted, fraud: passed, events: [order.review_closed, order.accepted]}
""",
    )
    shop.tenant.clock.advance(timedelta(hours=2))
    assert shop.read("order", order["id"])["state"] == "in_review"
    shop.tenant.clock.advance(timedelta(hours=1))
    assert shop.read("order", order["id"])["state"] == "accepted"
    assert played.runs[0].ended
    assert shop.findings() == []


def test_a_poll_between_changes_nothing(shop):
    played, order = begun(
        shop,
        KLARNA
        + """
- merchant: retrieveOrders
  times: 2..
- customer: approves
  then: {source: chargeable, klarna: chargeable}
- merchant: refreshOrders
  then: {order: accepted, next_action: none}
""",
    )
    for _ in range(3):
        assert shop.get(f"/orders/{order['id']}").headers["X-Mockdr-Step"] == "5"
    shop.tenant.happen("customer", "approves", "klarna")
    shop.post(f"/orders/{order['id']}/refresh")
    assert played.runs[0].ended
    assert shop.findings() == []


def test_a_customer_may_choose_a_source_that_fails(shop):
    shop.play(
        "- merchant: createCheckouts\n"
        "- customer: chooses\n"
        "  source: {type: creditCard}\n"
        "  then: {source: failed, events: []}\n"
    )
    shop.checkout()
    [made] = shop.tenant.happen("customer", "chooses")
    assert made.state == "failed"
    assert shop.findings() == []


def test_hands_may_fill_in_what_the_story_leaves_open(shop):
    shop.play(
        "- merchant: createCheckouts\n"
        "- customer: chooses\n"
        "  source: {type: creditCard}\n"
        "  as: card\n"
    )
    shop.checkout()
    owner = {"firstName": "Zoe", "lastName": "Zed"}
    [made] = shop.tenant.happen("customer", "chooses", source={"owner": owner})
    assert shop.read("source", made.id)["owner"]["firstName"] == "Zoe"
    assert shop.findings() == []


def test_what_can_never_expire_any_more_derails_at_once(shop):
    """Nobody waits for the contract's date of a source that was paid."""
    played, _ = begun(
        shop, KONBINI + "- customer: pays\n- provider: expires\n  of: source\n"
    )

    shop.tenant.happen("customer", "pays")

    assert "can take provider expires" in str(played.runs[0].derailed)
    assert [f.kind for f in shop.tenant.check()] == ["derailed"]
