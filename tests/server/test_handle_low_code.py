"""The shopper of a low-code checkout, by hand."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError


@pytest.fixture
def session(mockdr):
    """A low-code checkout that the shop has prepared."""
    body = {"currency": "USD", "items": [{"skuId": "book", "quantity": 1, "price": 9}]}
    with mockdr.client() as client:
        reply = client.post("/drop-in/checkout-sessions", json=body)
    assert reply.status_code == 201, reply.text
    return reply.json()


def states(moved):
    return {(thing.kind, thing.state) for thing in moved}


def test_the_newest_session_is_submitted_with_a_good_card(mockdr, session):
    moved = mockdr.customer.submits()
    assert states(moved) >= {("checkout_session", "completed"), ("order", "accepted")}
    assert mockdr.events[-1].type == "checkout_session.order.created"
    assert mockdr.events[-1].data["object"]["checkoutSessionId"] == session["id"]


def test_a_session_is_submitted_with_what_the_test_says(mockdr, session):
    moved = mockdr.customer.submits(session, "wireTransfer")
    assert states(moved) >= {("order", "pending_payment"), ("source", "pending_funds")}


def test_a_declined_card_leaves_it_open(mockdr, session):
    card = {"number": "4000000000003600"}
    moved = mockdr.customer.submits(session["id"], "creditCard", creditCard=card)
    assert ("checkout_session", "open") in states(moved)
    assert "order" not in {kind for kind, _ in states(moved)}


def test_what_was_submitted_is_not_submitted_again(mockdr, session):
    mockdr.customer.submits(session)
    with pytest.raises(MockdrError, match="is 'completed'"):
        mockdr.customer.submits(session)
