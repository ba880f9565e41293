"""Events over REST: all of them for thirty days, by type, time and page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engine.shop import envelope

LIST = "/events"


def types(shop, query=()):
    answer = shop.get(LIST, query=query)
    assert answer.status == 200, answer.body
    return [event["type"] for event in answer["data"]]


@pytest.fixture
def bought(shop):
    """A shop where an order was made and a customer came by."""
    order = shop.ordered()
    shop.tenant.clock.advance(timedelta(hours=1))
    shop.customer(email="ann@example.com")
    return order


def test_events_come_newest_first_as_they_were_told(shop, bought):
    told = shop.tenant.events()
    answer = shop.get(LIST, query={"limit": 100})

    assert answer.body == {"hasMore": False, "data": told[::-1]}
    assert told[-1]["type"] == "customer.created"
    for event in told:
        assert shop.get(f"{LIST}/{event['id']}").body == event


def test_an_event_shows_its_thing_as_it_was(shop, bought):
    accepted = shop.get(LIST, query={"type": "order.accepted"})["data"]
    shop.made(shop.post(f"/orders/{bought['id']}", {"upstreamId": "changed"}))

    assert "upstreamId" not in accepted[0]["data"]["object"]
    assert shop.get(LIST, query={"type": "order.accepted"})["data"] == accepted


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ([("type", "order.accepted")], ["order.accepted"]),
        (
            [("type", "order.*")],
            ["order.accepted", "order.charge.capturable", "order.created"],
        ),
        ([("type", "order.charge.*")], ["order.charge.capturable"]),
        ([("type", "order")], []),
        (
            [("types", "customer.created,order.accepted")],
            ["customer.created", "order.accepted"],
        ),
        (
            [("types", "customer.created"), ("types", "order.accepted")],
            ["customer.created", "order.accepted"],
        ),
        ([("types[]", "customer.created")], ["customer.created"]),
        ([("createdTime[gt]", "2026-05-01T12:00:00Z")], ["customer.created"]),
        ([("createdTime[lt]", "2026-05-01T12:00:00Z")], []),
        ([("createdTime", "2026-05-01T13:00:00Z")], ["customer.created"]),
        (
            [("createdTime[lte]", "2026-05-01T12:00:00Z"), ("type", "order.ac*")],
            ["order.accepted"],
        ),
    ],
)
def test_events_are_found_by_type_and_time(shop, bought, query, found):
    assert types(shop, query) == found


def test_events_of_an_order_are_its_own_and_those_of_its_charges(shop, bought):
    assert types(shop, {"orderId": bought["id"]}) == [
        "order.accepted",
        "order.charge.capturable",
        "order.created",
    ]
    assert types(shop, {"orderId": bought["id"], "type": "order.charge.*"}) == [
        "order.charge.capturable"
    ]
    assert types(shop, {"orderId": "nobody's"}) == []


def test_pages_follow_each_other_in_both_directions(shop, bought):
    every = [event["id"] for event in shop.tenant.events()][::-1]
    first = shop.get(LIST, query={"limit": 2}).body
    second = shop.get(
        LIST, query={"limit": 2, "startingAfter": first["data"][-1]["id"]}
    ).body
    back = shop.get(
        LIST, query={"limit": 2, "endingBefore": second["data"][0]["id"]}
    ).body

    assert first["hasMore"]
    assert [e["id"] for e in first["data"] + second["data"]] == every[:4]
    assert back["data"] == first["data"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ([("type", "order.accepted"), ("types", "order.accepted")], "types"),
        ([("types", ",".join(f"type.{number}" for number in range(20)))], "types"),
        ([("limit", "0")], "limit"),
        ([("limit", "101")], "limit"),
        ([("startingAfter", "nothing")], "startingAfter"),
        ([("createdTime[gt]", "noon")], "createdTime"),
        ([("createdTime[near]", "2026-05-01T12:00:00Z")], "createdTime[near]"),
    ],
)
def test_what_cannot_be_asked_is_refused(shop, bought, query, parameter):
    answer = shop.get(LIST, query=query)
    assert (answer.status, answer.errors) == (400, [("invalid_parameter", parameter)])


def test_nineteen_types_are_not_too_many(shop, bought):
    many = ",".join(["order.accepted", *(f"type.{number}" for number in range(18))])
    assert types(shop, {"types": many}) == ["order.accepted"]


def test_an_event_is_gone_after_thirty_days_of_the_tenants_clock(shop, bought):
    first = shop.tenant.events()[0]
    shop.tenant.clock.advance(timedelta(days=30) - timedelta(hours=1))
    assert shop.get(f"{LIST}/{first['id']}").status == 200
    shop.tenant.clock.advance(timedelta(seconds=1))

    answer = shop.get(f"{LIST}/{first['id']}")
    assert (answer.status, answer.body) == envelope(
        404, "not_found", "not_found", f"Event '{first['id']}' not found.", "id"
    )
    assert types(shop) == ["customer.created"]
    # Whoever tests sees them still.
    assert shop.tenant.events()[0] == first


def test_an_event_that_never_was_is_not_found(shop):
    assert shop.get(f"{LIST}/x").status == 404


def test_reading_events_needs_the_secret_key(shop, bought):
    assert shop.get(LIST, key="public").status == 401
