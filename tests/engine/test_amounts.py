"""What sources contribute: every row of the table of amounts, over the wire."""

from __future__ import annotations

import pytest

from tests.engine.shop import ADDRESS, OWNER, envelope, session_of

#: Nothing is taxed there, so that totals stay what they are.
OREGON = {**ADDRESS, "city": "Salem", "state": "OR", "postalCode": "97301"}
UNTAXED = {**OWNER, "address": OREGON}
BILL_TO = {"name": "William Brown", "address": OREGON}


@pytest.fixture
def checkout(shop):
    """A checkout of exactly 20.00."""
    return shop.digital(20.0, billTo=BILL_TO)


def amounts(shop, checkout):
    session = shop.session(checkout)
    return (
        session["amountContributed"],
        session["amountRemainingToBeContributed"],
        session["state"],
    )


def source_amounts(shop, checkout):
    sources = shop.read("checkout", checkout["id"])["payment"].get("sources", [])
    return [(source["type"], source["amount"]) for source in sources]


def card(shop, checkout, **fields):
    return shop.source(checkout, owner=UNTAXED, **fields)


def saved(shop, checkout):
    """Return a card that is saved with a customer, for the checkout."""
    customer = shop.customer()
    return shop.saved_card(customer, owner=UNTAXED)


def klarna(shop, checkout):
    return shop.redirected(checkout, owner=UNTAXED)


def attach(shop, checkout, source):
    answer = shop.attach(checkout, source)
    assert answer.status == 200, answer.raw
    return answer


# -- the table ------------------------


def test_nothing_attached_leaves_all_to_pay(shop, checkout):
    assert amounts(shop, checkout) == (0.0, 20.0, "requires_source")


def test_credit_below_the_total_is_not_enough(shop, checkout):
    attach(shop, checkout, shop.credit(checkout, 8))
    assert amounts(shop, checkout) == (8.0, 12.0, "requires_source")
    attach(shop, checkout, shop.credit(checkout, 2.5))
    assert amounts(shop, checkout) == (10.5, 9.5, "requires_source")
    assert [amount for _, amount in source_amounts(shop, checkout)] == [8.0, 2.5]


def test_credit_that_reaches_the_total_is_enough(shop, checkout):
    attach(shop, checkout, shop.credit(checkout, 15))
    attach(shop, checkout, shop.credit(checkout, 5))
    assert amounts(shop, checkout) == (20.0, 0.0, "requires_confirmation")
    order = shop.order(checkout)
    assert order.status == 201
    assert [c["amount"] for c in order["payment"]["charges"]] == [15.0, 5.0]


def test_a_primary_pays_all(shop, checkout):
    source = card(shop, checkout)
    answer = attach(shop, checkout, source)
    assert answer["amount"] == 20.0
    assert amounts(shop, checkout) == (20.0, 0.0, "requires_confirmation")


def test_a_primary_pays_what_credit_leaves(shop, checkout):
    attach(shop, checkout, shop.credit(checkout, 7.5))
    answer = attach(shop, checkout, card(shop, checkout))
    assert answer["amount"] == 12.5
    assert amounts(shop, checkout) == (20.0, 0.0, "requires_confirmation")
    assert source_amounts(shop, checkout) == [
        ("creditCard", 12.5),
        ("customerCredit", 7.5),
    ]


@pytest.mark.parametrize("first", [0, 15])
def test_credit_over_the_total_is_refused(shop, checkout, first):
    if first:
        attach(shop, checkout, shop.credit(checkout, first))
    before = amounts(shop, checkout)
    answer = shop.attach(checkout, shop.credit(checkout, 20.01 - first))
    assert (answer.status, answer.body) == envelope(
        409,
        "conflict",
        "session_source_amount_too_large",
        "Source amount(s) exceed session amount",
    )
    assert amounts(shop, checkout) == before


def test_credit_is_held_against_what_a_reusable_primary_gives_way_of(shop, checkout):
    attach(shop, checkout, saved(shop, checkout))
    too_large = shop.credit(checkout, 20.01)
    assert shop.attach(checkout, too_large).errors == [
        ("session_source_amount_too_large", None)
    ]
    attach(shop, checkout, shop.credit(checkout, 20))
    assert source_amounts(shop, checkout) == [
        ("creditCard", 0.0),
        ("customerCredit", 20.0),
    ]
    assert amounts(shop, checkout) == (20.0, 0.0, "requires_confirmation")


# -- the samples of the documentation ------------------------


@pytest.mark.parametrize(
    ("postal_code", "credit", "primary", "total"),
    [("55343", 10.0, 16.89, 26.89), ("55401", 12.5, 14.51, 27.01)],
)
def test_the_samples_of_the_pages(shop, postal_code, credit, primary, total):
    address = {**ADDRESS, "postalCode": postal_code}
    checkout = shop.checkout(shipTo={"name": "A B", "address": address})
    assert checkout["totalAmount"] == total
    attach(shop, checkout, shop.credit(checkout, credit))
    assert attach(shop, checkout, shop.source(checkout))["amount"] == primary
    order = shop.made(shop.order(checkout))
    charges = order["payment"]["charges"]
    assert [charge["amount"] for charge in charges] == [credit, primary]
    assert session_of(order)["amountContributed"] == total


# -- the rules beside the table ------------------------


def test_another_primary_replaces_the_first(shop, checkout):
    first, second = card(shop, checkout), card(shop, checkout)
    attach(shop, checkout, first)
    assert attach(shop, checkout, second)["amount"] == 20.0
    assert amounts(shop, checkout) == (20.0, 0.0, "requires_confirmation")
    assert len(source_amounts(shop, checkout)) == 1
    assert shop.get(f"/sources/{first['id']}")["state"] == "cancelled"
    assert shop.attach(checkout, first).errors == [
        ("source_status_invalid_for_session", None)
    ]


def test_a_reusable_primary_survives_its_replacement(shop, checkout):
    first = saved(shop, checkout)
    attach(shop, checkout, first)
    attach(shop, checkout, card(shop, checkout))
    assert shop.get(f"/sources/{first['id']}")["state"] == "chargeable"
    attach(shop, checkout, first)
    assert amounts(shop, checkout) == (20.0, 0.0, "requires_confirmation")


def test_a_source_that_replaces_another_is_born_with_the_whole_amount(shop, checkout):
    attach(shop, checkout, shop.credit(checkout, 4))
    attach(shop, checkout, card(shop, checkout))
    assert card(shop, checkout)["amount"] == "16.00"


def test_attaching_the_same_primary_again_changes_nothing(shop, checkout):
    source = card(shop, checkout)
    attach(shop, checkout, source)
    assert attach(shop, checkout, source)["state"] == "chargeable"
    assert amounts(shop, checkout) == (20.0, 0.0, "requires_confirmation")


def test_attaching_the_same_credit_again_counts_it_once(shop, checkout):
    credit = shop.credit(checkout, 8)
    attach(shop, checkout, credit)
    attach(shop, checkout, credit)
    assert amounts(shop, checkout) == (8.0, 12.0, "requires_source")


def test_credit_after_a_single_use_primary_comes_too_late(shop, checkout):
    attach(shop, checkout, card(shop, checkout))
    answer = shop.attach(checkout, shop.credit(checkout, 5))
    assert (answer.status, answer.body) == envelope(
        409,
        "conflict",
        "session_update_not_allowed",
        "Updating source is not allowed for the current session state.",
    )


def test_credit_after_a_reusable_primary_takes_from_it(shop, checkout):
    source = saved(shop, checkout)
    attach(shop, checkout, source)
    credit = shop.credit(checkout, 5)
    attach(shop, checkout, credit)
    assert source_amounts(shop, checkout) == [
        ("creditCard", 15.0),
        ("customerCredit", 5.0),
    ]
    assert shop.detach(checkout, credit).status == 204
    assert source_amounts(shop, checkout) == [("creditCard", 20.0)]
    assert amounts(shop, checkout) == (20.0, 0.0, "requires_confirmation")


def test_detaching_the_primary_leaves_what_credit_does_not_pay(shop, checkout):
    attach(shop, checkout, shop.credit(checkout, 8))
    source = card(shop, checkout)
    attach(shop, checkout, source)
    answer = shop.detach(checkout, source)
    assert (answer.status, answer.raw) == (204, b"")
    assert amounts(shop, checkout) == (8.0, 12.0, "requires_source")
    assert shop.get(f"/sources/{source['id']}")["state"] == "cancelled"
    answer = shop.attach(checkout, source)
    assert (answer.status, answer.body) == envelope(
        409,
        "conflict",
        "source_status_invalid_for_session",
        "The source status is invalid for this session.",
    )


def test_detaching_a_reusable_primary_leaves_it_chargeable(shop, checkout):
    source = saved(shop, checkout)
    attach(shop, checkout, source)
    assert shop.detach(checkout, source).status == 204
    assert amounts(shop, checkout) == (0.0, 20.0, "requires_source")
    assert shop.get(f"/sources/{source['id']}")["state"] == "chargeable"
    attach(shop, checkout, source)


def test_detaching_what_is_not_attached_is_refused(shop, checkout):
    source = card(shop, checkout)
    answer = shop.detach(checkout, source)
    assert (answer.status, answer.body) == envelope(
        400,
        "bad_request",
        "source_not_found",
        f"Source {source['id']} was not found.",
    )
    assert shop.get(f"/sources/{source['id']}")["state"] == "chargeable"
    assert shop.detach(checkout, {"id": "none"}).status == 400


def test_a_method_that_does_not_combine_stands_alone(shop):
    checkout = shop.digital(20.0, billTo=BILL_TO)
    attach(shop, checkout, shop.credit(checkout, 5))
    amazon = shop.source(checkout, "amazonPay", owner=UNTAXED, amazonPay={})
    answer = shop.attach(checkout, amazon)
    assert (answer.status, answer.body) == envelope(
        409,
        "conflict",
        "source_not_supported",
        "The source status is invalid for this session.",
        "sourceId",
    )
