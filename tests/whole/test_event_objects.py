"""What the table of event types says of an object, beyond its model and its state."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.shop import Shop

Shown = dict[str, Any]
SECONDS = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


def states(parts: list[Shown]) -> list[str]:
    return [part["state"] for part in parts]


def session(shown: Shown) -> Shown:
    return shown["payment"]["session"]


def charges(shown: Shown) -> list[Shown]:
    return shown["payment"]["charges"]


#: Type of event to what its object shows.
SHOWS: dict[str, Callable[[Shown], object]] = {
    "order.pending_payment": lambda o: (
        "fraudState" not in o
        and "charges" not in o["payment"]
        and session(o)["nextAction"]["action"] == "redirect"
    ),
    "order.review_opened": lambda o: (
        o["fraudState"] == "review_opened"
        and "review_opened" in o["fraudStateTransitions"]
        and states(charges(o)) == ["capturable"]
    ),
    "order.review_closed": lambda o: o["fraudState"] == "passed",
    "order.accepted": lambda o: (
        o["fraudState"] == "passed"
        and states(charges(o)) == ["capturable"]
        and session(o)["state"] == "complete"
        and o["capturedAmount"] == o["availableToRefundAmount"] == 0.0
        and "refundedAmount" not in o
    ),
    "order.blocked": lambda o: (
        o["fraudState"] == "blocked"
        and {*states(o["items"])} == {"blocked"}
        and states(charges(o)) == ["cancelled"]
    ),
    "order.cancelled": lambda o: (
        {*states(o["items"])} == {"cancelled"}
        and states(charges(o)) == ["cancelled"]
        and o["cancelledAmount"] == o["totalAmount"]
    ),
    "order.fulfilled": lambda o: (
        states(charges(o)) == ["processing"]
        and o["capturedAmount"] == o["totalAmount"]
        and o["availableToRefundAmount"] == 0.0
    ),
    "order.complete": lambda o: o["availableToRefundAmount"] == o["totalAmount"],
    "order.refunded": lambda o: o["refundedAmount"] > 0,
    "order.dispute": lambda o: o["fraudState"] == "review_opened",
    "order.dispute.resolved": lambda o: o["fraudState"] == "passed",
    "order.charge.reauth.failed": lambda o: states(charges(o)) == ["capturable"],
    "order.charge.capturable": lambda o: (
        not {"captures", "cancels", "refunds"} & o.keys()
        and (o["captured"], o["refunded"]) == (False, False)
        and o["type"] == "customer_initiated"
        and {"orderId", "paymentSessionId", "liveMode"} <= o.keys()
    ),
    "order.charge.failed": lambda o: o["failureCode"],
    "order.charge.capture.pending": lambda o: (
        states(o["captures"]) == ["pending"] and o["state"] == "processing"
    ),
    "order.charge.capture.complete": lambda o: (
        o["captures"][0]["fulfillmentId"] and o["captured"]
    ),
    "order.charge.capture.failed": lambda o: o["captures"][0]["failureCode"],
    "order.charge.cancel.pending": lambda o: states(o["cancels"]) == ["pending"],
    "order.charge.cancel.complete": lambda o: (
        o["cancels"][0].keys() >= {"id", "amount", "createdTime", "state"}
    ),
    "order.charge.cancel.failed": lambda o: states(o["cancels"]) == ["failed"],
    "order.charge.refund.pending": lambda o: (
        o["refunded"] and states(o["refunds"]) == ["pending"]
    ),
    "order.charge.refund.complete": lambda o: (
        o["refunds"][0].keys() >= {"id", "amount", "createdTime", "state"}
    ),
    "order.charge.refund.failed": lambda o: "failed" in states(o["refunds"]),
    "order.invoice.created": lambda o: (
        o["purpose"] == "customer_invoice"
        and o["id"] == o["fileId"]
        and o["invoiceURL"].endswith(f"/files/{o['fileId']}/content")
        and "liveMode" not in o
    ),
    "order.credit_memo.created": lambda o: o["purpose"] == "customer_credit_memo",
    "refund.pending": lambda o: o["refundedAmount"] == 0.0 and "charges" not in o,
    "refund.pending_information": lambda o: re.fullmatch(
        "2026-05-31T.*", o["tokenInformation"]["expiresTime"]
    ),
    "refund.complete": lambda o: o["refundedAmount"] > 0 and o["charges"],
    "refund.failed": lambda o: o["refundedAmount"] == 0.0,
    "return.created": lambda o: o["items"][0]["quantityAccepted"] == 0,
    "return.accepted": lambda o: o["items"][0]["quantityAccepted"] > 0,
    "fulfillment.created": lambda o: (
        "payment" not in o["orderDetails"]
        and o["orderDetails"]["id"] == o["orderId"]
        and o["items"][0].keys() >= {"quantity", "itemId"}
    ),
    "fulfillment_order.backordered": lambda o: o["items"][0]["backordered"] > 0,
    "fulfillment_order.cancelled": lambda o: o["items"][0]["cancelled"] > 0,
    "fulfillment_cancellation.accepted": lambda o: (
        o["items"][0]["quantityAccepted"] > 0
    ),
    "fulfillment_return.pending": lambda o: o["location"],
    "logistics_return.received": lambda o: o["type"] == "received",
    "checkout_session.order.created": lambda o: (
        {"checkoutSessionId", "taxInclusive", "consents", "pricingFormat"} <= o.keys()
        and "sku" in o["items"][0]
        and o["payment"]["sources"][0]["state"] == "consumed"
    ),
    "customer.source.created": lambda o: o["reusable"] and o["customerId"],
    "customer.tax_identifier.created": lambda o: o["customerId"],
    "source.created": lambda o: o["clientSecret"] and o[o["type"]] is not None,
    "invoice.paid": lambda o: o["orderId"] and o["attemptCount"] and charges(o),
    "invoice.payment_failed": lambda o: charges(o)[0]["failureCode"],
    "subscription.created": lambda o: (
        o["stateTransitions"] == {} and o["planId"] and o["items"]
    ),
    "subscription.failed": lambda o: "failed" in o["stateTransitions"],
    "subscription.reminder": lambda o: (
        o["invoice"]["state"] == "draft"
        and session(o["invoice"])["state"] == "requires_confirmation"
    ),
    "subscription.extended": lambda o: (
        o["invoice"]["state"] == "paid" and o["invoice"]["orderId"]
    ),
    "subscription.payment_failed": lambda o: (
        o["subscription"]["state"] == "activePendingInvoice"
        and o["invoice"]["state"] == "open"
        and charges(o["invoice"])[0]["failureCode"] == "declined"
        and session(o["invoice"])["state"] == "cancelled"
    ),
    "tax_identifier.verified": lambda o: "verified" in o["stateTransitions"],
    "sales_transaction.created": lambda o: o["type"],
}


@pytest.mark.parametrize("type", SHOWS)
def test_an_object_shows_what_its_type_is_about(type):
    tenant = Shop().tenant

    shown = tenant.told(tenant.trigger(type))["data"]["object"]

    assert SHOWS[type](shown), shown


def test_whatever_is_told_of_a_renewal_has_moments_of_its_own_kind():
    tenant = Shop().tenant

    shown = tenant.told(tenant.trigger("subscription.extended"))["data"]["object"]

    told, invoice = shown["subscription"], shown["invoice"]
    for name in ("createdTime", "updatedTime"):
        assert re.fullmatch(SECONDS.replace("Z", r"\.000\+0000"), told[name])
        assert re.fullmatch(SECONDS, invoice[name])
    assert "liveMode" not in told
    assert re.fullmatch("[0-9a-f]{32}", invoice["id"])
