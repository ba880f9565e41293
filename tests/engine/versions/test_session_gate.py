"""The session object exists since 2021-03-23; before that there is only its id."""

from __future__ import annotations

import pytest

from mockdr.contract import versions
from tests.engine.shop import session_of

OBJECT = [version for version in versions() if version >= "2021-03-23"]
ID_ALONE = [version for version in versions() if version < "2021-03-23"]

#: What a session tells about itself, and never did before.
TOLD = ("amountContributed", "amountRemainingToBeContributed", "nextAction")


def test_the_gate_stands_at_2021_03_23():
    assert OBJECT == ["2021-03-23", "2021-12-13"]


@pytest.mark.parametrize("version", OBJECT)
def test_a_newer_checkout_and_its_order_have_the_session_whole(speaking, version):
    shop = speaking(version)
    checkout = shop.checkout()
    assert session_of(checkout) == {
        "id": session_of(checkout)["id"],
        "amountContributed": 0.0,
        "amountRemainingToBeContributed": 26.89,
        "state": "requires_source",
        "clientSecret": session_of(checkout)["clientSecret"],
    }
    shop.attach(checkout, shop.redirected(checkout))
    ordered = shop.order(checkout).body
    assert session_of(ordered)["id"] == session_of(checkout)["id"]
    assert session_of(ordered)["state"] == "pending_redirect"
    assert session_of(ordered)["nextAction"]["action"] == "redirect"
    assert "paymentSessionId" not in checkout | ordered


@pytest.mark.parametrize("version", ID_ALONE)
def test_an_older_checkout_and_its_order_have_its_id_alone(speaking, version):
    shop = speaking(version)
    checkout = shop.checkout()
    newest = shop.in_version(None)
    known = newest.read("checkout", checkout["id"])
    assert checkout["paymentSessionId"] == session_of(known)["id"]
    source = newest.redirected(known)
    changed = shop.update(checkout, sourceId=source["id"]).body
    ordered = shop.order(checkout).body
    for document in (checkout, changed, ordered):
        assert document["paymentSessionId"] == checkout["paymentSessionId"]
        assert "payment" not in document
        assert not any(name in str(document) for name in TOLD)
        assert session_of(known)["clientSecret"] not in str(document)
