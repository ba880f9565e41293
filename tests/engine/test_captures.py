"""Captures and cancels: amounts to the cent, states and events in their order."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.domain.outcomes import TRIGGERS
from tests.engine.sending_goods import (
    DAY,
    all_sent,
    amounts,
    charges,
    paid_with,
    send,
    sent,
    split_payment,
    told,
)
from tests.engine.shop import ADDRESS, Shop, named


def waiting(shop, *kinds):
    """Let captures and cancels wait for the test's own hands."""
    calls = (
        "  - {merchant: createOrders}\n  - {merchant: createFulfillments, times: 1..}\n"
    )
    acts = [f"  - {{provider: completes, of: {kind}, after: 99d}}" for kind in kinds]
    shop.play(calls + "\n".join(acts))


def states(shop, order):
    shown = shop.read("order", order["id"])
    return shown["state"], [c["state"] for c in shown["payment"]["charges"]]


def parts(charge, name):
    return [(part["amount"], part["state"]) for part in charge.get(name, ())]


# -- the documented figures, through the API -------------------------------------------


@pytest.mark.parametrize("turned", [False, True])
def test_the_worked_example_comes_out_to_the_cent(shop, turned):
    """145.16: of three digital goods two are sent, of two physical ones one."""
    turn = -1 if turned else 1
    shop.made(
        shop.post(
            "/skus",
            {
                "id": "song",
                "name": "A song",
                "eccn": "EAR99",
                "taxCode": "4512.100",
                "countryOfOrigin": "US",
            },
        )
    )
    order = shop.ordered(
        items=[
            {"skuId": "song", "price": 30.0, "quantity": 3},
            {"skuId": "lamp", "price": 20.0, "quantity": 2},
        ][::turn]
    )
    assert order["totalAmount"] == 145.16
    sent(shop, order, *[{"quantity": 2}, {"quantity": 1}][::turn])
    sent(shop, order, {"cancelQuantity": 1}, {"cancelQuantity": 1})
    [charge] = charges(shop, order)

    assert parts(charge, "captures") == [(64.52, "complete"), (24.2, "complete")]
    assert parts(charge, "cancels") == [(32.26, "complete"), (24.18, "complete")]
    # Captures are rounded up, what can be refunded is not: the sample has both.
    assert amounts(shop, order) == (88.72, 56.44, 88.71)
    assert states(shop, order) == ("complete", ["complete"])


def test_a_capture_counts_at_once_and_can_be_refunded_once_it_is_complete(shop):
    waiting(shop, "capture")
    order = paid_with(shop)
    sent(shop, order, {"quantity": 1})

    assert amounts(shop, order) == (13.45, 0.0, 0.0)
    shop.tenant.happen("provider", "completes", charge_part(shop, order, "captures"))
    assert amounts(shop, order) == (13.45, 0.0, 13.45)
    [item] = shop.read("order", order["id"])["items"]
    # Of the goods, 20 with 1.51 tax, a half; shipping is no part of it.
    assert item["availableToRefundAmount"] == 10.76


def charge_part(shop, order, name, number=0):
    [charge] = charges(shop, order)
    return charge[name][number]["id"]


# -- events and states -----------------------------------------------------------------


def test_everything_sent_is_told_in_the_documented_order(shop):
    order = shop.ordered()
    before = len(shop.events())
    all_sent(shop, order)

    assert told(shop, before) == [
        "fulfillment.created",
        "charge.capture.pending",
        "fulfilled",
        "charge.processing",
        "charge.capture.complete",
        "charge.complete",
        "complete",
        "invoice.created",
    ]


def test_everything_cancelled_is_told_in_the_documented_order(shop):
    order = shop.ordered()
    before = len(shop.events())
    sent(shop, order, {"cancelQuantity": 2})

    assert told(shop, before) == [
        "fulfillment.created",
        "charge.cancel.pending",
        "charge.cancel.complete",
        "charge.cancelled",
        "cancelled",
    ]
    assert states(shop, order) == ("cancelled", ["cancelled"])
    assert amounts(shop, order) == (0.0, 26.89, 0.0)


def test_a_part_cancelled_leaves_the_order_open(shop):
    order = shop.ordered()
    before = len(shop.events())
    sent(shop, order, {"cancelQuantity": 1})

    assert told(shop, before) == [
        "fulfillment.created",
        "charge.cancel.pending",
        "charge.cancel.complete",
    ]
    assert states(shop, order) == ("accepted", ["capturable"])


def test_the_reply_still_shows_what_the_provider_has_not_decided(shop):
    waiting(shop, "capture")
    order = paid_with(shop)
    all_sent(shop, order)
    shown = shop.read("order", order["id"])
    [charge] = shown["payment"]["charges"]

    assert (shown["state"], charge["state"]) == ("fulfilled", "processing")
    assert charge["captured"] is True
    assert charge["captures"][0].keys() == {"id", "createdTime", "amount", "state"}
    assert shown["stateTransitions"].keys() == {"accepted", "fulfilled"}
    assert shown["items"][0]["stateTransitions"].keys() == {"created", "fulfilled"}
    [alone] = charges(shop, order)
    assert alone["captures"][0]["fulfillmentId"].startswith("ful_")


def test_capture_events_show_the_charge_as_it_is_then(shop):
    order = shop.ordered()
    all_sent(shop, order)
    shown = {
        event["type"]: event["data"]["object"]
        for event in shop.tenant.events()
        if event["type"].startswith("order.charge.ca")
    }
    pending = shown["order.charge.capture.pending"]
    complete = shown["order.charge.capture.complete"]

    assert (pending["state"], parts(pending, "captures")) == (
        "processing",
        [(26.89, "pending")],
    )
    assert (complete["state"], parts(complete, "captures")) == (
        "complete",
        [(26.89, "complete")],
    )
    assert pending["orderId"] == order["id"]


# -- several charges -------------------------------------------------------------------


def test_store_credit_is_captured_before_the_card(shop):
    order = split_payment(shop)
    sent(shop, order, {"quantity": 1})
    credit, card = charges(shop, order)

    assert (credit["state"], parts(credit, "captures")) == (
        "complete",
        [(11.0, "complete")],
    )
    assert (card["state"], parts(card, "captures")) == (
        "capturable",
        [(2.45, "complete")],
    )
    sent(shop, order, {"quantity": 1})
    credit, card = charges(shop, order)
    assert parts(card, "captures") == [(2.45, "complete"), (13.44, "complete")]
    assert states(shop, order) == ("complete", ["complete", "complete"])
    assert amounts(shop, order) == (26.89, 0.0, 26.89)


def test_the_card_is_let_go_before_store_credit(shop):
    order = split_payment(shop, 15.89)
    sent(shop, order, {"cancelQuantity": 1})
    credit, card = charges(shop, order)

    assert (card["state"], parts(card, "cancels")) == (
        "cancelled",
        [(11.0, "complete")],
    )
    assert (credit["state"], parts(credit, "cancels")) == (
        "capturable",
        [(2.45, "complete")],
    )
    sent(shop, order, {"quantity": 1})
    assert states(shop, order) == ("complete", ["complete", "cancelled"])
    assert amounts(shop, order) == (13.44, 13.45, 13.44)


def test_an_item_that_two_charges_pay_is_captured_as_far_as_they_are(shop):
    waiting(shop, "capture")
    order = split_payment(shop, 13.0)
    all_sent(shop, order)
    credit, card = charges(shop, order)
    shop.tenant.happen("provider", "completes", credit["captures"][0]["id"])
    [item] = shop.read("order", order["id"])["items"]

    # 13 of 26.89 are there: as much of 21.51.
    assert item["availableToRefundAmount"] == 10.4
    shop.tenant.happen("provider", "completes", card["captures"][0]["id"])
    [item] = shop.read("order", order["id"])["items"]
    assert item["availableToRefundAmount"] == 21.51


# -- what fails ------------------------------------------------------------------------


def test_a_test_card_fails_the_capture_after_the_reply(shop):
    order = paid_with(shop, "4000000000004103")
    before = len(shop.events())
    all_sent(shop, order)
    [charge] = charges(shop, order)

    assert told(shop, before)[-2:] == ["charge.processing", "charge.capture.failed"]
    assert states(shop, order) == ("fulfilled", ["capturable"])
    assert amounts(shop, order) == (0.0, 0.0, 0.0)
    [capture] = charge["captures"]
    assert capture["failureCode"] == "failed-request"
    assert capture["failureMessage"] == "Failed to operate on charge"
    [event] = [e for e in shop.tenant.events() if "capture.failed" in e["type"]]
    [shown] = event["data"]["object"]["captures"]
    assert shown["failureCode"] == "failed-request"
    assert "failureMessage" not in shown


def test_a_test_card_fails_the_capture_some_time_later(shop):
    order = paid_with(shop, "4485951788521565")
    all_sent(shop, order)

    assert states(shop, order) == ("fulfilled", ["processing"])
    shop.tenant.clock.run_until_idle()
    assert states(shop, order) == ("fulfilled", ["capturable"])


@pytest.mark.parametrize("number", ["4024007120579635", "4000000000000028"])
def test_a_test_card_leaves_the_capture_pending(shop, number):
    order = paid_with(shop, number)
    all_sent(shop, order)
    shop.tenant.clock.run_until_idle()

    assert states(shop, order) == ("fulfilled", ["processing"])


@pytest.mark.parametrize(
    ("fields", "line", "failed"),
    [
        ({"owner": named("CaptureFail")}, {"quantity": 2}, "captures"),
        ({"owner": named("CancelFail")}, {"cancelQuantity": 2}, "cancels"),
    ],
)
def test_a_last_name_of_google_pay_fails_what_it_says(shop, fields, line, failed):
    checkout = shop.checkout()
    shop.attach(checkout, shop.source(checkout, "googlePay", **fields))
    order = shop.made(shop.order(checkout))
    sent(shop, order, line)
    [charge] = charges(shop, order)

    assert parts(charge, failed) == [(26.89, "failed")]
    assert charge["state"] == "capturable"


def test_a_cancel_that_fails_leaves_the_order_open(shop):
    order = paid_with(shop, "4000000000004442")
    sent(shop, order, {"cancelQuantity": 2})

    assert states(shop, order) == ("accepted", ["capturable"])
    assert amounts(shop, order) == (0.0, 0.0, 0.0)
    answer = send(shop, order, {"cancelQuantity": 2})
    assert answer.errors == [("item_cancelled", "itemId")]


def test_what_failed_is_captured_after_all(shop):
    order = paid_with(shop, "4000000000004103")
    all_sent(shop, order)
    capture = charge_part(shop, order, "captures")
    shop.tenant.happen("provider", "completes", capture)
    [charge] = charges(shop, order)

    assert states(shop, order) == ("complete", ["complete"])
    assert "failureCode" not in charge["captures"][0]
    assert amounts(shop, order) == (26.89, 0.0, 26.89)


def test_what_failed_is_not_asked_of_the_next_unit(shop):
    order = paid_with(shop, "4000000000004103")
    sent(shop, order, {"quantity": 1})
    sent(shop, order, {"quantity": 1})
    [charge] = charges(shop, order)

    assert parts(charge, "captures") == [(13.45, "failed"), (13.44, "failed")]


def test_a_charge_cannot_be_completed_in_place_of_its_capture(shop):
    order = shop.ordered()
    [charge] = charges(shop, order)

    with pytest.raises(Exception, match="cannot take provider completes"):
        shop.tenant.happen("provider", "completes", charge["id"])


def test_a_capture_that_ends_during_a_dispute_completes_the_order_after_it(shop):
    waiting(shop, "capture")
    order = paid_with(shop)
    all_sent(shop, order)
    shop.tenant.happen("provider", "disputes", order["id"])
    shop.tenant.happen("provider", "completes", charge_part(shop, order, "captures"))
    assert states(shop, order) == ("dispute", ["complete"])
    shop.tenant.happen("provider", "resolves_dispute", order["id"])

    assert states(shop, order) == ("complete", ["complete"])


# -- authorizations --------------------------------------------------------------------


def averse(shop):
    shop.play("  - merchant: listOrders\n", given="given: {settings: {risk: averse}}")


def test_an_account_that_takes_risks_captures_after_any_time(shop):
    order = shop.ordered()
    shop.tenant.clock.advance(30 * DAY)
    all_sent(shop, order)

    assert states(shop, order) == ("complete", ["complete"])


def test_an_account_averse_to_risk_is_refused_once_the_authorization_is_old(shop):
    averse(shop)
    order = shop.ordered()
    shop.tenant.clock.advance(7 * DAY)
    before = len(shop.events())
    answer = send(shop, order, {"quantity": 2})

    assert answer.status == 409
    assert answer.body == {
        "errors": [
            {
                "code": "payment_authorization_failed",
                "parameter": "orderId",
                "description": "Fulfillment cannot be processed because the payment "
                "authorization has expired",
            }
        ]
    }
    assert shop.events(before) == ["order.charge.reauth.failed"]
    assert shop.tenant.events()[-1]["data"]["object"]["id"] == order["id"]
    assert states(shop, order) == ("accepted", ["capturable"])
    assert "7 days" in answer.hint


def test_within_seven_days_nobody_is_averse(shop):
    averse(shop)
    order = shop.ordered()
    shop.tenant.clock.advance(7 * DAY - DAY / 24)
    all_sent(shop, order)

    assert states(shop, order) == ("complete", ["complete"])


def test_what_is_cancelled_needs_no_authorization(shop):
    averse(shop)
    order = shop.ordered()
    shop.tenant.clock.advance(8 * DAY)

    assert send(shop, order, {"cancelQuantity": 2}).status == 201


def test_only_cards_expire(shop):
    averse(shop)
    checkout = shop.checkout()
    source = shop.redirected(checkout)
    shop.tenant.happen("customer", "approves", source["id"])
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    shop.tenant.clock.advance(8 * DAY)

    assert send(shop, order, {"quantity": 2}).status == 201


# -- nothing to pay --------------------------------------------------------------------


def free(shop):
    item = {"skuId": "sku-1", "price": 0.0, "quantity": 2}
    checkout = shop.checkout(
        items=[item],
        shippingChoice={"amount": 0.0},
        billTo={"name": "William Brown", "address": ADDRESS},
    )
    return shop.made(shop.order(checkout))


def test_what_costs_nothing_is_complete_once_it_is_sent(shop):
    order = free(shop)
    before = len(shop.events())
    sent(shop, order, {"quantity": 1})
    sent(shop, order, {"quantity": 1})

    assert told(shop, before) == [
        "fulfillment.created",
        "fulfillment.created",
        "fulfilled",
        "complete",
    ]
    shown = shop.read("order", order["id"])
    assert (shown["state"], shown["capturedAmount"]) == ("complete", 0.0)


def test_what_costs_nothing_is_cancelled_at_once(shop):
    order = free(shop)
    sent(shop, order, {"cancelQuantity": 2})

    assert shop.read("order", order["id"])["state"] == "cancelled"


def test_a_line_that_costs_nothing_ends_an_order_that_is_paid(shop):
    items = [
        {"skuId": "shirt", "price": 10.0, "quantity": 1},
        {"skuId": "sticker", "price": 0.0, "quantity": 1},
    ]
    order = shop.ordered(items=items)
    sent(shop, order, {"quantity": 1})
    assert states(shop, order) == ("accepted", ["complete"])
    before = len(shop.events())
    sent(shop, order, {"skuId": "sticker", "quantity": 1})

    assert told(shop, before) == [
        "fulfillment.created",
        "fulfilled",
        "complete",
        "invoice.created",
    ]


# -- laws ------------------------------------------------------------------------------

LINES = st.lists(
    st.tuples(st.integers(0, 3_000), st.integers(1, 3)), min_size=1, max_size=3
)


DECIDED = tuple(
    f"order.charge.{kind}.{state}"
    for kind in ("capture", "cancel")
    for state in ("complete", "failed")
)


def at_once(events):
    """Return each type once, up to what follows by itself after the reply."""
    # What failed before keeps a charge from processing; invoices are printed apart.
    beside = ("order.charge.processing", "order.invoice.created")
    first = itertools.takewhile(lambda told_of: told_of not in DECIDED, events)
    return tuple(dict.fromkeys(type for type in first if type not in beside))


def leaving(left, data, *, last):
    """Draw what of each line leaves in the next parcel; with the last, all of it."""
    asked = []
    for id, count in left.items():
        keep = 0 if last else data.draw(st.integers(0, count))
        cancel = data.draw(st.integers(0, count - keep))
        if count > keep:
            quantity = count - keep - cancel
            line = {"itemId": id, "quantity": quantity, "cancelQuantity": cancel}
            asked.append(line)
            left[id] = keep
    return asked


@settings(max_examples=40, deadline=None)
@given(LINES, st.data(), st.sampled_from([0, 3, 4.99]))
def test_whatever_is_sent_and_whatever_fails_the_books_are_straight(
    lines, data, credit
):
    shop = Shop()
    waiting(shop, "capture", "cancel")
    items = [
        {"skuId": f"sku-{i}", "price": price / 100, "quantity": count}
        for i, (price, count) in enumerate(lines)
    ]
    if credit:
        order = split_payment(shop, credit, items=items)
    else:
        order = shop.ordered(items=items)
    left = {item["id"]: item["quantity"] for item in order["items"]}
    rows = {
        row.events
        for trigger in ("provider.completes", "provider.fails")
        for row in TRIGGERS[trigger]
    }
    made = {at_once(row.events) for row in TRIGGERS["createFulfillments"]}
    for last in (False, False, True):
        asked = leaving(left, data, last=last)
        if not asked:
            continue
        body = {"orderId": order["id"], "items": asked}
        before = len(shop.events())
        assert shop.post("/fulfillments", body).status == 201
        assert at_once(shop.events(before)) in made
        for kind, charge in itertools.product(
            ("captures", "cancels"), charges(shop, order)
        ):
            for part in charge.get(kind, ()):
                if part["state"] == "pending" and data.draw(st.booleans()):
                    before = len(shop.events())
                    verb = data.draw(st.sampled_from(["completes", "fails"]))
                    shop.tenant.happen("provider", verb, part["id"])
                    told_of = shop.events(before)
                    if told_of[-1:] == ["order.invoice.created"]:
                        # Printed afterwards, by no move of anything.
                        told_of.pop()
                    assert tuple(told_of) in rows
    shown = shop.read("order", order["id"])
    captures, cancels = (
        [part for charge in charges(shop, order) for part in parts(charge, name)]
        for name in ("captures", "cancels")
    )
    done = [*captures, *cancels]

    assert round(sum(amount for amount, _ in done), 2) == order["totalAmount"]
    standing = sum(amount for amount, state in captures if state != "failed")
    assert shown["capturedAmount"] == round(standing, 2)
    assert shown["availableToRefundAmount"] <= shown["capturedAmount"]
    assert all(item["state"] != "created" for item in shown["items"])
    if all(state == "complete" for _, state in done):
        assert shown["state"] in ("complete", "cancelled")
    else:
        assert shown["state"] in ("accepted", "fulfilled")


# -- baskets of every kind -------------------------------------------------------------

CUP = {"skuId": "cup", "price": 9.99, "quantity": 3}
LAMP = {"skuId": "lamp", "price": 33.33, "quantity": 2}


@pytest.mark.parametrize(
    "fields",
    [
        {"items": [CUP, LAMP]},
        {"items": [CUP, LAMP], "discount": {"percentOff": 15}},
        {"items": [CUP, LAMP], "discount": {"amountOff": 7.77}},
        {"items": [CUP, LAMP], "shippingDiscount": {"percentOff": 33}},
        {"items": [CUP, LAMP], "shippingDiscount": {"amountOff": 4.99}},
        {"items": [{**CUP, "discount": {"percentOff": 100}}, LAMP]},
        {"items": [CUP, LAMP], "taxInclusive": True},
        {
            "items": [CUP, LAMP],
            "taxInclusive": True,
            "discount": {"percentOff": 10},
            "shippingDiscount": {"amountOff": 1},
        },
        {"items": [CUP, LAMP], "currency": "JPY", "shippingChoice": {"amount": 501}},
    ],
)
def test_unit_by_unit_the_whole_total_is_captured(shop, fields):
    if fields.get("currency") == "JPY":
        whole = [{**item, "price": 333} for item in fields["items"]]
        fields = {**fields, "items": whole}
    order = shop.ordered(**fields)
    for item in order["items"]:
        for _ in range(item["quantity"]):
            sent(shop, order, {"itemId": item["id"], "quantity": 1})
    shown = shop.read("order", order["id"])
    lines = [item["availableToRefundAmount"] for item in shown["items"]]

    assert states(shop, order) == ("complete", ["complete"])
    assert amounts(shop, order) == (order["totalAmount"], 0.0, order["totalAmount"])
    assert sum(lines) <= order["totalAmount"]
    assert shop.findings() == []


def test_a_failure_that_was_to_come_is_not_due_once_the_capture_has_ended(shop):
    order = paid_with(shop, "4485951788521565")
    all_sent(shop, order)
    assert [w.split()[1] for _, w in shop.tenant.clock.due] == ["fails"]
    shop.tenant.happen("provider", "completes", of="capture")

    assert [w for _, w in shop.tenant.clock.due if " fails " in w] == []
