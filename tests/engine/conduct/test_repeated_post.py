"""What was done is not asked for again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mockdr.contract import operations, route
from mockdr.engine.conduct.repeated import COSTLY

LOST = "- merchant: createRefunds\n  fault: {kind: hang, work: done}\n"


def complete(shop):
    """Return an order whose money is captured."""
    order = shop.ordered()
    assert shop.ships(order, 2).status == 201
    return order


@pytest.mark.parametrize(("operation", "look"), COSTLY.items())
def test_there_is_where_one_is_told_to_look(operation, look):
    method, path, filter = re.fullmatch(r"(GET) (\S+)\?(\w+)=\.\.\.", look).groups()
    found = route(method, path).operation

    assert operations()[operation].method == "POST"
    assert filter in found.query


# -- orders ----------------------------------------------------------------------------


def test_a_second_order_for_a_checkout_is_found(shop):
    checkout, _ = shop.funded()
    assert [shop.order(checkout).status for _ in range(2)] == [201, 404]

    assert shop.conduct == [("repeated_post", [4, 5])]
    [finding] = shop.remarks
    assert finding.message == (
        "createOrders was repeated after success: #4 had answered 201 to the same; "
        "keep what it answered with"
    )
    assert (finding.severity, finding.seq) == ("warn", 5)


def test_who_repeats_it_with_other_words_repeats_it_too(shop):
    checkout, _ = shop.funded()
    shop.order(checkout)
    shop.post("/orders", {"checkoutId": checkout["id"], "upstreamId": "again"})

    assert shop.conduct == [("repeated_post", [4, 5])]


def test_an_order_that_was_refused_may_be_asked_for_again(shop):
    checkout = shop.checkout()
    assert shop.order(checkout).status == 400
    assert shop.attach(checkout, shop.source(checkout)).status == 200
    assert shop.order(checkout).status == 201

    assert shop.conduct == []


def test_every_checkout_may_have_its_order(shop):
    first, second = shop.ordered(), shop.ordered()

    assert first["id"] != second["id"]
    assert shop.conduct == []


def test_an_order_whose_answer_was_lost_may_be_asked_for_again(shop):
    """A checkout makes but one, so it does no harm."""
    checkout, _ = shop.funded()
    shop.play("- merchant: createOrders\n  fault: {kind: reset, work: done}\n")
    shop.order(checkout)
    shop.order(checkout)

    assert shop.conduct == []


def test_what_the_story_asks_for_is_no_repetition(shop):
    checkout, _ = shop.funded()
    shop.play(
        "- merchant: createOrders\n"
        "  then: {order: accepted}\n"
        "- merchant: createOrders\n"
        "  then: {error: {code: not_found, parameter: orderId}}\n"
    )
    shop.order(checkout)
    assert shop.order(checkout).status == 404

    assert shop.conduct == []


def test_an_order_that_came_to_nothing_may_be_asked_for_again(shop):
    checkout = shop.checkout_for("wireTransfer")
    source = shop.wire(checkout)
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    shop.tenant.happen("provider", "expires", source["id"])
    assert shop.read("order", order["id"])["state"] == "cancelled"
    assert shop.order(checkout).status == 404

    assert shop.conduct == []


def test_what_was_sent_before_the_answer_is_no_repetition(shop):
    """Two tabs of one browser: neither knows of the other's success."""
    checkout, _ = shop.funded()
    shop.order(checkout)
    shop.tenant.conduct.closed -= 1
    shop.order(checkout)

    assert shop.conduct == []


def saved(shop):
    """Return what an order is made of without a checkout, paid with a saved card."""
    customer = shop.customer(email="william@example.com")
    card = shop.saved_card(customer)
    return shop.order_body(customerId=customer["id"], sourceId=card["id"])


def test_an_order_without_a_checkout_that_is_repeated_blindly_is_two(shop):
    body = saved(shop)
    shop.play("- merchant: createOrders\n  fault: {kind: hang, work: done}\n")
    shop.post("/orders", body)
    assert shop.post("/orders", body).status == 201

    assert [rule for rule, _ in shop.conduct] == ["repeated_post"]
    assert "createOrders was done twice" in shop.remarks[0].message


def test_two_orders_without_a_checkout_may_both_be_meant(shop):
    body = saved(shop)
    assert [shop.post("/orders", body).status for _ in range(2)] == [201, 201]

    assert shop.conduct == []


# -- what may happen twice -------------------------------------------------------------


@pytest.mark.parametrize("kind", ["hang", "reset", "empty", "truncate", "garbage"])
def test_a_refund_that_is_repeated_blindly_is_found(shop, kind):
    order = complete(shop)
    shop.play(LOST.replace("hang", kind))
    shop.refunds(order, 5)
    assert shop.refunds(order, 5).status == 201

    assert shop.conduct == [("repeated_post", [6, 7])]
    [finding] = shop.remarks
    assert finding.message == (
        "createRefunds was done twice: the answer to #6 was lost, and #7 asked for the "
        "same again; look with GET /refunds?orderId=... before repeating it"
    )


def test_a_refund_that_the_fault_never_did_may_be_repeated(shop):
    order = complete(shop)
    shop.play(LOST.replace("done", "none"))
    shop.refunds(order, 5)
    assert shop.refunds(order, 5).status == 201

    assert shop.conduct == []


def test_two_refunds_of_the_same_amount_may_both_be_meant(shop):
    order = complete(shop)
    assert [shop.refunds(order, 5).status for _ in range(2)] == [201, 201]

    assert shop.conduct == []


def test_two_parcels_may_be_alike(shop):
    order = shop.ordered()
    assert [shop.ships(order).status for _ in range(2)] == [201, 201]

    assert shop.conduct == []


def test_a_second_parcel_that_comes_too_early_is_a_second_parcel(shop):
    order = shop.ordered()
    tenant = shop.tenant
    tenant.settings = replace(tenant.settings, rate_limit=1)
    assert [shop.ships(order).status for _ in range(2)] == [201, 429]

    assert shop.conduct == []


def test_a_request_in_another_version_is_another_request(shop):
    order = shop.ordered()
    item = {"itemId": order["items"][0]["id"], "quantity": 2}
    body = {"orderId": order["id"], "items": [item]}
    for version in ("2021-12-13", "2021-03-23"):
        shop.post("/fulfillments", body, headers={"digitalriver-version": version})

    assert "repeated_post" not in [rule for rule, _ in shop.conduct]


def test_a_second_checkout_costs_nothing(shop):
    shop.checkout()
    shop.checkout()

    assert shop.conduct == []


def test_another_refund_after_a_lost_answer_is_another(shop):
    order = complete(shop)
    shop.play(LOST)
    shop.refunds(order, 5)
    assert shop.refunds(order, 6).status == 201

    assert shop.conduct == []


def test_a_repetition_that_is_refused_did_nothing_twice(shop):
    order = complete(shop)
    shop.play(LOST)
    shop.refunds(order, 26)
    assert shop.refunds(order, 26).status == 400

    assert shop.conduct == []


@pytest.mark.parametrize("amount", [26, 26.89])
def test_a_refund_of_which_too_little_is_left_is_found_for_that_alone(shop, amount):
    order = complete(shop)
    assert [shop.refunds(order, amount).status for _ in range(2)] == [201, 400]

    assert shop.conduct == [("beyond_available", [6, 7])]
    assert "in all (#6 had asked for the same); read" in shop.remarks[0].message


@pytest.mark.parametrize("said", ["quantity", "cancelQuantity"])
@pytest.mark.parametrize("again", [1, 2])
def test_what_failed_may_be_tried_again(shop, said, again):
    """The provider tries by itself, which the shop need not know."""
    order = shop.ordered()
    kind = "cancel" if said == "cancelQuantity" else "capture"
    shop.play(f"- merchant: createFulfillments\n- provider: fails\n  of: {kind}\n")
    body = {"orderId": order["id"], "items": [{"itemId": order["items"][0]["id"]}]}
    statuses = []
    for units in (2, again):
        body["items"][0][said] = units
        statuses.append(shop.post("/fulfillments", body).status)
    assert statuses == [201, 409]

    assert shop.conduct == []


def test_a_parcel_that_is_reported_twice_is_found(shop):
    order = shop.ordered()
    assert [shop.ships(order, 2).status for _ in range(2)] == [201, 409]

    assert shop.conduct == [("beyond_available", [5, 6])]


def test_a_parcel_too_many_is_no_repetition_however_alike_they_are(shop):
    order = shop.ordered()
    statuses = [shop.ships(order).status for _ in range(4)]
    assert statuses == [201, 201, 409, 409]

    assert shop.conduct == [("beyond_available", [6, 7, 8])]
