"""What a renewal cannot be charged to: spent cards, disabled customers, no capture."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.base.errors import MockdrError
from tests.engine.recurring import Subscriber, made, of_subscription
from tests.engine.shop import card

UNCAPTURED = "4000000000004103"


def expiring(shop, month, **terms):
    """Return a subscriber whose card is good until the end of *month* of 2026."""
    ann = Subscriber(shop, reminderOffsetDays=-1, **terms)
    spent = card(expirationYear=2026, expirationMonth=month)
    made(ann.change(sourceId=shop.saved_card(ann.customer, creditCard=spent)["id"]))
    return ann


def enable(shop, ann, enabled):
    made(shop.post(f"/customers/{ann.customer['id']}", {"enabled": enabled}))


# -- the card --------------------------------------------------------------------------


def test_a_card_pays_until_its_last_month_is_over_and_is_no_source_then(shop):
    ann = expiring(shop, 6)

    assert of_subscription(ann.pass_days(60))[-1] == (
        "06-26",
        "subscription.extended",
    )
    assert ann.pass_days(60) == [
        ("07-27", "subscription.source_invalid"),
        ("08-06", "subscription.lapsed"),
    ]
    assert [i["state"] for i in ann.invoices()] == ["paid", "paid"]


@pytest.mark.parametrize(("days", "state"), [(4, "paid"), (5, "open")])
def test_an_open_invoice_is_not_paid_by_a_card_that_has_expired_meanwhile(
    shop, days, state
):
    """Enabled again on 30 or 31 May; the next attempt is the day after."""
    ann = expiring(shop, 5)
    enable(shop, ann, enabled=False)
    ann.pass_days(25 + days)
    enable(shop, ann, enabled=True)
    ann.pass_days(1)

    assert [i["state"] for i in ann.invoices()] == [state]


def test_nothing_begins_with_a_card_that_has_expired(shop):
    ann = Subscriber(shop, active=False)
    shop.tenant.clock.advance(timedelta(days=5 * 365))
    answer = ann.change(state="active")

    assert (answer.status, answer.errors) == (409, [("invalid_state", "state")])


def test_a_draft_expires_with_its_subscription_and_never_by_itself(shop):
    ann = Subscriber(shop)
    ann.lose_card()
    ann.pass_days(22)
    (draft,) = ann.invoices()
    with pytest.raises(MockdrError):
        shop.tenant.happen("provider", "expires", of=draft["id"])
    shop.tenant.happen("provider", "expires", of=ann.id)

    assert (ann.state, ann.invoices()) == ("lapsed", [])


# -- the customer ----------------------------------------------------------------------


def test_a_disabled_customer_is_not_charged_and_the_renewal_is_tried_again(shop):
    ann = Subscriber(shop)
    enable(shop, ann, enabled=False)
    told = of_subscription(ann.pass_days(28))

    assert told.count(("05-27", "subscription.payment_failed")) == 1
    assert told.count(("05-28", "subscription.payment_failed")) == 1
    assert ann.state == "activePendingInvoice"
    enable(shop, ann, enabled=True)
    ann.pass_days(2)

    assert ann.state == "active"
    assert [i["state"] for i in ann.invoices()] == ["paid"]


def test_no_story_charges_a_disabled_customer(shop):
    shop.play(
        """
        - merchant: updateSubscriptions
        - merchant: updateCustomers
        - provider: renews
          then: {subscription: active}
        """
    )
    ann = Subscriber(shop, reminderOffsetDays=-1)
    enable(shop, ann, enabled=False)
    ann.pass_days(26)

    assert ann.state == "activePendingInvoice"


def test_an_invoice_of_a_disabled_customer_fails(shop):
    ann = Subscriber(shop)
    enable(shop, ann, enabled=False)
    body = {
        "customerId": ann.customer["id"],
        "currency": "USD",
        "sourceId": ann.card["id"],
        "collectionPeriodDays": 1,
        "items": [{"skuId": "sku-1", "price": 10.0}],
    }
    found = made(shop.post("/invoices", body))
    shop.tenant.clock.run_until_idle()

    assert shop.get(f"/invoices/{found['id']}")["state"] == "uncollectible"


# -- the capture -----------------------------------------------------------------------


def test_what_cannot_be_captured_is_not_paid(shop):
    ann = Subscriber(shop, reminderOffsetDays=-1, collectionPeriodDays=7)
    made(ann.change(sourceId=ann.another_card(UNCAPTURED)["id"]))
    told = of_subscription(ann.pass_days(60))

    assert ("05-27", "invoice.payment_failed") in told
    assert ("05-27", "subscription.payment_failed") in told
    assert told[-1] == ("06-03", "subscription.failed")
    (invoice,) = ann.invoices()
    assert invoice["state"] == "uncollectible"
    assert "orderId" not in invoice


@pytest.mark.parametrize("type", ["invoice.paid", "subscription.extended"])
def test_a_capture_that_is_pending_has_paid_as_the_sample_shows(shop, type):
    ann = Subscriber(shop)
    ann.pass_days(30)
    told = next(e for e in shop.tenant.events() if e["type"] == type)
    found = told["data"]["object"]
    invoice = found.get("invoice", found)
    (charge,) = invoice["payment"]["charges"]

    assert (invoice["state"], charge["state"]) == ("paid", "processing")
    assert [capture["state"] for capture in charge["captures"]] == ["pending"]
