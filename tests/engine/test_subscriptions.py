"""Subscriptions in the hands of the merchant: drafted, activated, cancelled."""

from __future__ import annotations

import pytest

from tests.engine.recurring import Subscriber, made, plan
from tests.engine.shop import envelope


def item(plan_id, **fields):
    info = {"planId": plan_id, "terms": "I agree.", **fields.pop("info", {})}
    return {"skuId": "sku-1", "price": 10.0, "subscriptionInfo": info, **fields}


def test_a_checkout_with_a_plan_drafts_a_subscription(shop):
    gold = plan(shop)
    checkout = shop.digital(items=[item(gold["id"], metadata={"colour": "red"})])
    info = checkout["items"][0]["subscriptionInfo"]
    found = shop.get(f"/subscriptions/{info['subscriptionId']}").body

    assert info["autoRenewal"] is True
    assert info["freeTrial"] is False
    assert found == {
        "id": info["subscriptionId"],
        "createdTime": checkout["createdTime"],
        "updatedTime": checkout["createdTime"],
        "stateTransitions": {},
        "taxInclusive": False,
        "currency": "USD",
        "planId": gold["id"],
        "state": "draft",
        "items": [
            {
                "price": 10.0,
                "skuId": "sku-1",
                "quantity": 1,
                "metadata": {"colour": "red"},
            }
        ],
        "liveMode": False,
    }
    assert [e["type"] for e in shop.tenant.events()[1:]] == [
        "subscription.created",
        "checkout.created",
    ]


def test_lines_of_one_plan_share_a_subscription_unless_they_name_their_own(shop):
    gold = plan(shop)
    lines = [
        item(gold["id"]),
        item(gold["id"]),
        item(gold["id"], info={"subscriptionId": "mine"}),
    ]
    checkout = shop.digital(items=lines)
    ids = [i["subscriptionInfo"]["subscriptionId"] for i in checkout["items"]]

    assert ids[0] == ids[1] != ids[2] == "mine"
    assert len(shop.get(f"/subscriptions/{ids[0]}")["items"]) == 2
    assert len(shop.get("/subscriptions/mine")["items"]) == 1


def test_a_second_checkout_takes_up_the_draft_that_it_names(shop):
    gold = plan(shop)
    line = item(gold["id"], info={"subscriptionId": "mine"})
    shop.digital(items=[line])
    shop.digital(items=[{**line, "price": 12.0}])

    assert [i["price"] for i in shop.get("/subscriptions/mine")["items"]] == [12.0]
    assert len(shop.get("/subscriptions").body["data"]) == 1


def test_a_checkout_cannot_take_up_a_subscription_that_has_begun(shop):
    ann = Subscriber(shop)
    line = item(ann.plan["id"], info={"subscriptionId": ann.id})
    answer = shop.post("/checkouts", shop.digital_body(items=[line]))

    assert answer.status == 409
    assert answer.errors == [
        ("invalid_parameter", "items[0].subscriptionInfo.subscriptionId")
    ]


@pytest.mark.parametrize("state", ["draft", "discontinued", "deactivated", None])
def test_a_plan_that_is_not_for_sale_is_refused(shop, state):
    id = "never-made"
    if state is not None:
        id = plan(shop, state="draft" if state == "draft" else "active")["id"]
        if state != "draft":
            made(shop.post(f"/plans/{id}", {"state": state}))
    answer = shop.post("/checkouts", shop.digital_body(items=[item(id)]))

    assert (answer.status, answer.body) == envelope(
        400, "bad_request", "plan_not_active", f"Plan {id} is not active.", "planId"
    )


def test_activation_takes_over_what_the_order_says(shop):
    ann = Subscriber(shop)
    found = ann.now()
    agreement = ann.order["items"][0]["subscriptionInfo"]["billingAgreementId"]

    assert found["state"] == "active"
    assert found["stateTransitions"] == {"activated": "2026-05-01T12:00:00Z"}
    assert found["customerId"] == ann.customer["id"]
    assert found["sourceId"] == ann.card["id"]
    assert found["billingAgreementId"] == agreement
    assert found["locale"] == "en_US"
    assert found["contractBindingUntil"] == "2027-05-01T12:00:00Z"
    assert found["currentPeriodStartDate"] == "2026-05-01T12:00:00Z"
    assert found["currentPeriodEndDate"] == "2026-06-01T12:00:00Z"
    assert found["nextInvoiceDate"] == "2026-05-27T12:00:00Z"
    assert found["nextReminderDate"] == "2026-05-22T12:00:00Z"


def test_what_was_not_there_before_is_null_in_the_event(shop):
    Subscriber(shop)
    told = next(e for e in shop.tenant.events() if e["type"] == "subscription.updated")

    previous = told["data"]["previousAttributes"]
    assert previous["state"] == "draft"
    assert previous["nextInvoiceDate"] is None
    assert previous["stateTransitions"] == {"activated": None}


def test_a_trial_begins_free(shop):
    found = Subscriber(shop, price=0).now()

    assert found["state"] == "activeFree"
    assert set(found["stateTransitions"]) == {"activatedFree"}


def lack(id, what):
    return envelope(
        409,
        "conflict",
        "invalid_state",
        f"Subscription {id} has no {what}, so it cannot be activated.",
        "state",
    )


def test_without_an_order_nothing_begins(shop):
    checkout = shop.digital(items=[item(plan(shop)["id"])])
    id = checkout["items"][0]["subscriptionInfo"]["subscriptionId"]
    answer = shop.post(f"/subscriptions/{id}", {"state": "active"})

    assert (answer.status, answer.body) == lack(id, "accepted order")


def test_without_a_saved_source_nothing_begins(shop):
    checkout = shop.digital(items=[item(plan(shop)["id"])])
    shop.attach(checkout, shop.source(checkout))
    made(shop.order(checkout))
    id = checkout["items"][0]["subscriptionInfo"]["subscriptionId"]
    answer = shop.post(f"/subscriptions/{id}", {"state": "active"})

    assert (answer.status, answer.body) == lack(id, "valid source")
    assert "save the source with the customer" in answer.hint


@pytest.mark.parametrize("state", ["active", "cancelled"])
def test_nothing_is_changed_beside_the_state(shop, state):
    ann = Subscriber(shop, active=state == "cancelled")
    before = ann.now()
    answer = ann.change(state=state, metadata={"a": "b"})

    assert (answer.status, answer.body) == envelope(
        409,
        "conflict",
        "restricted_update",
        f"Additional data cannot be updated when updating state to {state}.",
        "metadata",
    )
    assert ann.now() == before


def test_only_a_draft_is_deleted(shop):
    ann = Subscriber(shop)
    answer = shop.delete(f"/subscriptions/{ann.id}")

    assert (answer.status, answer.body) == envelope(
        409,
        "conflict",
        "invalid_state",
        f"Subscription {ann.id} is active, so it cannot be deleted.",
        "state",
    )


def test_a_draft_is_deleted_for_good(shop):
    ann = Subscriber(shop, active=False)

    assert shop.delete(f"/subscriptions/{ann.id}").status == 204
    assert shop.get(f"/subscriptions/{ann.id}").status == 404
    assert shop.tenant.events()[-1]["type"] == "subscription.deleted"


def test_items_are_one_each_unless_it_is_said(shop):
    ann = Subscriber(shop)
    made(
        ann.change(
            items=[
                {"skuId": "a", "price": 5.01},
                {"skuId": "b", "price": 1, "quantity": 5},
            ]
        )
    )

    assert [(i["skuId"], i["quantity"]) for i in ann.now()["items"]] == [
        ("a", 1),
        ("b", 5),
    ]


def test_items_without_a_price_are_refused(shop):
    answer = Subscriber(shop).change(items=[{"skuId": "a"}])

    assert answer.errors == [("missing_parameter", "items[0].price")]


def test_a_change_of_plan_leaves_the_dates_of_the_period(shop):
    ann = Subscriber(shop)
    before = ann.now()
    yearly = plan(shop, interval="year")
    made(ann.change(planId=yearly["id"]))

    after = ann.now()
    assert after["planId"] == yearly["id"]
    dates = ("currentPeriodEndDate", "nextInvoiceDate", "nextReminderDate")
    assert [after[name] for name in dates] == [before[name] for name in dates]


def test_a_draft_has_no_source_to_replace(shop):
    ann = Subscriber(shop, active=False)
    answer = ann.change(sourceId=ann.another_card()["id"])

    assert (answer.status, answer.errors) == (409, [("invalid_state", "sourceId")])


def test_a_source_must_be_the_customers_and_last(shop):
    ann = Subscriber(shop)
    bob = shop.customer(email="bob@example.com")
    once = shop.source(None)
    wanted = {
        shop.saved_card(bob)["id"]: "source_in_use",
        once["id"]: "nonreusable_source",
    }

    for id, code in wanted.items():
        answer = ann.change(sourceId=id)
        assert (answer.status, answer.errors) == (409, [(code, "sourceId")])
    assert ann.change(sourceId="nobody").status == 404


def test_what_has_ended_cannot_be_changed(shop):
    ann = Subscriber(shop)
    made(ann.change(state="cancelled"))

    for fields, done in (
        ({"metadata": {}}, "updated"),
        ({"state": "active"}, "activated"),
        ({"state": "cancelled"}, "cancelled"),
    ):
        answer = ann.change(**fields)
        assert (answer.status, answer.body) == envelope(
            409,
            "conflict",
            "invalid_state",
            f"Subscription {ann.id} is cancelled, so it cannot be {done}.",
            "state",
        )


def test_what_is_cancelled_is_never_billed(shop):
    ann = Subscriber(shop)
    made(ann.change(state="cancelled"))

    assert ann.pass_days(100) == []
    assert ann.invoices() == []


def test_subscriptions_are_listed_by_plan_state_and_customer(shop):
    ann = Subscriber(shop)
    Subscriber(shop, active=False)

    for query in (
        {"planId": ann.plan["id"]},
        {"state": "active"},
        {"customerId": ann.customer["id"]},
    ):
        found = shop.get("/subscriptions", query=query)["data"]
        assert [s["id"] for s in found] == [ann.id]
