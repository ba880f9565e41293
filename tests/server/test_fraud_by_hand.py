"""The fraud review by hand, and what it says where no order is in review."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError

CART = {
    "currency": "JPY",
    "email": "ada@example.com",
    "items": [{"skuId": "tea", "price": 990}],
}


def ordered(mockdr, type):
    client = mockdr.client()
    checkout = client.post("/checkouts", json=CART).json()
    source = mockdr.customer.chooses(type, checkout)
    client.post(f"/checkouts/{checkout['id']}/sources/{source.id}")
    return client.post("/orders", json={"checkoutId": checkout["id"]}).json()


@pytest.mark.parametrize("named", [True, False])
def test_an_order_that_is_not_in_review_is_told_with_the_way_there(mockdr, named):
    """What is possible now would leave people without any idea."""
    order = ordered(mockdr, "creditCard")

    with pytest.raises(MockdrError) as refused:
        mockdr.fraud.blocks(of=order["id"]) if named else mockdr.fraud.blocks()

    assert refused.value.help.startswith("an order gets into review where a story says")
    assert "then: {fraud: review_opened}" in refused.value.help
    assert "possible now: " in refused.value.help


def test_the_way_that_is_told_leads_there(mockdr):
    """A hand that pays brings an order into review, and the review decides."""
    order = ordered(mockdr, "konbini")

    mockdr.customer.pays(then={"fraud": "review_opened"})
    [told] = [m for m in mockdr.fraud.blocks() if m.kind == "order"]

    assert (told.id, told.state) == (order["id"], "blocked")
