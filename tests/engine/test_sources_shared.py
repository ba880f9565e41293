"""A source that two checkouts hold pays one of them; the other counts again."""

from __future__ import annotations

import pytest

from tests.engine.shop import named, session_of


def amounts(shop, checkout):
    session = shop.session(checkout)
    return (
        session["state"],
        session["amountContributed"],
        session["amountRemainingToBeContributed"],
    )


def sources_of(shop, checkout):
    return shop.read("checkout", checkout["id"])["payment"].get("sources", [])


def test_credit_that_was_spent_elsewhere_is_counted_no_more(shop):
    first, second = shop.digital(), shop.digital()
    credit = shop.credit(first, 5)
    shop.attach(first, credit)
    shop.attach(second, credit)
    shop.attach(second, shop.source(second))
    assert amounts(shop, first) == ("requires_source", 5.0, 15.0)
    # Two checkouts that are sold digitally still have a card's address to tax them.
    assert shop.order(second).status == 201
    assert shop.read("source", credit["id"])["state"] == "consumed"
    total = shop.read("checkout", first["id"])["totalAmount"]
    assert amounts(shop, first) == ("requires_source", 0.0, total)
    assert sources_of(shop, first) == []
    refused = shop.order(first)
    assert refused.errors == [("order_submit_failed", None)]
    assert refused.hint == f"source {credit['id']} is consumed"


def test_a_card_pays_all_where_credit_was_lost_and_the_order_adds_up(shop):
    first, second = shop.checkout(), shop.checkout()
    credit = shop.credit(first, 5)
    shop.attach(first, credit)
    shop.attach(second, credit)
    shop.attach(second, shop.source(second))
    shop.order(second)
    shop.attach(first, shop.source(first))
    order = shop.made(shop.order(first))
    charges = order["payment"]["charges"]
    assert [charge["amount"] for charge in charges] == [order["totalAmount"]]


def test_a_card_that_follows_grows_back_where_credit_was_lost(shop):
    customer = shop.customer()
    first = shop.checkout(customerId=customer["id"])
    second = shop.checkout()
    shop.attach(first, shop.saved_card(customer))
    credit = shop.credit(first, 5)
    shop.attach(first, credit)
    shop.attach(second, credit)
    shop.attach(second, shop.source(second))
    shop.order(second)
    total = shop.read("checkout", first["id"])["totalAmount"]
    assert amounts(shop, first) == ("requires_confirmation", total, 0.0)
    (left,) = sources_of(shop, first)
    assert left["amount"] == total
    assert shop.order(first).status == 201


def test_a_card_that_paid_once_leaves_the_other_checkout_unfunded(shop):
    first, card = shop.funded()
    second = shop.checkout()
    shop.attach(second, card)
    shop.order(first)
    assert shop.session(first)["state"] == "complete"
    total = shop.read("checkout", second["id"])["totalAmount"]
    assert amounts(shop, second) == ("requires_source", 0.0, total)
    assert shop.order(second).hint == f"source {card['id']} is consumed"
    again = shop.attach(second, card)
    assert again.errors == [("source_status_invalid_for_session", None)]
    assert again.hint == f"source {card['id']} is consumed"


@pytest.mark.parametrize("make", ["redirected", "wire"])
def test_a_source_that_an_order_waits_for_pays_no_other_checkout(shop, make):
    first, second = shop.checkout(), shop.checkout()
    source = getattr(shop, make)(first)
    shop.attach(second, source)
    shop.attach(first, source)
    assert shop.session(second)["state"] == "requires_confirmation"
    shop.order(first)
    assert shop.session(second)["state"] == "requires_source"
    refused = shop.order(second)
    assert refused.errors == [("order_submit_failed", None)]
    assert refused.hint == f"source {source['id']} is to pay another order"


def test_a_saved_card_that_its_customer_loses_pays_nothing(shop):
    customer = shop.customer()
    checkout = shop.checkout(customerId=customer["id"])
    card = shop.saved_card(customer)
    shop.attach(checkout, card)
    assert shop.session(checkout)["state"] == "requires_confirmation"
    shop.delete(f"/customers/{customer['id']}/sources/{card['id']}")
    assert shop.session(checkout)["state"] == "requires_source"
    assert shop.order(checkout).hint == f"source {card['id']} is cancelled"


def test_a_detached_source_is_gone_from_every_checkout(shop):
    first, card = shop.funded()
    second = shop.checkout()
    shop.attach(second, card)
    assert shop.detach(second, card).status == 204
    assert shop.session(first)["state"] == "requires_source"
    assert sources_of(shop, first) == []


def test_a_source_that_fails_leaves_its_checkouts_and_credit_can_pay_all(shop):
    first, second = shop.digital(), shop.digital()
    source = shop.wire(first, owner=named("Brown"))
    shop.attach(second, source)
    shop.attach(first, source)
    shop.tenant.happen("provider", "fails", of=source["id"])
    for checkout in (first, second):
        assert shop.session(checkout)["state"] == "requires_source"
        total = shop.read("checkout", checkout["id"])["totalAmount"]
        credit = shop.credit(checkout, total)
        assert shop.attach(checkout, credit).status == 200
        order = shop.made(shop.order(checkout))
        charged = [charge["sourceId"] for charge in order["payment"]["charges"]]
        assert charged == [credit["id"]]


def test_a_deleted_checkout_is_no_holder_of_its_source(shop):
    first, card = shop.funded()
    second = shop.checkout()
    shop.attach(second, card)
    shop.delete(f"/checkouts/{second['id']}")
    assert shop.order(first).status == 201


def test_a_source_that_another_one_replaced_can_fund_again_what_lost(shop):
    first, card = shop.funded()
    second = shop.checkout()
    shop.attach(second, card)
    shop.order(first)
    shop.attach(second, shop.source(second))
    order = shop.order(second)
    assert order.status == 201
    assert session_of(order)["state"] == "complete"
    assert order.hint == ""
