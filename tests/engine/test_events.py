"""Events: what each step of a flow tells, in which order, and what they carry."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.contract import check_model, event_types
from tests.engine.shop import ADDRESS, session_of


def newest(shop, type=None):
    found = [e for e in shop.tenant.events() if type in (None, e["type"])]
    return found[-1]


def fulfil(shop, flow):
    """Live one flow to its end; return what each step told."""
    told = []

    def note(what):
        told.append((what, shop.events(note.seen)))
        note.seen = len(shop.events())

    note.seen = 0
    checkout = shop.checkout()
    note("checkout")
    make = {"standard": "source", "redirect": "redirected", "receiver": "wire"}[flow]
    source = getattr(shop, make)(checkout)
    note("source")
    shop.attach(checkout, source)
    note("attach")
    order = shop.made(shop.order(checkout))
    note("order")
    if flow == "redirect":
        shop.tenant.happen("customer", "approves")
        note("approves")
        shop.post(f"/orders/{order['id']}/refresh")
        note("refresh")
    if flow == "receiver":
        shop.tenant.happen("customer", "pays")
        note("pays")
    return told


FLOWS = {
    "standard": [
        ("checkout", ["checkout.created"]),
        ("source", ["source.created", "source.chargeable"]),
        ("attach", ["checkout.updated"]),
        ("order", ["order.created", "order.charge.capturable", "order.accepted"]),
    ],
    "redirect": [
        ("checkout", ["checkout.created"]),
        ("source", ["source.created"]),
        ("attach", ["checkout.updated"]),
        ("order", ["order.created", "order.pending_payment"]),
        ("approves", ["source.chargeable"]),
        ("refresh", ["order.charge.capturable", "order.accepted"]),
    ],
    "receiver": [
        ("checkout", ["checkout.created"]),
        ("source", ["source.created"]),
        ("attach", ["checkout.updated"]),
        ("order", ["order.created", "order.pending_payment"]),
        (
            "pays",
            ["source.chargeable", "order.charge.capturable", "order.accepted"],
        ),
    ],
}


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_tells_its_events_in_the_documented_order(shop, flow):
    assert fulfil(shop, flow) == FLOWS[flow]


@pytest.mark.parametrize("flow", FLOWS)
def test_every_event_is_one_of_the_contracts_and_fits_its_model(shop, flow):
    fulfil(shop, flow)
    customer = shop.customer()
    card = shop.saved_card(customer)
    shop.post(f"/customers/{customer['id']}", {"email": "a@b.cc"})
    shop.delete(f"/customers/{customer['id']}/sources/{card['id']}")
    shop.delete(f"/customers/{customer['id']}")
    for event in shop.tenant.events():
        assert event["type"] in event_types()
        assert check_model("Event", event) == ()
        assert event["liveMode"] is False
        assert event["digitalriverVersion"] == "2021-12-13"


def test_an_event_shows_its_object_as_it_was_then(shop):
    fulfil(shop, "redirect")
    by_type = {e["type"]: e["data"]["object"] for e in shop.tenant.events()}
    assert session_of(by_type["checkout.created"])["state"] == "requires_source"
    assert by_type["source.created"]["state"] == "pending_redirect"
    assert session_of(by_type["checkout.updated"])["state"] == "requires_confirmation"
    assert by_type["checkout.updated"]["payment"]["sources"]
    pending = by_type["order.pending_payment"]
    assert (pending["state"], session_of(pending)["state"]) == (
        "pending_payment",
        "pending_redirect",
    )
    assert by_type["source.chargeable"]["state"] == "chargeable"
    assert by_type["order.charge.capturable"]["state"] == "capturable"
    accepted = by_type["order.accepted"]
    assert (accepted["state"], session_of(accepted)["state"]) == (
        "accepted",
        "complete",
    )
    assert set(accepted["stateTransitions"]) == {"pending_payment", "accepted"}


def test_money_that_arrives_makes_the_source_chargeable_first(shop):
    fulfil(shop, "receiver")
    event = newest(shop, "source.chargeable")
    assert event["data"]["object"]["state"] == "chargeable"


def test_the_event_of_a_charge_is_about_the_charge(shop):
    order = shop.ordered()
    charge = newest(shop, "order.charge.capturable")["data"]["object"]
    assert charge["id"] == order["payment"]["charges"][0]["id"]
    assert charge["orderId"] == order["id"]
    assert charge["paymentSessionId"] == session_of(order)["id"]


def test_each_charge_of_an_order_tells_its_own(shop):
    checkout = shop.checkout()
    shop.attach(checkout, shop.credit(checkout, 10))
    shop.attach(checkout, shop.source(checkout))
    before = len(shop.events())
    order = shop.made(shop.order(checkout))
    assert shop.events(before) == [
        "order.created",
        *["order.charge.capturable"] * 2,
        "order.accepted",
    ]
    amounts = [
        e["data"]["object"]["amount"] for e in shop.tenant.events()[before + 1 :][:2]
    ]
    assert (
        amounts == [c["amount"] for c in order["payment"]["charges"]] == [10.0, 16.89]
    )


@pytest.mark.parametrize(
    ("verb", "told", "state"),
    [
        ("passes", ["order.review_closed", "order.accepted"], "accepted"),
        (
            "blocks",
            [
                "order.charge.cancel.complete",
                "order.charge.cancelled",
                "order.blocked",
            ],
            "blocked",
        ),
    ],
)
def test_a_review_ends_with_its_own_events(shop, verb, told, state):
    shop.play("- merchant: createOrders\n  then: {order: in_review}")
    checkout, _ = shop.funded()
    order = shop.made(shop.order(checkout))
    before = len(shop.events())
    shop.tenant.happen("fraud", verb, order["id"])
    assert shop.events(before) == told
    read = shop.read("order", order["id"])
    assert (read["state"], read["cancelledAmount"]) == (state, 0.0)
    [charge] = read["payment"]["charges"]
    if verb == "passes":
        assert read["fraudState"] == "passed"
        assert set(read["fraudStateTransitions"]) == {"review_opened", "passed"}
        assert charge["state"] == "capturable"
    else:
        assert read["fraudState"] == "blocked"
        assert {item["state"] for item in read["items"]} == {"blocked"}
        assert charge["state"] == "cancelled"
        [cancel] = charge["cancels"]
        assert (cancel["amount"], cancel["state"]) == (26.89, "complete")


def test_an_order_that_is_blocked_when_refreshed_has_given_its_money_back(shop):
    shop.play(
        "- merchant: createOrders\n"
        "- customer: approves\n"
        "- merchant: refreshOrders\n"
        "  then: {order: blocked}\n"
    )
    checkout = shop.checkout()
    source = shop.redirected(checkout)
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    shop.tenant.happen("customer", "approves")
    before = len(shop.tenant.events())
    answer = shop.post(f"/orders/{order['id']}/refresh")
    assert (answer["state"], answer["fraudState"]) == ("blocked", "blocked")
    [charge] = answer["payment"]["charges"]
    assert charge["state"] == "cancelled"
    assert [c["state"] for c in charge["cancels"]] == ["complete"]
    told = shop.tenant.events()[before:]
    assert [e["type"] for e in told] == [
        "order.charge.capturable",
        "order.charge.cancel.complete",
        "order.charge.cancelled",
        "order.blocked",
    ]
    assert told[0]["data"]["object"]["state"] == "capturable"
    assert shop.findings() == []


# -- what was before ------------------------


def test_an_update_tells_what_was_before_and_only_that(shop):
    checkout = shop.checkout(metadata={"a": 1, "b": 2})
    shop.tenant.clock.advance(timedelta(seconds=1))
    shop.post(
        f"/checkouts/{checkout['id']}",
        {"email": "new@example.com", "metadata": {"a": 1, "b": 3}, "upstreamId": "u"},
    )
    data = newest(shop, "checkout.updated")["data"]
    assert data["previousAttributes"] == {
        "email": checkout["email"],
        "metadata": {"b": 2},
        "upstreamId": None,
    }
    assert data["object"]["email"] == "new@example.com"


def test_an_order_and_a_customer_tell_what_was_before(shop):
    order = shop.ordered()
    shop.post(f"/orders/{order['id']}", {"upstreamId": "u"})
    assert newest(shop)["data"]["previousAttributes"] == {"upstreamId": None}
    customer = shop.customer(email="a@b.cc", shipping={"address": ADDRESS})
    address = {**ADDRESS, "city": "Edina"}
    path = f"/customers/{customer['id']}"
    shop.post(path, {"shipping": {"address": address}, "enabled": False})
    assert newest(shop)["data"]["previousAttributes"] == {
        "shipping": {"address": {"city": "Minnetonka"}},
        "enabled": True,
    }


@pytest.mark.parametrize("kind", ["checkout", "customer"])
def test_a_deletion_tells_what_there_was(shop, kind):
    made = shop.checkout() if kind == "checkout" else shop.customer(email="a@b.cc")
    shop.delete(f"/{kind}s/{made['id']}")
    event = newest(shop)
    assert event["type"] == f"{kind}.deleted"
    assert event["data"] == {"object": {}, "previousAttributes": made}


@pytest.mark.parametrize("type", ["order.accepted", "source.created"])
def test_what_only_happened_has_nothing_before(shop, type):
    shop.ordered()
    assert "previousAttributes" not in newest(shop, type)["data"]


def test_what_is_refused_tells_nothing(shop):
    checkout = shop.checkout()
    shop.post("/checkouts", {"currency": "USD"})
    shop.order(checkout)
    shop.post(f"/checkouts/{checkout['id']}", {"currency": "YEM"})
    assert shop.events() == ["checkout.created"]


def test_an_event_has_an_id_and_a_time_of_its_own(shop):
    shop.ordered()
    events = shop.tenant.events()
    assert len({e["id"] for e in events}) == len(events)
    assert {e["createdTime"] for e in events} == {"2026-05-01T12:00:00Z"}
