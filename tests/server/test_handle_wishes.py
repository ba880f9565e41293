"""A hand says how its act ends."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError

CART = {"currency": "JPY", "email": "ann@example.com"}


@pytest.fixture
def source(mockdr):
    """Return a source that waits for money, attached to a checkout that is ordered."""
    with mockdr.client() as shop:
        items = [{"skuId": "tea", "price": 900}]
        checkout = shop.post("/checkouts", json={**CART, "items": items}).json()
        made = mockdr.customer.chooses(
            "konbini", checkout, then={"source": "pending_funds"}
        )
        shop.post(f"/checkouts/{checkout['id']}/sources/{made.id}")
        order = shop.post("/orders", json={"checkoutId": checkout["id"]}).json()
    assert order["state"] == "pending_payment"
    return made


def test_the_outcome_is_among_those_that_are_documented(mockdr, source):
    moved = mockdr.customer.pays(source, then={"order": "in_review"})
    assert "in_review" in [m.state for m in moved if m.kind == "order"]


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"reason": "insufficient_funds"}, "cannot tell the reason"),
        ({"then": {"order": "accept"}}, "order is never 'accept'; did you mean"),
        ({"then": {"order": "blocked"}}, "cannot end with order 'blocked'"),
        ({"then": {"order": "returned"}}, "order: in_review"),
    ],
)
def test_any_other_is_refused_and_nothing_happens(mockdr, source, wish, says):
    with pytest.raises(MockdrError) as refused:
        mockdr.customer.pays(source, **wish)
    assert says in str(refused.value)
    assert mockdr.document("source", source.id).state == "pending_funds"
