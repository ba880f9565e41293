"""What submitting a checkout asks for, in which order and in which words."""

from __future__ import annotations

import threading

import pytest

from mockdr.domain.order_checks import PRECONDITIONS
from tests.engine.ordering import (
    DETAILS_MISSING,
    MISSING,
    NO_EMAIL,
    ready,
    refused,
    without,
)
from tests.engine.shop import ADDRESS, OWNER, envelope


def test_1_a_checkout_makes_one_order_only(shop):
    order = shop.ordered()
    id = order["checkoutId"]
    assert refused(shop, {"id": id}) == envelope(
        404, "not_found", "not_found", f"Order {id} not found", "orderId"
    )


def test_1_a_checkout_that_never_was_is_not_found(shop):
    assert refused(shop, {"id": "none"}) == envelope(
        404, "not_found", "not_found", "Checkout 'none' not found.", "checkoutId"
    )


@pytest.mark.parametrize("email", [None, "nobody", "a@b", "a b@c.de", "@c.de"])
def test_2_the_email_is_there_and_well_formed(shop, email):
    checkout = ready(shop, email=email)
    assert refused(shop, checkout) == envelope(
        400, "bad_request", "order_create_failed", NO_EMAIL, "email"
    )
    shop.post(f"/checkouts/{checkout['id']}", {"email": "a@example.com"})
    assert shop.order(checkout).status == 201


def test_3_there_is_a_bill_to(shop):
    checkout = shop.checkout()
    shop.attach(checkout, shop.credit(checkout, 26.89))
    assert refused(shop, checkout) == envelope(
        409, "conflict", "create-order-failed", DETAILS_MISSING
    )
    assert shop.session(checkout)["state"] == "failed"


@pytest.mark.parametrize(
    ("owner", "parameter"),
    [
        ({"address": without(ADDRESS, "line1")}, "billTo.address.line1"),
        ({"address": without(ADDRESS, "city")}, "billTo.address.city"),
        ({"address": without(ADDRESS, "postalCode")}, "billTo.address.postalCode"),
        ({"firstName": None, "lastName": None}, "billTo.name"),
    ],
)
def test_3_the_bill_to_is_whole(shop, owner, parameter):
    owner = {k: v for k, v in {**OWNER, **owner}.items() if v is not None}
    checkout = ready(shop, owner)
    assert refused(shop, checkout) == envelope(
        400, "bad_request", "missing_parameter", MISSING, parameter
    )
    path = f"/checkouts/{checkout['id']}"
    shop.post(path, {"billTo": {"name": "William Brown", "address": ADDRESS}})
    assert shop.order(checkout).status == 201


def test_4_physical_goods_ship_from_somewhere(shop):
    checkout = ready(shop, shipFrom=None)
    assert refused(shop, checkout) == envelope(
        400, "bad_request", "missing_parameter", MISSING, "shipFrom.address"
    )
    path = f"/checkouts/{checkout['id']}"
    shop.post(path, {"shipFrom": {"address": {"country": "US"}}})
    assert shop.order(checkout).status == 201


def test_4_each_line_may_say_where_it_ships_from(shop):
    line = {"skuId": "a", "price": 1, "shipFrom": {"address": {"country": "DE"}}}
    checkout = ready(shop, shipFrom=None, items=[line])
    assert shop.order(checkout).status == 201
    checkout = ready(shop, shipFrom=None, items=[line, {"skuId": "b", "price": 1}])
    assert shop.order(checkout).errors == [("missing_parameter", "shipFrom.address")]


def test_5_physical_goods_ship_to_somebody(shop):
    checkout = ready(shop, shipTo={"address": ADDRESS})
    assert refused(shop, checkout) == envelope(
        400, "bad_request", "missing_parameter", MISSING, "shipping.name"
    )


def test_6_physical_goods_have_a_shipping_choice(shop):
    checkout = ready(shop, shippingChoice=None)
    assert refused(shop, checkout) == envelope(
        400,
        "bad_request",
        "invalid_shipping_choice",
        "Could not get Shipping Options for order",
        "shippingChoice",
    )


def test_goods_that_are_not_shipped_need_none_of_that(shop):
    checkout = shop.digital()
    shop.attach(checkout, shop.source(checkout))
    assert shop.order(checkout).status == 201


TAIPEI = {"line1": "1", "city": "Taipei", "postalCode": "100", "country": "TW"}


@pytest.mark.parametrize(
    ("type", "parameter", "message", "mends"),
    [
        (
            "individual",
            "invoiceAttributeId",
            "Invoice attribute is required.",
            {"invoiceAttributeId": "i-1"},
        ),
        (
            "business",
            "taxIdentifiers",
            "Tax identifiers with types of 'tw' are required.",
            {"taxIdentifiers": [{"type": "tw", "value": "12345675"}]},
        ),
    ],
)
def test_7_taiwan_asks_for_more_and_the_checkout_lives_on(
    shop, type, parameter, message, mends
):
    checkout = ready(shop, customerType=type, shipTo={"name": "A", "address": TAIPEI})
    assert refused(shop, checkout) == envelope(
        409, "conflict", "additional_information_required", message, parameter
    )
    assert shop.session(checkout)["state"] == "requires_confirmation"
    if "taxIdentifiers" in mends:
        made = [
            shop.made(shop.post("/tax-identifiers", t)) for t in mends["taxIdentifiers"]
        ]
        mends = {"taxIdentifiers": [{"id": one["id"]} for one in made]}
    shop.post(f"/checkouts/{checkout['id']}", mends)
    assert shop.order(checkout).status == 201


def test_8_the_session_requires_confirmation_before_bill_to_is_looked_at(shop):
    assert refused(shop, shop.digital()) == envelope(
        400, "bad_request", "order_submit_failed", "Payment session status is invalid."
    )


def test_8_a_source_that_another_order_spent_pays_no_more(shop):
    first, second = shop.checkout(), shop.checkout()
    source = shop.source(first)
    shop.attach(first, source)
    shop.attach(second, source)
    assert shop.order(first).status == 201
    assert shop.order(second).errors == [("order_submit_failed", None)]
    shop.attach(second, shop.source(second))
    assert shop.order(second).status == 201


def test_8_a_source_pays_the_first_order_that_wants_it(shop):
    first, second = shop.checkout(), shop.checkout()
    source = shop.redirected(first)
    shop.attach(first, source)
    shop.attach(second, source)
    order = shop.made(shop.order(first))
    assert shop.order(second).errors == [("order_submit_failed", None)]
    assert shop.attach(second, source).errors == [
        ("source_status_invalid_for_session", None)
    ]
    shop.tenant.happen("provider", "fails", source["id"])
    assert shop.read("order", order["id"])["state"] == "cancelled"
    assert shop.post(f"/orders/{order['id']}/refresh").status == 200
    assert shop.order(second).errors == [("order_submit_failed", None)]


@pytest.mark.parametrize("how", ["detached", "replaced", "deleted"])
def test_8_what_an_order_waits_for_cannot_be_taken_from_it(shop, how):
    first, second = shop.checkout(), shop.checkout()
    source = shop.redirected(first)
    shop.attach(first, source)
    shop.attach(second, source)
    order = shop.made(shop.order(first))
    if how == "detached":
        shop.detach(second, source)
    elif how == "replaced":
        shop.attach(second, shop.source(second))
    else:
        shop.delete(f"/checkouts/{second['id']}")
    shop.tenant.happen("customer", "approves", source["id"])
    answer = shop.post(f"/orders/{order['id']}/refresh")
    assert (answer.status, answer["state"]) == (200, "accepted")


def test_8_a_saved_card_that_was_removed_pays_no_more(shop):
    customer = shop.customer()
    card = shop.saved_card(customer)
    checkout = shop.checkout(customerId=customer["id"])
    shop.attach(checkout, card)
    path = f"/customers/{customer['id']}/sources/{card['id']}"
    assert shop.delete(path).status == 204
    assert shop.order(checkout).errors == [("order_submit_failed", None)]


def test_9_a_saved_card_belongs_to_its_customer(shop):
    ann, bob = shop.customer(), shop.customer()
    card = shop.saved_card(ann)
    checkout = shop.checkout(customerId=bob["id"])
    assert shop.attach(checkout, card).status == 200
    assert refused(shop, checkout) == envelope(
        409,
        "conflict",
        "source_in_use",
        f"Source '{card['id']}' is attached to a different customer.",
        "sourceId",
    )
    assert shop.session(checkout)["state"] == "failed"
    checkout = shop.checkout(customerId=ann["id"])
    shop.attach(checkout, card)
    assert shop.order(checkout).status == 201


def test_9_a_guest_cannot_use_a_saved_card(shop):
    card = shop.saved_card(shop.customer())
    checkout = shop.checkout()
    shop.attach(checkout, card)
    assert shop.order(checkout).errors == [("source_in_use", "sourceId")]


def test_10_a_disabled_customer_cannot_order(shop):
    customer = shop.customer(enabled=False)
    checkout = ready(shop, customerId=customer["id"])
    assert refused(shop, checkout) == envelope(
        409, "conflict", "create-order-failed", DETAILS_MISSING
    )
    assert shop.session(checkout)["state"] == "failed"


def test_the_first_check_that_fails_is_the_answer(shop):
    checkout = shop.checkout(email=None, shipFrom=None, shipTo={"address": ADDRESS})
    steps = [
        ("email", {"email": "a@example.com"}),
        (None, "source"),
        ("shipFrom.address", {"shipFrom": {"address": {"country": "US"}}}),
        ("shipping.name", {"shipTo": {"name": "A", "address": ADDRESS}}),
    ]
    path = f"/checkouts/{checkout['id']}"
    for parameter, mends in steps:
        answer = shop.order(checkout)
        assert [parameter] == [p for _, p in answer.errors]
        if mends == "source":
            shop.attach(checkout, shop.source(checkout))
        else:
            shop.post(path, mends)
    assert shop.order(checkout).status == 201
    assert len(PRECONDITIONS) == 16


def test_two_who_submit_at_once_make_one_order(shop):
    checkout, _ = shop.funded()
    barrier = threading.Barrier(8)
    answers = []

    def submit():
        barrier.wait()
        answers.append(shop.order(checkout).status)

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201] + [404] * 7
    assert len(shop.get("/orders")["data"]) == 1
    assert shop.events().count("order.accepted") == 1
