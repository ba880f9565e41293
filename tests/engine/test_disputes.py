"""Disputes: the order stands still, until the bank has decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mockdr.engine.settings import Settings
from tests.engine.refunding import refund, refunded, send, sent, told
from tests.engine.shop import NOON, Shop, envelope

HOUR = timedelta(hours=1)


def disputed(shop, order):
    shop.tenant.happen("provider", "disputes", of=order["id"])
    return shop.read("order", order["id"])


def test_a_dispute_shows_as_the_page_says(shop):
    order = sent(shop)
    shop.tenant.clock.advance(HOUR)

    after = disputed(shop, order)

    assert (after["state"], after["fraudState"]) == ("dispute", "review_opened")
    assert after["stateTransitions"]["dispute"] == "2026-05-01T13:00:00Z"
    assert after["fraudStateTransitions"] == {
        "passed": "2026-05-01T12:00:00Z",
        "review_opened": "2026-05-01T13:00:00Z",
    }
    assert after["items"][0]["state"] == "created"
    assert told(shop)[-1] == "order.dispute"


@pytest.mark.parametrize("state", ["accepted", "complete", "returned"])
def test_a_dispute_that_is_resolved_leaves_the_order_as_it_was(shop, state):
    order = shop.ordered() if state == "accepted" else sent(shop)
    if state == "returned":
        refunded(shop, order, type="shipping", percent=100)
        items = [{"itemId": order["items"][0]["id"], "quantity": 2}]
        back = shop.made(
            shop.post("/returns", {"orderId": order["id"], "items": items})
        )
        shop.post(f"/returns/{back['id']}", {"state": "accepted"})
    before = shop.read("order", order["id"])
    assert before["state"] == state
    shop.tenant.clock.advance(HOUR)
    disputed(shop, order)
    shop.tenant.clock.advance(HOUR)

    shop.tenant.happen("provider", "resolves_dispute")

    after = shop.read("order", order["id"])
    assert (after["state"], after["fraudState"]) == (state, "passed")
    item = after["items"][0]
    assert item["state"] == before["items"][0]["state"]
    assert after["stateTransitions"] == {
        **before["stateTransitions"],
        "dispute": "2026-05-01T13:00:00Z",
    }
    assert after["fraudStateTransitions"]["passed"] == "2026-05-01T12:00:00Z"
    if state == "complete":
        assert item["stateTransitions"]["fulfilled"] == "2026-05-01T14:00:00Z"
    assert told(shop)[-1] == "order.dispute.resolved"


def test_nothing_can_be_done_with_an_order_in_dispute(shop):
    order = sent(shop)
    item = order["items"][0]["id"]
    disputed(shop, order)
    body = {"orderId": order["id"], "items": [{"itemId": item, "quantity": 1}]}

    answers = [
        shop.post("/fulfillments", body),
        refund(shop, order, percent=100),
        shop.post("/returns", body),
    ]

    assert [(a.status, a.body) for a in answers] == [
        envelope(
            409,
            "conflict",
            "order_not_submitted",
            f"Order '{order['id']}' has not been submitted.",
            "orderId",
        ),
        envelope(
            400,
            "bad_request",
            "invalid_parameter",
            "A refund cannot be performed while there is a dispute on the order.",
            "order",
        ),
        envelope(
            409,
            "conflict",
            "invalid_parameter",
            "A return cannot be performed while there is a dispute on the order.",
            "order",
        ),
    ]


def test_goods_that_come_back_during_a_dispute_are_not_paid_for(shop):
    order = sent(shop)
    items = [{"itemId": order["items"][0]["id"], "quantity": 1}]
    back = shop.made(shop.post("/returns", {"orderId": order["id"], "items": items}))
    disputed(shop, order)

    answer = shop.post(f"/returns/{back['id']}", {"state": "accepted"})

    assert (answer.status, answer.errors) == (409, [("invalid_parameter", "order")])
    assert shop.get(f"/returns/{back['id']}").body["state"] == "created"


def test_an_order_that_was_never_paid_cannot_be_disputed(shop):
    checkout = shop.checkout()
    shop.attach(checkout, shop.wire(checkout))
    shop.made(shop.order(checkout))

    with pytest.raises(Exception, match="no order can take provider disputes"):
        shop.tenant.happen("provider", "disputes")


def test_what_the_bank_took_cannot_be_refunded(shop):
    order = sent(shop)
    refunded(shop, order, amount=7.01)
    disputed(shop, order)

    shop.tenant.happen("provider", "charges_back")
    taken = shop.read("order", order["id"])
    shop.tenant.happen("provider", "resolves_dispute")

    assert taken["availableToRefundAmount"] == 0.0
    assert taken["items"][0]["availableToRefundAmount"] == 0.0
    assert taken["refundedAmount"] == 7.01
    assert told(shop)[-2:] == ["order.chargeback", "order.dispute.resolved"]
    assert refund(shop, order, amount=0.01).errors == [
        ("invalid_parameter", "amountRequested")
    ]


def test_what_is_sent_after_a_dispute_is_captured(shop):
    order = shop.ordered()
    disputed(shop, order)
    shop.tenant.happen("provider", "resolves_dispute")

    send(shop, order)

    assert shop.read("order", order["id"])["state"] == "complete"


def test_a_capture_that_ends_during_a_dispute_has_completed_the_order(shop):
    shop.play(
        "  - merchant: createFulfillments\n"
        "  - {provider: completes, of: capture, after: 99d}"
    )
    order = shop.ordered()
    send(shop, order)
    disputed(shop, order)

    shop.tenant.happen("provider", "completes", of="capture")
    meanwhile = shop.read("order", order["id"])["state"]
    shop.tenant.happen("provider", "resolves_dispute")

    after = shop.read("order", order["id"])
    assert (meanwhile, after["state"]) == ("dispute", "complete")
    assert after["stateTransitions"]["complete"]


# -- the books -------------------------------------------------------------------------


@pytest.fixture
def books():
    """A test tenant that keeps the books of a live one."""
    return Shop(settings=replace(Settings(now=NOON), finance="always"))


def sales(shop, **query):
    return shop.get("/sales-transactions", query=query).body["data"]


def test_in_test_mode_nothing_is_counted(shop):
    order = sent(shop)
    refunded(shop, order, percent=100)

    for name in ("sales-transactions", "sales-summaries", "payouts"):
        assert shop.get(f"/{name}").body == {"hasMore": False, "data": []}
    assert not [type for type in told(shop) if type.startswith("sales")]


def test_each_line_that_is_sent_is_a_sale(books):
    order = sent(books, upstreamId="cart-9")

    (sale,) = sales(books)

    assert (sale["type"], sale["amount"], sale["quantity"]) == ("sale", 27.01, 2)
    assert sale["orderUpstreamID"] == "cart-9"
    assert (sale["paymentType"], sale["shipToCountry"]) == ("creditCard", "US")
    amounts = sale["payoutAmounts"]
    assert (amounts["tax"], amounts["productPrice"], amounts["shipping"]) == (
        2.01,
        20.0,
        5.0,
    )
    assert amounts["payoutAmount"] == 25.0
    assert told(books)[-1] == "sales_transaction.created"
    assert books.get(f"/sales-transactions/{sale['id']}").body == sale
    assert sales(books, orderId=order["id"], orderUpstreamId="cart-9") == [sale]
    assert sales(books, **{"payoutAmount[gt]": 25}) == []


def test_what_goes_back_is_negative_and_named_after_its_cause(books):
    order = sent(books)
    refunded(books, order, amount=5.4, type="shipping")
    items = [{"itemId": order["items"][0]["id"], "quantity": 1}]
    back = books.made(books.post("/returns", {"orderId": order["id"], "items": items}))
    books.post(f"/returns/{back['id']}", {"state": "accepted"})
    disputed(books, order)
    books.tenant.happen("provider", "charges_back")

    found = [(sale["type"], sale["amount"]) for sale in reversed(sales(books))]

    assert found == [
        ("sale", 27.01),
        ("refund", -5.4),
        ("return", -10.81),
        ("non_fraud_chargeback", -10.8),
    ]


def test_a_chargeback_for_fraud_is_counted_as_one(books):
    order = sent(books)
    disputed(books, order)
    books.play(
        "  - merchant: retrieveOrders\n"
        "  - provider: charges_back\n"
        "    then: {fraud: blocked}"
    )

    books.get(f"/orders/{order['id']}")

    assert sales(books)[0]["type"] == "fraud_chargeback"
    assert books.read("order", order["id"])["fraudState"] == "blocked"
    assert books.findings() == []


def test_a_payout_pays_all_that_is_open_and_nothing_twice(books):
    order = sent(books)
    refunded(books, order, amount=5.4, type="shipping")

    books.tenant.happen("provider", "pays_out")

    (payout,) = books.get("/payouts").body["data"]
    (summary,) = books.get("/sales-summaries").body["data"]
    (entry,) = books.get(f"/payouts/{payout['id']}/transactions").body["data"]
    assert payout["amount"] == summary["amount"] == entry["amount"] == 20.0
    assert (summary["paid"], summary["payoutId"]) == (True, payout["id"])
    assert {sale["salesSummaryId"] for sale in sales(books)} == {summary["id"]}
    assert books.get(f"/payouts/{payout['id']}").body == payout
    assert books.get(f"/sales-summaries/{summary['id']}").body == summary
    assert told(books)[-1] == "payout.created"
    with pytest.raises(Exception, match="no sales_transaction can take"):
        books.tenant.happen("provider", "pays_out")


def test_books_have_lists_of_up_to_five_thousand(books):
    assert books.get("/payouts", query={"limit": 5000}).status == 200
    assert books.get("/payouts", query={"limit": 5001}).errors == [
        ("invalid_parameter", "limit")
    ]
    missing = books.get("/payouts/1/transactions")
    assert (missing.status, missing.body) == envelope(
        404, "not_found", "not_found", "Payout '1' not found.", "id"
    )


class Live(Shop):
    """A shop whose keys are those of live mode."""

    @property
    def tenant(self):
        return self.world.tenant(self.name, live=True)

    def send(self, method, path, body=None, *, key=None, **more):
        start = "pk" if key == "public" else "sk"
        live = f"Bearer {start}_live_{self.name}"
        return super().send(method, path, body, key=live, **more)


def test_in_live_mode_the_books_are_kept_without_asking():
    shop = Live()
    order = sent(shop)
    refunded(shop, order, percent=100)

    assert [(s["type"], s["liveMode"]) for s in sales(shop)] == [
        ("refund", True),
        ("sale", True),
    ]
