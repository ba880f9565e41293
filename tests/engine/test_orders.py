"""Orders: what submitting asks for in which order, and what can change afterwards."""

from __future__ import annotations

import pytest

from tests.engine.ordering import (
    without,
)
from tests.engine.shop import OWNER, envelope, session_of

# -- what is made ------------------------


def test_an_order_is_its_checkout_and_more(shop):
    checkout, _ = shop.funded(
        metadata={"a": 1}, upstreamId="cart", customerType="business"
    )
    known = shop.read("checkout", checkout["id"])
    order = shop.made(shop.order(checkout))
    assert order["checkoutId"] == checkout["id"]
    assert order["id"].isdigit()
    assert len(order["id"]) == 12
    taken = without(known, "id", "items", "payment", "createdTime", "updatedTime")
    assert {name: order[name] for name in taken} == taken
    assert order["stateTransitions"] == {"accepted": "2026-05-01T12:00:00Z"}
    assert order["fraudStateTransitions"] == {"passed": "2026-05-01T12:00:00Z"}
    assert order["requestToBeForgotten"] is False
    for name in ("capturedAmount", "cancelledAmount", "availableToRefundAmount"):
        assert order[name] == 0.0
    assert "refundedAmount" not in order
    assert session_of(order)["id"] == session_of(checkout)["id"]
    assert session_of(order)["clientSecret"] == session_of(checkout)["clientSecret"]


def test_lines_of_an_order_have_numeric_ids_of_their_own_and_keep_their_metadata(shop):
    items = [
        {"skuId": s, "price": 10, "quantity": 1, "metadata": {"cross": s}}
        for s in ("a", "b")
    ]
    checkout, _ = shop.funded(items=items)
    order = shop.made(shop.order(checkout))
    for line, before in zip(order["items"], checkout["items"], strict=True):
        assert line["id"].isdigit()
        assert line["metadata"] == before["metadata"]
        assert line["amount"] == before["amount"]
        assert line["state"] == "created"
        assert line["stateTransitions"] == {"created": "2026-05-01T12:00:00Z"}
        assert line["availableToRefundAmount"] == 0.0


def test_a_subscription_gets_its_agreement_with_the_order(shop):
    info = {"autoRenewal": True, "freeTrial": False, "terms": "yes"}
    items = [{"skuId": "a", "price": 10, "quantity": 1, "subscriptionInfo": info}]
    checkout, _ = shop.funded(items=items)
    assert "billingAgreementId" not in checkout["items"][0]["subscriptionInfo"]
    order = shop.made(shop.order(checkout))
    shown = order["items"][0]["subscriptionInfo"]
    assert without(shown, "billingAgreementId") == info
    assert len(shown["billingAgreementId"]) == 36


def test_a_charge_tells_what_it_charges(shop):
    order = shop.ordered()
    [charge] = order["payment"]["charges"]
    [source] = order["payment"]["sources"]
    assert charge["sourceId"] == source["id"]
    assert (charge["amount"], charge["currency"]) == (26.89, "USD")
    assert (charge["captured"], charge["refunded"]) == (False, False)
    assert charge["type"] == "customer_initiated"


def test_what_stands_beside_the_checkout_is_ignored(shop):
    checkout, _ = shop.funded()
    answer = shop.post(
        "/orders",
        {
            "checkoutId": checkout["id"],
            "email": "other@example.com",
            "upstreamId": "u",
            "currency": 7,
        },
    )
    assert answer.status == 201
    assert answer["email"] == OWNER["email"]
    assert "upstreamId" not in answer.body
    assert shop.findings() == []


def test_an_order_can_be_made_without_a_checkout(shop):
    source = shop.source()
    answer = shop.post("/orders", shop.order_body(sourceId=source["id"]))
    assert (answer.status, answer["state"]) == (201, "accepted")
    assert answer["totalAmount"] == 26.89
    assert shop.get(f"/orders/{answer['id']}").status == 200


@pytest.mark.parametrize(
    ("body", "parameters"),
    [
        ({}, ["checkoutId"]),
        ({"email": "a@b.cc"}, ["checkoutId"]),
        ({"currency": "USD"}, ["items"]),
        ({"items": []}, ["currency"]),
    ],
)
def test_an_order_needs_a_checkout_or_what_makes_one(shop, body, parameters):
    answer = shop.post("/orders", body)
    assert answer.status == 400
    assert answer.errors == [("missing_parameter", name) for name in parameters]


def test_a_direct_order_that_is_refused_leaves_nothing(shop):
    answer = shop.post("/orders", shop.order_body())
    assert answer.errors == [("order_submit_failed", None)]
    assert shop.get("/checkouts")["data"] == []
    assert shop.events() == []


# -- reading, changing, refreshing ------------------------


def test_an_order_can_be_read_as_it_was_answered(shop):
    order = shop.ordered()
    answer = shop.get(f"/orders/{order['id']}")
    assert (answer.status, answer.body) == (200, order)
    expanded = shop.get(f"/orders/{order['id']}", query={"expand": "true"})
    assert expanded.status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/orders/1"), ("POST", "/orders/1"), ("POST", "/orders/1/refresh")],
)
def test_an_order_that_is_not_there_is_404(shop, method, path):
    answer = shop.send(method, path, {})
    assert (answer.status, answer.body) == envelope(
        404, "not_found", "not_found", "Order '1' not found.", "id"
    )


def test_three_fields_of_an_order_can_change(shop):
    order = shop.ordered(metadata={"a": 1})
    before = len(shop.events())
    change = {"requestToBeForgotten": True, "upstreamId": "u", "metadata": {"b": 2}}
    answer = shop.post(f"/orders/{order['id']}", change)
    assert (answer.status, answer.body) == (200, {**order, **change})
    assert shop.events(before) == ["order.updated"]
    answer = shop.post(f"/orders/{order['id']}", {"email": "other@example.com"})
    assert answer.body == {**order, **change}
    assert len(shop.findings("violation")) == 1


def test_an_update_that_changes_nothing_of_an_order_tells_nothing(shop):
    order = shop.ordered(metadata={"a": 1})
    before = len(shop.events())
    for body in (
        {"items": [{"id": order["items"][0]["id"], "metadata": {"b": 2}}]},
        {"metadata": {"a": 1}},
    ):
        answer = shop.post(f"/orders/{order['id']}", body)
        assert (answer.status, answer.body) == (200, order)
    assert shop.events(before) == []
    shop.post(f"/orders/{order['id']}", {"metadata": {"a": 2}})
    assert shop.events(before) == ["order.updated"]


@pytest.mark.parametrize("body", [None, {}])
def test_refreshing_an_order_that_waits_for_nothing_changes_nothing(shop, body):
    order = shop.ordered()
    before = len(shop.events())
    answer = shop.post(f"/orders/{order['id']}/refresh", body)
    assert (answer.status, answer.body) == (200, order)
    assert shop.events(before) == []
