"""Refunds that ask where to: the token, the customer's answer, and the last day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engine.refunding import SHIP_TO, refund, refunded, send, sent, told
from tests.engine.shop import Shop, card, envelope, named

DAY = timedelta(days=1)
FREE = {"amount": 0.0}


def wired(shop, last_name="Brown", **fields):
    """Return an order that a wire transfer has paid, and that is sent."""
    checkout = shop.checkout(shipTo=SHIP_TO, **fields)
    source = shop.wire(checkout, owner=named(last_name))
    assert shop.attach(checkout, source).status == 200
    order = shop.made(shop.order(checkout))
    shop.tenant.happen("customer", "pays")
    send(shop, order)
    return shop.read("order", order["id"])


def now(shop, made):
    return shop.get(f"/refunds/{made['id']}").body


def test_a_wire_transfer_goes_back_where_the_customer_says(shop):
    order = wired(shop)
    since = len(told(shop))

    made = shop.made(refund(shop, order, percent=50))
    asked = now(shop, made)
    shop.tenant.happen("customer", "sends_bank_details")
    done = now(shop, made)

    assert [made["state"], asked["state"], done["state"]] == [
        "pending",
        "pending_information",
        "succeeded",
    ]
    assert asked["tokenInformation"]["expiresTime"] == "2026-05-31T12:00:00Z"
    assert asked["tokenInformation"]["token"]
    assert asked["charges"][0]["refunds"][0]["state"] == "pending_information"
    assert done["charges"][0]["refunds"][0]["state"] == "complete"
    assert asked["refundedAmount"] == 0.0
    assert shop.tenant.clock.due == []
    assert "tokenInformation" not in made
    assert done["refundedAmount"] == 13.51
    assert told(shop, since) == [
        "refund.pending",
        "order.charge.refund.pending",
        "refund.pending_information",
        "order.charge.refund.complete",
        "refund.complete",
        "order.refunded",
    ]


def test_a_charge_itself_knows_no_bank_details(shop):
    """The enum of a charge's own refunds is closed, and has no state for them."""
    order = wired(shop)
    made = shop.made(refund(shop, order, percent=50))

    [charge] = now(shop, made)["charges"]

    [shown] = shop.get(f"/charges/{charge['id']}").body["refunds"]
    assert shown["state"] == "pending"


def test_what_waits_for_bank_details_can_be_looked_up(shop):
    order = wired(shop)
    made = shop.made(refund(shop, order, percent=50))

    query = {"orderId": order["id"], "state": "pending_information"}
    rows = shop.get("/refunds", query=query).body["data"]

    assert [row["id"] for row in rows] == [made["id"]]
    assert rows[0]["tokenInformation"]["token"]


def test_without_an_answer_the_token_ends_after_thirty_days(shop):
    order = wired(shop)
    made = shop.made(refund(shop, order, percent=100))

    shop.tenant.clock.advance(30 * DAY - timedelta(seconds=1))
    before = now(shop, made)["state"]
    held = shop.read("order", order["id"])["availableToRefundAmount"]
    shop.tenant.clock.advance(timedelta(seconds=1))
    after = now(shop, made)

    assert (before, held) == ("pending_information", 0.0)
    assert (after["state"], after["refundedAmount"]) == ("expired", 0.0)
    assert shop.read("order", order["id"])["availableToRefundAmount"] == 27.01
    assert refund(shop, order, percent=100).status == 201


def test_an_answer_in_time_leaves_nothing_to_end(shop):
    made = shop.made(refund(shop, wired(shop), percent=100))
    shop.tenant.happen("customer", "sends_bank_details")

    shop.tenant.clock.advance(60 * DAY)

    assert now(shop, made)["state"] == "succeeded"


FAILING = {
    "RefundFailWhileCreation": (["failed", "failed"]),
    "RefundFailAfterPaymentInfo": (["pending_information", "failed"]),
}


@pytest.mark.parametrize("last_name", FAILING)
def test_last_names_let_the_refund_of_a_receiver_method_fail(shop, last_name):
    order = wired(shop, last_name)
    made = shop.made(refund(shop, order, percent=100))
    first = now(shop, made)["state"]
    if first == "pending_information":
        shop.tenant.happen("customer", "sends_bank_details")
    last = now(shop, made)

    assert [first, last["state"]] == FAILING[last_name]
    assert last["refundedAmount"] == 0.0
    assert last["charges"][0]["refunds"][0]["state"] == "failed"
    assert shop.read("order", order["id"])["availableToRefundAmount"] == 27.01


NUMBERS = {"4000000000004111": timedelta(0), "4556602564240839": timedelta(seconds=30)}


@pytest.mark.parametrize("number", NUMBERS)
def test_test_cards_let_a_refund_fail_at_once_or_later(shop, number):
    checkout = shop.checkout(shipTo=SHIP_TO)
    source = shop.source(checkout, creditCard=card(number))
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    send(shop, order)
    made = shop.made(refund(shop, order, percent=100))

    at_once = now(shop, made)["state"]
    shop.tenant.clock.advance(timedelta(seconds=30))
    failed = now(shop, made)

    assert at_once == ("pending" if NUMBERS[number] else "failed")
    assert failed["state"] == "failed"
    charge = shop.read("order", order["id"])["payment"]["charges"][0]
    assert charge["refunded"] is True
    assert charge["refunds"][0]["failureCode"] == "failed-request"
    assert "refundedAmount" not in shop.read("order", order["id"])
    assert told(shop)[-2:] == ["order.charge.refund.failed", "refund.failed"]


@pytest.mark.parametrize(
    ("type", "last_name"),
    [("payPal", "RefundFail"), ("klarnaCredit", "RefundFail")],
)
def test_last_names_let_the_refund_of_a_redirect_method_fail(shop, type, last_name):
    checkout = shop.checkout_for(type, shipTo=SHIP_TO)
    source = shop.redirected(checkout, type, owner=named(last_name))
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    if order["state"] == "pending_payment":
        shop.tenant.happen("customer", "approves")
        order = shop.made(shop.post(f"/orders/{order['id']}/refresh"))
    send(shop, order)

    made = shop.made(refund(shop, order, percent=100))

    assert now(shop, made)["state"] == "failed"


def test_the_provider_says_by_hand_why_a_refund_fails(shop):
    order = sent(shop)
    shop.play(
        "  - merchant: createRefunds\n"
        "  - provider: fails\n"
        "    of: refund\n"
        "    then: {reason: account_closed}"
    )

    made = shop.made(refund(shop, order, percent=100))

    assert now(shop, made)["failureReason"] == "account_closed"
    assert shop.findings() == []


# -- invoices --------------------------------------------------------------------------


@pytest.fixture
def bill(shop):
    """An invoice of 43.01 USD that a saved card has paid."""
    customer = shop.customer(email="ann@example.com")
    body = {
        "customerId": customer["id"],
        "currency": "USD",
        "email": "ann@example.com",
        "items": [{"skuId": "song", "price": 20.0, "quantity": 2}],
        "sourceId": shop.saved_card(customer)["id"],
    }
    made = shop.made(shop.post("/invoices", body))
    return shop.get(f"/invoices/{made['id']}").body


def test_an_invoice_is_refunded_by_its_order(shop, bill):
    body = {"invoiceId": bill["id"], "currency": "USD", "percent": 100}

    made = shop.made(shop.post("/refunds", body))

    assert (made["invoiceId"], made["orderId"]) == (bill["id"], bill["orderId"])
    assert now(shop, made)["refundedAmount"] == 43.01
    assert shop.read("order", bill["orderId"])["refundedAmount"] == 43.01


def test_an_invoice_that_nobody_paid_has_nothing_to_give_back(shop, bill):
    body = {
        "customerId": bill["customerId"],
        "currency": "USD",
        "state": "draft",
        "items": [{"skuId": "song", "price": 20.0}],
    }
    draft = shop.made(shop.post("/invoices", body))

    answer = shop.post(
        "/refunds", {"invoiceId": draft["id"], "currency": "USD", "percent": 100}
    )

    assert (answer.status, answer.body) == envelope(
        400,
        "bad_request",
        "invalid_parameter",
        "The requested refund amount is greater than the available amount.",
        "amountRequested",
    )


def test_an_order_that_cost_nothing_has_nothing_to_give_back(shop):
    order = sent(shop, items=[{"skuId": "gift", "price": 0.0}], shippingChoice=FREE)
    assert order["totalAmount"] == 0.0

    answer = refund(shop, order, percent=100)

    assert answer.errors == [("invalid_parameter", "amountRequested")]


def test_the_same_seed_gives_the_same_refund():
    told = []
    for _ in range(2):
        shop = Shop()
        told.append(refunded(shop, sent(shop), percent=50)[0])

    assert told[0] == told[1]
