"""What a trigger brings along goes on living when the clock moves, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.contract import event_types
from tests.engine.shop import Shop


@pytest.mark.parametrize(
    ("type", "first", "last", "told"),
    [
        ("refund.pending", "pending", "succeeded", "refund.complete"),
        ("order.charge.pending", "pending", "capturable", "order.charge.capturable"),
        ("tax_identifier.pending", "pending", "verified", "tax_identifier.verified"),
    ],
)
def test_what_is_pending_is_decided_once_the_clock_moves(type, first, last, told):
    shop = Shop()
    event = shop.tenant.trigger(type)
    thing = (event.kind, event.subject)

    assert shop.tenant.state_of(*thing) == first
    shop.customer()
    assert shop.tenant.state_of(*thing) == first, "a request moves no clock"
    shop.tenant.clock.run_until_idle()
    assert shop.tenant.state_of(*thing) == last
    assert told in shop.events()


@pytest.mark.parametrize("part", ["capture", "cancel"])
def test_what_is_done_on_a_charge_comes_to_its_end(shop, part):
    event = shop.tenant.trigger(f"order.charge.{part}.pending")
    [done] = shop.tenant.document("charge", event.subject)[f"{part}s"]
    assert shop.tenant.state_of(part, done["id"]) == "pending"
    shop.tenant.clock.run_until_idle()

    assert shop.tenant.state_of(part, done["id"]) == "complete"
    assert f"order.charge.{part}.complete" in shop.events()


@pytest.mark.parametrize("type", ["subscription.reminder", "subscription.extended"])
def test_a_subscription_that_was_brought_along_renews(type):
    shop = Shop()
    shop.tenant.trigger(type)

    assert any("renews subscription" in what for _, what in shop.tenant.clock.due)
    shop.tenant.clock.advance(timedelta(days=100))
    assert shop.events().count("subscription.extended") >= 3
    assert shop.findings() == []


def test_an_invoice_that_was_brought_along_is_given_up(shop):
    event = shop.tenant.trigger("invoice.payment_failed")
    shop.tenant.clock.advance(timedelta(days=60))

    assert shop.tenant.state_of("invoice", event.subject) == "uncollectible"


def test_a_link_that_was_brought_along_expires(shop):
    event = shop.tenant.trigger("fileLink.created")
    shop.tenant.clock.advance(timedelta(days=2))

    assert shop.tenant.state_of("file_link", event.subject) == "expired"


@pytest.mark.parametrize("type", event_types())
def test_whatever_was_brought_along_lives_for_a_year_without_a_fault(type):
    shop = Shop()
    shop.tenant.trigger(type)
    shop.tenant.clock.advance(timedelta(days=400))

    assert shop.findings() == []
