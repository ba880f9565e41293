"""What becomes of the amounts when the total of a checkout changes."""

from __future__ import annotations

import pytest

from tests.engine.shop import ADDRESS, OWNER, Shop
from tests.engine.test_amounts import (
    BILL_TO,
    OREGON,
    UNTAXED,
    amounts,
    attach,
    card,
    klarna,
    saved,
    source_amounts,
)


@pytest.fixture
def checkout(shop):
    """A checkout of exactly 20.00."""
    return shop.digital(20.0, billTo=BILL_TO)


def shipping(shop, checkout, amount):
    answer = shop.post(
        f"/checkouts/{checkout['id']}", {"shippingChoice": {"amount": amount}}
    )
    assert answer.status == 200, answer.raw
    return answer


@pytest.mark.parametrize("make", [card, saved])
def test_a_card_follows_the_total(shop, checkout, make):
    source = make(shop, checkout)
    attach(shop, checkout, source)
    answer = shipping(shop, checkout, 5)
    assert answer["totalAmount"] == 25.0
    assert answer["payment"]["sources"][0]["amount"] == 25.0
    assert amounts(shop, checkout) == (25.0, 0.0, "requires_confirmation")
    assert shop.get(f"/sources/{source['id']}")["amount"] == 25.0
    shipping(shop, checkout, 1)
    assert amounts(shop, checkout) == (21.0, 0.0, "requires_confirmation")


def test_a_card_beside_credit_follows_the_rest(shop, checkout):
    attach(shop, checkout, shop.credit(checkout, 8))
    attach(shop, checkout, card(shop, checkout))
    shipping(shop, checkout, 5)
    assert [amount for _, amount in source_amounts(shop, checkout)] == [17.0, 8.0]


def test_a_single_use_redirect_cannot_follow(shop, checkout):
    source = klarna(shop, checkout)
    attach(shop, checkout, source)
    shipping(shop, checkout, 5)
    assert amounts(shop, checkout) == (20.0, 5.0, "requires_source")
    assert source_amounts(shop, checkout) == [("klarnaCredit", 20.0)]
    assert shop.order(checkout).errors == [("order_submit_failed", None)]
    shipping(shop, checkout, 0)
    assert amounts(shop, checkout) == (20.0, 0.0, "requires_confirmation")


def test_a_single_use_redirect_that_is_too_much_is_not_enough(shop, checkout):
    shipping(shop, checkout, 5)
    attach(shop, checkout, klarna(shop, checkout))
    shipping(shop, checkout, 0)
    contributed, remaining, state = amounts(shop, checkout)
    assert contributed + remaining == 20.0
    assert state == "requires_source"


def test_another_source_mends_what_could_not_follow(shop, checkout):
    attach(shop, checkout, klarna(shop, checkout))
    shipping(shop, checkout, 5)
    attach(shop, checkout, klarna(shop, checkout))
    assert amounts(shop, checkout) == (25.0, 0.0, "requires_confirmation")


def test_credit_alone_does_not_follow(shop, checkout):
    attach(shop, checkout, shop.credit(checkout, 20))
    shipping(shop, checkout, 5)
    assert amounts(shop, checkout) == (20.0, 5.0, "requires_source")


def test_a_total_below_the_credit_is_refused(shop):
    checkout = shop.digital(20.0, billTo=BILL_TO, shippingChoice={"amount": 5})
    attach(shop, checkout, shop.credit(checkout, 24))
    answer = shop.post(
        f"/checkouts/{checkout['id']}", {"shippingChoice": {"amount": 0}}
    )
    assert (answer.status, answer.errors) == (
        409,
        [("session_source_amount_too_large", None)],
    )
    assert amounts(shop, checkout) == (24.0, 1.0, "requires_source")


def test_the_owners_address_brings_its_tax_and_the_card_pays_it(shop):
    checkout = shop.digital()
    assert attach(shop, checkout, shop.source(checkout))["amount"] == 21.51
    assert amounts(shop, checkout) == (21.51, 0.0, "requires_confirmation")


def test_a_source_in_an_update_fills_bill_to_and_follows_its_tax(shop):
    checkout = shop.digital()
    source = shop.source(checkout)
    path = f"/checkouts/{checkout['id']}"
    answer = shop.post(path, {"sourceId": source["id"]})
    assert answer.status == 200
    assert answer["billTo"] == {
        "name": "William Brown",
        "email": OWNER["email"],
        "address": ADDRESS,
    }
    assert answer["totalAmount"] == 21.51
    assert answer["payment"]["sources"][0]["amount"] == 21.51
    assert amounts(shop, checkout) == (21.51, 0.0, "requires_confirmation")


def test_the_last_credit_with_an_owner_fills_bill_to_until_a_primary_does(shop):
    checkout = shop.digital()
    attach(shop, checkout, shop.credit(checkout, 1, owner=UNTAXED))
    assert shop.read("checkout", checkout["id"])["billTo"]["address"] == OREGON
    attach(shop, checkout, shop.credit(checkout, 1, owner=OWNER))
    assert shop.read("checkout", checkout["id"])["billTo"]["address"] == ADDRESS
    attach(shop, checkout, card(shop, checkout))
    assert shop.read("checkout", checkout["id"])["billTo"]["address"] == OREGON
    bare = {"type": "customerCredit", "customerCredit": {}}
    assert "owner" in shop.credit(checkout, 1, **bare)


def test_an_amount_has_the_decimals_of_its_currency():
    shop = Shop()
    checkout = shop.digital(1500, currency="JPY", billTo=BILL_TO)
    source = card(shop, checkout)
    assert source["amount"] == "1500"
    assert attach(shop, checkout, source)["amount"] == 1500.0
    assert amounts(shop, checkout) == (1500.0, 0.0, "requires_confirmation")


@pytest.mark.parametrize("type", ["wireTransfer", "creditCard"])
def test_a_source_pays_the_total_that_its_own_owner_makes(shop, type):
    """The owner's address becomes `billTo`, and with it comes a tax."""
    checkout = shop.checkout(shipTo=None, billTo=None, shipFrom=None)
    owner = {
        "firstName": "William",
        "lastName": "Brown",
        "address": {
            "line1": "10380 Bren Road West",
            "city": "Minnetonka",
            "state": "MN",
            "postalCode": "55343",
            "country": "US",
        },
    }
    source = shop.source(checkout, type, owner=owner)

    shop.attach(checkout, source)

    after = shop.get(f"/checkouts/{checkout['id']}")
    session = after["payment"]["session"]
    assert after["totalTax"] > checkout["totalTax"]
    assert session["state"] == "requires_confirmation"
    assert session["amountContributed"] == after["totalAmount"]
    assert after["payment"]["sources"][0]["amount"] == after["totalAmount"]
