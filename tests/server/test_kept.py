"""Documents in the hands of whoever holds the fixture."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError


def test_any_thing_is_looked_at_by_its_kind(mockdr):
    shop = mockdr.client()
    customer = shop.post("/customers", json={"email": "ann@example.com"}).json()

    assert mockdr.document("customer", customer) == customer
    with pytest.raises(MockdrError, match=r"no kind of thing 'custmer'.*'customer'"):
        mockdr.document("custmer", customer["id"])
    with pytest.raises(MockdrError, match="has no refund 're_1'"):
        mockdr.refund("re_1")
