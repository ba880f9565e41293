"""Renewals on the tenant's clock: reminded, billed, tried again, given up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from mockdr.base.errors import MockdrError
from mockdr.contract import check_model
from tests.engine.recurring import DECLINED, Subscriber, made, of_subscription, plan
from tests.engine.shop import ADDRESS, OWNER

FACTS = Path(__file__).parents[2].parent / "shared" / "contract" / "examples"
RENEWED = (
    "invoice.open",
    "invoice.updated",
    "order.created",
    "order.charge.capturable",
    "order.accepted",
    "fulfillment.created",
    "order.charge.capture.pending",
    "order.fulfilled",
    "order.charge.processing",
    "invoice.paid",
    "invoice.updated",
    "subscription.extended",
    "order.charge.capture.complete",
    "order.charge.complete",
    "order.complete",
    "order.invoice.created",
)


def declining(shop, **terms):
    """Return a subscriber whose card was good once, and whose new one never is."""
    ann = Subscriber(shop, **terms)
    made(ann.change(sourceId=ann.another_card(DECLINED)["id"]))
    return ann


def test_a_period_is_reminded_of_and_paid_on_its_days(shop):
    ann = Subscriber(shop)

    assert ann.pass_days(30) == [
        ("05-22", "invoice.created"),
        ("05-22", "subscription.reminder"),
        *(("05-27", type) for type in RENEWED),
    ]
    found = ann.now()
    assert found["state"] == "active"
    assert found["currentPeriodStartDate"] == "2026-06-01T12:00:00Z"
    assert found["currentPeriodEndDate"] == "2026-07-01T12:00:00Z"
    assert found["nextInvoiceDate"] == "2026-06-26T12:00:00Z"
    assert found["nextReminderDate"] == "2026-06-21T12:00:00Z"
    assert found["contractBindingUntil"] == "2027-05-01T12:00:00Z"


def test_a_year_of_months_is_twelve_invoices(shop):
    ann = Subscriber(shop, reminderOffsetDays=-1)
    ann.pass_days(361)

    assert [i["createdTime"][:10] for i in ann.invoices()] == [
        *("2026-05-27", "2026-06-26", "2026-07-27", "2026-08-27", "2026-09-26"),
        *("2026-10-27", "2026-11-26", "2026-12-27", "2027-01-27", "2027-02-24"),
        *("2027-03-27", "2027-04-26"),
    ]
    assert {i["state"] for i in ann.invoices()} == {"paid"}


def test_the_invoice_sells_what_the_subscription_says(shop):
    ann = Subscriber(shop)
    ann.pass_days(30)
    (invoice,) = ann.invoices()
    order = shop.get(f"/orders/{invoice['orderId']}").body
    charge = order["payment"]["charges"][0]

    assert invoice["description"] == "By the month"
    assert invoice["chargeType"] == "merchant_initiated"
    assert invoice["collectionPeriodDays"] == 10
    assert invoice["attemptCount"] == 1
    assert invoice["customerId"] == ann.customer["id"]
    assert invoice["email"] == ann.order["email"]
    assert invoice["totalAmount"] == ann.order["totalAmount"] == order["totalAmount"]
    assert [i["id"] for i in invoice["items"]] == [i["id"] for i in order["items"]]
    assert invoice["items"][0]["subscriptionInfo"] == {
        "subscriptionId": ann.id,
        "planId": ann.plan["id"],
        "autoRenewal": True,
        "freeTrial": False,
        "billingAgreementId": ann.now()["billingAgreementId"],
    }
    assert (order["state"], charge["state"]) == ("complete", "complete")
    assert charge["type"] == "merchant_initiated"
    assert order["capturedAmount"] == order["totalAmount"]
    assert set(invoice["stateTransitions"]) == {"draft", "open", "paid"}


def test_a_decline_is_repeated_once_a_day_until_the_period_of_collection_is_over(shop):
    ann = declining(shop, collectionPeriodDays=7)
    told = of_subscription(ann.pass_days(40))

    failed = [day for day, type in told if type == "subscription.payment_failed"]
    assert failed == ["05-27", "05-28", "05-29", "05-30", "05-31", "06-01", "06-02"]
    assert told[-3:] == [
        ("06-03", "invoice.uncollectible"),
        ("06-03", "invoice.updated"),
        ("06-03", "subscription.failed"),
    ]
    assert ann.state == "failed"
    (invoice,) = ann.invoices()
    assert (invoice["state"], invoice["attemptCount"]) == ("uncollectible", 7)
    assert len(invoice["payment"]["charges"]) == 7
    assert invoice["payment"]["session"]["state"] == "cancelled"
    assert "orderId" not in invoice


@pytest.mark.parametrize("days", [0, 1])
def test_a_collection_of_no_day_or_one_is_one_attempt(shop, days):
    ann = declining(shop, collectionPeriodDays=days, billingOffsetDays=0)
    ann.pass_days(40)

    (invoice,) = ann.invoices()
    assert (invoice["state"], invoice["attemptCount"]) == ("uncollectible", 1)
    assert ann.state == "failed"


def test_a_declined_charge_has_no_order_and_says_why(shop):
    ann = declining(shop)
    ann.pass_days(26)
    (invoice,) = ann.invoices()
    charge = shop.get(f"/charges/{invoice['payment']['charges'][0]['id']}").body

    assert (charge["state"], charge["failureCode"]) == ("failed", "declined")
    assert "orderId" not in charge
    assert ann.state == "activePendingInvoice"
    assert len(shop.get("/orders")["data"]) == 1


def test_what_is_changed_while_an_invoice_is_open_counts_from_the_next_one(shop):
    ann = declining(shop)
    ann.pass_days(26)
    made(ann.change(items=[{"skuId": "sku-1", "price": 50}]))

    (invoice,) = ann.invoices()
    assert invoice["items"][0]["amount"] == 20.0


def test_what_is_changed_after_the_reminder_is_billed(shop):
    ann = Subscriber(shop)
    ann.pass_days(22)
    assert ann.invoices()[0]["items"][0]["amount"] == 20.0
    made(ann.change(items=[{"skuId": "sku-1", "price": 50}]))
    ann.pass_days(5)

    (invoice,) = ann.invoices()
    assert (invoice["state"], invoice["items"][0]["amount"]) == ("paid", 50.0)


def test_a_new_plan_counts_from_the_end_of_the_period(shop):
    ann = Subscriber(shop)
    yearly = plan(shop, interval="year", reminderOffsetDays=10)
    made(ann.change(planId=yearly["id"]))
    ann.pass_days(30)

    found = ann.now()
    assert found["currentPeriodStartDate"] == "2026-06-01T12:00:00Z"
    assert found["currentPeriodEndDate"] == "2027-06-01T12:00:00Z"
    assert found["nextInvoiceDate"] == "2027-05-27T12:00:00Z"
    assert found["nextReminderDate"] == "2027-05-17T12:00:00Z"


def test_a_source_that_is_gone_is_told_once_and_the_subscription_lapses(shop):
    ann = Subscriber(shop, reminderOffsetDays=-1)
    ann.lose_card()

    assert ann.pass_days(60) == [
        ("05-27", "subscription.source_invalid"),
        ("06-06", "subscription.lapsed"),
    ]
    found = ann.now()
    assert found["state"] == "lapsed"
    assert set(found["stateTransitions"]) == {"activated", "lapsed"}
    assert ann.invoices() == []


def test_a_source_that_is_replaced_in_time_pays_at_once(shop):
    ann = Subscriber(shop)
    ann.lose_card()
    ann.pass_days(28)
    assert ann.state == "active"
    made(ann.change(sourceId=ann.another_card()["id"]))
    ann.pass_days(0)

    (invoice,) = ann.invoices()
    assert invoice["stateTransitions"]["paid"] == "2026-05-29T12:00:00Z"
    assert "subscription.lapsed" not in [type for _, type in ann.pass_days(30)]
    assert ann.state == "active"


def test_the_reminder_comes_by_date_also_when_the_source_is_gone(shop):
    ann = Subscriber(shop)
    ann.lose_card()

    assert ann.pass_days(60) == [
        ("05-22", "invoice.created"),
        ("05-22", "subscription.reminder"),
        ("05-27", "subscription.source_invalid"),
        ("06-06", "subscription.lapsed"),
    ]
    assert ann.invoices() == []


def test_who_is_reminded_without_a_source_can_still_save_one(shop):
    ann = Subscriber(shop)
    ann.lose_card()
    ann.pass_days(22)
    (draft,) = ann.invoices()
    assert draft["payment"]["session"]["state"] == "requires_source"
    made(ann.change(sourceId=ann.another_card()["id"]))
    ann.pass_days(5)

    (invoice,) = ann.invoices()
    assert (invoice["id"], invoice["state"]) == (draft["id"], "paid")
    assert ann.state == "active"


def test_a_deactivated_plan_ends_its_subscriptions_without_a_word(shop):
    ann = Subscriber(shop)
    ann.pass_days(22)
    made(shop.post(f"/plans/{ann.plan['id']}", {"state": "deactivated"}))
    ann.pass_days(0)

    assert ann.pass_days(60) == []
    assert ann.state == "ended"
    assert ann.invoices() == []


def test_a_discontinued_plan_still_bills(shop):
    ann = Subscriber(shop)
    made(shop.post(f"/plans/{ann.plan['id']}", {"state": "discontinued"}))
    ann.pass_days(30)

    assert [i["state"] for i in ann.invoices()] == ["paid"]


def test_cancelling_in_dunning_voids_the_invoice(shop):
    ann = declining(shop)
    ann.pass_days(27)
    made(ann.change(state="cancelled"))

    (invoice,) = ann.invoices()
    assert invoice["state"] == "void"
    assert ann.pass_days(60) == []


def test_a_trial_that_stays_free_has_an_order_and_no_event_of_its_own(shop):
    ann = Subscriber(shop, price=0)
    told = [type for _, type in ann.pass_days(30)]

    assert not {"subscription.extended", "subscription.updated"} & set(told)
    (invoice,) = ann.invoices()
    assert (invoice["state"], invoice["totalAmount"]) == ("paid", 0.0)
    assert shop.get(f"/orders/{invoice['orderId']}")["state"] == "complete"
    assert ann.state == "activeFree"


def test_waiting_until_all_is_quiet_waits_for_no_renewal(shop):
    ann = Subscriber(shop)
    shop.tenant.clock.run_until_idle()

    assert shop.tenant.moment < ann.shop.tenant.clock.now + timedelta(days=1)
    assert ann.invoices() == []


def test_nothing_is_due_of_a_subscription_that_is_over(shop):
    ann = Subscriber(shop)
    assert len(shop.tenant.clock.due) == 2
    ann.lose_card()
    ann.pass_days(28)
    assert f"subscription {ann.id} lapses" in [w for _, w in shop.tenant.clock.due]
    made(ann.change(state="cancelled"))

    assert shop.tenant.clock.due == []


@pytest.mark.parametrize(
    ("days", "type", "sample"),
    [
        (22, "subscription.reminder", "0469"),
        (30, "subscription.extended", "0464"),
    ],
)
def test_events_about_both_look_like_their_samples(shop, days, type, sample):
    if not FACTS.is_dir():
        pytest.skip("the fact sheets are not beside this checkout")
    ann = Subscriber(shop)
    ann.pass_days(days)
    ours = next(e for e in shop.tenant.events() if e["type"] == type)
    theirs = orjson.loads((FACTS / f"{sample}.json").read_bytes())

    assert set(ours) == set(theirs)
    told, wanted = ours["data"]["object"], theirs["data"]["object"]
    assert set(told) == set(wanted) == {"subscription", "invoice"}
    # A digital sale ships nothing; the newest documents tell when the period began.
    assert set(wanted["subscription"]) - set(told["subscription"]) <= {"siteId"}
    assert set(told["subscription"]) - set(wanted["subscription"]) == {
        "currentPeriodStartDate"
    }
    assert set(wanted["invoice"]) - set(told["invoice"]) == {"shipTo"}
    assert set(told["invoice"]) <= set(wanted["invoice"])
    assert told["subscription"]["createdTime"] == "2026-05-01T12:00:00.000+0000"
    assert told["invoice"]["createdTime"] == "2026-05-22T12:00:00Z"


def test_both_parts_of_such_an_event_keep_their_models(shop):
    ann = declining(shop)
    ann.pass_days(40)
    seen = set()
    for event in shop.tenant.events():
        found = event["data"]["object"]
        if set(found) == {"subscription", "invoice"}:
            seen.add(event["type"])
            assert not check_model("Subscription", found["subscription"])
            assert not check_model("Invoice", found["invoice"])
    assert seen == {"subscription.reminder", "subscription.payment_failed"}


# -- by hand, and in stories -----------------------------------------------------------


def test_hands_bill_before_the_day_and_the_day_bills_no_second_time(shop):
    ann = Subscriber(shop, reminderOffsetDays=-1)
    happened = shop.tenant.happen("provider", "renews")

    assert ("subscription", ann.id) in [(h.kind, h.id) for h in happened]
    assert ann.now()["nextInvoiceDate"] == "2026-06-26T12:00:00Z"
    assert of_subscription(ann.pass_days(40)) == []
    assert len(ann.invoices()) == 1


def test_hands_that_remind_leave_nothing_to_remind_of(shop):
    ann = Subscriber(shop)
    shop.tenant.happen("provider", "reminds")

    with pytest.raises(MockdrError):
        shop.tenant.happen("provider", "reminds", of=ann.id)
    assert [type for _, type in of_subscription(ann.pass_days(26))][:1] == [
        "invoice.open"
    ]


def test_hands_that_try_again_pay_what_was_declined(shop):
    ann = declining(shop)
    ann.pass_days(26)
    good = ann.another_card()
    (invoice,) = ann.invoices()
    made(shop.post(f"/invoices/{invoice['id']}/sources/{good['id']}"))
    ann.pass_days(0)

    assert ann.state == "active"
    assert ann.invoices()[0]["state"] == "paid"


STORY = """
- merchant: updateSubscriptions
  then: {subscription: active}
- provider: renews
  then: {subscription: activePendingInvoice}
- merchant: retrieveSubscriptions
- provider: expires
  of: invoice
  then: {invoice: uncollectible, subscription: failed}
"""


def test_what_a_story_gives_up_is_neither_collected_before_nor_forgotten(shop):
    shop.play(STORY)
    ann = Subscriber(shop, reminderOffsetDays=-1)
    # The story waits for the shop to look: its last act has not come.
    ann.pass_days(26 + 20)
    (invoice,) = ann.invoices()
    assert (invoice["state"], invoice["attemptCount"]) == ("open", 1)
    assert ann.state == "activePendingInvoice"
    ann.pass_days(0)

    assert ann.state == "failed"
    assert shop.findings() == []


def test_a_card_whose_owner_lives_nowhere_is_no_source(shop):
    ann = Subscriber(shop)
    owner = {**OWNER, "address": {**ADDRESS, "postalCode": "none"}}
    made(ann.change(sourceId=shop.saved_card(ann.customer, owner=owner)["id"]))

    assert ann.pass_days(60) == [
        ("05-27", "subscription.source_invalid"),
        ("06-06", "subscription.lapsed"),
    ]
