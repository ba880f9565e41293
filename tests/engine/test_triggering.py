"""An event by hand: any type, about what is there, or about what is brought along."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.base.errors import MockdrError
from mockdr.contract import check_model, event_types
from mockdr.engine.acts import Impossible
from mockdr.engine.brought import STORIES
from mockdr.engine.older import model_of
from mockdr.engine.settings import Settings
from mockdr.engine.triggering import kind_of
from mockdr.events.names import NOW_CALLED
from tests.engine.recurring import Subscriber
from tests.engine.refunding import refund
from tests.engine.sending_goods import all_sent
from tests.engine.shop import NOON, Shop

#: Where a thing of each KIND is retrieved; what is not here cannot be.
PATHS = {
    "checkout": "/checkouts/",
    "customer": "/customers/",
    "source": "/sources/",
    "order": "/orders/",
    "charge": "/charges/",
    "refund": "/refunds/",
    "return": "/returns/",
    "fulfillment": "/fulfillments/",
    "invoice": "/invoices/",
    "subscription": "/subscriptions/",
    "plan": "/plans/",
    "sku": "/skus/",
    "fee": "/fees/",
    "file_link": "/file-links/",
    "tax_identifier": "/tax-identifiers/",
    "fulfillment_order": "/fulfillment-orders/",
    "fulfillment_cancellation": "/fulfillment-cancellations/",
    "fulfillment_return": "/fulfillment-returns/",
    "shipment": "/shipments/",
    "sales_transaction": "/sales-transactions/",
    "payout": "/payouts/",
    "logistics_return": "/logistics-returns/",
}


def told(shop, type, of=None):
    """Trigger; return the event and what it shows, which is all there is."""
    event = shop.tenant.trigger(type, of)
    shown = shop.tenant.events()[-1]
    assert shown["id"] == event.id
    return event, shown


@pytest.mark.parametrize("type", event_types())
def test_every_type_can_be_told_in_a_new_world_of_what_can_be_retrieved(
    type,
):
    shop = Shop()

    event, shown = told(shop, type)

    assert (shown["type"], shown["createdTime"]) == (type, "2026-05-01T12:00:00Z")
    assert check_model("Event", shown) == ()
    data = shown["data"]
    assert data["object"] or event.deleted
    told_of = data["previousAttributes"] if event.deleted else data["object"]
    model = model_of(event.kind)
    if model is not None:
        assert check_model(model, told_of) == ()
    assert ("previousAttributes" in data) >= event_types()[type].previous_attributes
    assert [e["id"] for e in shop.tenant.events()] == [event.id]
    assert shop.get(f"/events/{event.id}").body == shown
    if event.kind in PATHS:
        answer = shop.get(f"{PATHS[event.kind]}{event.subject}")
        assert answer.status == (404 if event.deleted else 200)
        states = set(event_types()[NOW_CALLED.get(type, type)].states)
        loose = not states or {"prior state", "unchanged"} & states
        if answer.status == 200 and "state" in answer.body:
            assert loose or answer["state"] in states


@pytest.mark.parametrize("type", event_types())
def test_live_mode_tells_every_type_too_and_says_so(type):
    shop = Shop()
    tenant = shop.world.tenant("shop", live=True)

    tenant.trigger(type)

    assert tenant.events()[-1]["liveMode"] is True


def test_every_type_with_an_object_of_the_contract_has_its_story():
    bare = {t for t in event_types().values() if model_of(kind_of(t)) is None}
    named = {t.type for t in event_types().values()} - NOW_CALLED.keys()

    assert named - STORIES.keys() - {t.type for t in bare} == {"tax_identifier.updated"}
    assert {t.type for t in bare} & STORIES.keys() == {
        "subscription.reminder",
        "subscription.extended",
        "subscription.payment_failed",
    }


def test_nothing_that_is_brought_along_is_of_the_future(shop):
    for type in ("subscription.extended", "order.dispute.resolved", "payout.created"):
        shop.tenant.trigger(type)

    now = shop.tenant.moment.isoformat()
    for id in shop.tenant.store.newest("order"):
        assert shop.read("order", id)["createdTime"] <= now


def test_a_thing_of_the_tenants_own_comes_first(shop):
    order = shop.ordered()

    event, shown = told(shop, "order.accepted")

    assert event.subject == order["id"]
    assert shown["data"]["object"] == shop.get(f"/orders/{order['id']}").body
    assert len(list(shop.tenant.store.newest("order"))) == 1


def test_the_newest_in_the_right_state_is_chosen(shop):
    first = shop.ordered()
    shop.play("- merchant: createOrders\n  then: {order: in_review}")
    second = shop.ordered()

    assert told(shop, "order.review_opened")[0].subject == second["id"]
    assert told(shop, "order.accepted")[0].subject == first["id"]


def test_a_thing_is_named_by_its_id_by_what_it_belongs_to_or_by_its_name(shop):
    first, second = shop.ordered(), shop.ordered()
    charge = first["payment"]["charges"][0]["id"]
    shop.play(
        "- merchant: createCheckouts\n- merchant: createCustomers\n  as: ann\n"
        "- merchant: updateCheckouts"
    )
    checkout = shop.checkout()
    ann = shop.customer()

    assert told(shop, "order.accepted", first["id"])[0].subject == first["id"]
    assert told(shop, "order.charge.capturable", first["id"])[0].subject == charge
    assert told(shop, "order.charge.capturable", charge)[0].subject == charge
    assert told(shop, "order.accepted", second["id"])[0].subject == second["id"]
    assert told(shop, "customer.created", "ann")[0].subject == ann["id"]
    assert told(shop, "checkout.created", checkout["id"])[0].subject == checkout["id"]


def test_what_happened_before_is_told_again_where_no_thing_shows_it(shop):
    customer = shop.customer()
    shop.delete(f"/customers/{customer['id']}")
    shop.tenant.clock.advance(timedelta(hours=1))

    for of in (None, customer["id"]):
        event, shown = told(shop, "customer.deleted", of)

        assert event.subject == customer["id"]
        assert shown["data"]["object"] == {}
        assert shown["data"]["previousAttributes"]["id"] == customer["id"]
        assert shown["createdTime"] == "2026-05-01T13:00:00Z"


def test_what_was_done_on_a_charge_is_told_of_one_on_which_it_was_done(shop):
    first, second = shop.ordered(), shop.ordered()
    all_sent(shop, first)
    [sent], [unsent] = (order["payment"]["charges"] for order in (first, second))

    complete, _ = told(shop, "order.charge.capture.complete")
    failed, _ = told(shop, "order.charge.capture.failed")

    assert complete.subject == sent["id"]
    assert failed.subject not in (sent["id"], unsent["id"])
    with pytest.raises(
        Impossible, match=r"not as order\.charge\.cancel\.complete tells"
    ):
        shop.tenant.trigger("order.charge.cancel.complete", sent["id"])


def test_an_order_is_refunded_once_money_is_back_and_reviewed_once_it_was(shop):
    order = shop.ordered()
    all_sent(shop, order)

    assert told(shop, "order.refunded")[0].subject != order["id"]
    shop.made(refund(shop, order, amount=1.0))
    assert told(shop, "order.refunded", order["id"])[0].subject == order["id"]
    assert told(shop, "order.refunded")[0].subject != order["id"], "that is older"
    with pytest.raises(Impossible):
        shop.tenant.trigger("order.review_closed", order["id"])


def test_a_source_of_a_customer_is_one_that_the_customer_has(shop):
    mine = shop.saved_card(shop.customer())
    shop.source()

    assert told(shop, "customer.source.created")[0].subject == mine["id"]


def test_a_renewal_is_told_of_while_its_invoice_is_as_the_event_says(shop):
    ann = Subscriber(shop)
    ann.pass_days(30)
    renewed = ann.now()["id"]

    paid = told(shop, "subscription.extended")[1]["data"]["object"]
    assert (paid["subscription"]["id"], paid["invoice"]["state"]) == (renewed, "paid")
    for type, state in (
        ("subscription.reminder", "draft"),
        ("subscription.payment_failed", "open"),
    ):
        shown = told(shop, type)[1]["data"]["object"]
        assert shown["invoice"]["state"] == state
        named = shown["subscription"]["id"] == renewed
        assert named == (type == "subscription.reminder")


def test_the_newest_change_is_what_an_update_tells_and_without_one_nothing(shop):
    customer = shop.customer()

    assert told(shop, "customer.updated")[1]["data"]["previousAttributes"] == {}
    shop.post(f"/customers/{customer['id']}", {"metadata": {"a": "b"}})
    again = told(shop, "customer.updated")[1]["data"]
    assert again["previousAttributes"]["metadata"] is None


def test_a_thing_that_is_not_as_the_event_says_is_refused_with_what_it_can_tell(shop):
    order = shop.ordered()

    with pytest.raises(Impossible, match=r"is 'accepted', and not as order\.blocked"):
        shop.tenant.trigger("order.blocked", order["id"])
    with pytest.raises(Impossible) as caught:
        shop.tenant.trigger("order.refunded", order["id"])
    assert "trigger order.accepted" in caught.value.possible
    assert "trigger order.blocked" not in caught.value.possible
    with pytest.raises(Impossible, match=f"{order['id']} has no refund"):
        shop.tenant.trigger("refund.pending", order["id"])
    assert "order.blocked" not in shop.events()


@pytest.mark.parametrize("refused", ["order.charge.failed", "order.blocked"])
def test_only_what_can_be_told_is_offered_by_whatever_name(shop, refused):
    order = shop.ordered()
    [charge] = order["payment"]["charges"]
    of = charge["id"] if "charge" in refused else order["id"]

    with pytest.raises(Impossible) as caught:
        shop.tenant.trigger(refused, of)
    offered = {found.removeprefix("trigger ") for found in caught.value.possible}
    for type in offered:
        assert told(shop, type, of)[1]["type"] == type
    for former, now in NOW_CALLED.items():
        assert (former in offered) == (now in offered)
        if now in ("order.charge.complete", "order.charge.pending"):
            with pytest.raises(Impossible):
                shop.tenant.trigger(former, charge["id"])


@pytest.mark.parametrize("type", ["order.created", "order.submitted"])
def test_an_order_is_created_in_one_of_its_first_states(shop, type):
    first, second = shop.ordered(), shop.ordered()
    assert told(shop, type)[0].subject == second["id"]
    all_sent(shop, second)
    assert told(shop, type)[0].subject == first["id"]
    shop.play("- merchant: createOrders\n  then: {order: in_review}")
    third = shop.ordered()
    assert told(shop, type)[0].subject == third["id"]


def test_an_order_that_came_further_is_not_told_as_new(shop):
    disputed, _ = told(shop, "order.dispute")

    for type in ("order.created", "order.submitted"):
        event, shown = told(shop, type)
        assert event.subject != disputed.subject
        assert shown["data"]["object"]["state"] == "accepted"
        with pytest.raises(
            Impossible, match=r"is 'dispute', and not as order\.created"
        ):
            shop.tenant.trigger(type, disputed.subject)


def test_a_thing_nobody_knows_and_a_type_nobody_knows_are_told_what_there_is(shop):
    order = shop.ordered()

    with pytest.raises(MockdrError, match="no 'nobody' that order") as caught:
        shop.tenant.trigger("order.accepted", "nobody")
    assert f"order {order['id']}" in caught.value.help
    with pytest.raises(MockdrError, match="no 'nobody' that plan") as caught:
        shop.tenant.trigger("plan.created", "nobody")
    assert "brought along" in caught.value.help
    with pytest.raises(MockdrError, match="is no type of event") as caught:
        shop.tenant.trigger("order.acepted")
    assert caught.value.help == "did you mean 'order.accepted'?"


@pytest.mark.parametrize(
    ("spelt", "type"),
    [(alias, type.type) for type in event_types().values() for alias in type.aliases],
)
def test_another_spelling_of_the_documentation_is_understood(shop, spelt, type):
    assert told(shop, spelt)[1]["type"] == type


@pytest.mark.parametrize("former", NOW_CALLED)
def test_a_former_name_is_told_of_the_same_thing_as_the_name_of_today(former):
    shop, other = Shop(), Shop()

    event, twin = told(shop, former)[0], told(other, NOW_CALLED[former])[0]

    assert (event.kind, event.subject) == (twin.kind, twin.subject)
    assert (event.type, twin.type) == (former, NOW_CALLED[former])


def test_what_no_operation_knows_may_be_given_its_id(shop):
    shown = told(shop, "location.updated", "east")[1]["data"]

    assert shown["object"]["id"] == "east"
    assert shown["previousAttributes"] == {}
    gone = told(shop, "location.deleted", "east")[1]["data"]
    assert (gone["object"], gone["previousAttributes"]["id"]) == ({}, "east")


def test_an_invoice_attribute_is_of_the_customer_that_is_named_or_of_the_newest(shop):
    first, second = shop.customer()["id"], shop.customer()["id"]

    for of, owner in ((None, second), (first, first)):
        shown = told(shop, "customer.invoice_attribute.created", of)[1]
        assert shown["data"]["object"]["customerId"] == owner
        assert shown["data"]["object"]["id"] not in (first, second)


def test_ids_of_what_comes_later_do_not_depend_on_what_was_triggered():
    plain, other = Shop(), Shop()
    other.tenant.trigger("order.accepted")
    other.tenant.trigger("payout.created")

    assert plain.ordered()["id"] == other.ordered()["id"]


def test_the_same_seed_brings_the_same_along():
    one, other = (Shop().tenant for _ in range(2))

    assert one.told(one.trigger("refund.complete")) == other.told(
        other.trigger("refund.complete")
    )
    assert one.store.snapshot() == other.store.snapshot()


def test_what_is_there_already_stays_as_it_is(shop):
    shop.tenant.trigger("sku.created")
    shop.tenant.trigger("fee.created")
    before = {kind: dict(v) for kind, v in shop.tenant.store.snapshot().items()}
    for type in ("sku.deleted", "fee.updated", "fulfillment_order.shipped"):
        shop.tenant.trigger(type)

    after = shop.tenant.store.snapshot()
    for kind, things in before.items():
        for id, stored in things.items():
            assert after[kind][id] == stored


def test_what_is_brought_along_can_go_on_living(shop):
    event, _ = told(shop, "order.review_opened")

    shop.tenant.happen("fraud", "passes")

    assert shop.read("order", event.subject)["state"] == "accepted"


def test_an_older_key_is_told_in_its_own_shape():
    shop = Shop(settings=Settings(now=NOON, version="2020-12-17"))

    shown = told(shop, "order.accepted")[1]

    assert shown["digitalriverVersion"] == "2020-12-17"
    assert "payment" not in shown["data"]["object"]
    assert shown["data"]["object"]["charges"]
