"""Invoices and credit memos: files that an order lists once they are printed."""

from __future__ import annotations

import re

import pytest

from mockdr.contract import check_model
from tests.engine.shop import Shop


def fulfilled(shop, **fields):
    order = shop.ordered(**fields)
    items = [{"itemId": i["id"], "quantity": i["quantity"]} for i in order["items"]]
    shop.made(shop.post("/fulfillments", {"orderId": order["id"], "items": items}))
    return shop.read("order", order["id"])


def refunded(shop, order, amount=5.0):
    body = {"orderId": order["id"], "currency": order["currency"], "amount": amount}
    shop.made(shop.post("/refunds", {**body, "reason": "broken"}))
    return shop.read("order", order["id"])


def event(shop, type):
    return [e for e in shop.tenant.events() if e["type"] == type][-1]


@pytest.mark.parametrize("customer", [None, "ann"])
def test_a_complete_order_has_an_invoice_that_can_be_fetched(shop, customer):
    if customer:
        shop.customer(id=customer)
    order = fulfilled(shop, customerId=customer)
    (paper,) = order["invoicePDFs"]

    assert order["state"] == "complete"
    assert paper == {
        "id": paper["id"],
        "url": f"http://127.0.0.1:8400/files/{paper['id']}/content",
        "liveMode": False,
    }
    content = shop.get(f"/files/{paper['id']}/content")
    assert content.headers["Content-Type"] == "application/pdf"
    assert content.raw.startswith(b"%PDF-1.4\n")
    assert content.raw.endswith(b"%%EOF\n")
    assert order["id"].encode() in content.raw
    assert b"26.89 USD" in content.raw
    file = shop.get(f"/files/{paper['id']}").body
    assert file["purpose"] == "customer_invoice"
    assert file["fileName"] == f"customer_invoice_{order['id']}_1.pdf"


@pytest.mark.parametrize("customer", [None, "ann"])
def test_its_event_tells_the_file_and_no_version(shop, customer):
    if customer:
        shop.customer(id=customer)
    order = fulfilled(shop, customerId=customer)
    told = event(shop, "order.invoice.created")
    id = order["invoicePDFs"][0]["id"]
    wanted = {
        "id": id,
        "fileId": id,
        "orderId": order["id"],
        "customerId": customer,
        "purpose": "customer_invoice",
        "invoiceURL": order["invoicePDFs"][0]["url"],
    }

    assert told["data"]["object"] == {k: v for k, v in wanted.items() if v is not None}
    assert told["versionIds"] == []
    assert "digitalriverVersion" not in told
    assert check_model("Event", told) == ()
    assert check_model("EventOrderDocument", told["data"]["object"]) == ()


def test_each_refund_has_its_credit_memo(shop):
    order = fulfilled(shop)
    refunded(shop, order, 5.0)
    order = refunded(shop, order, 7.5)
    first, second = order["creditMemoPDFs"]

    for paper, amount in ((first, b"5.0 USD"), (second, b"7.5 USD")):
        assert amount in shop.get(f"/files/{paper['id']}/content").raw
    told = event(shop, "order.credit_memo.created")["data"]["object"]
    assert (told["fileId"], told["purpose"]) == (second["id"], "customer_credit_memo")
    found = shop.get("/files", query={"purpose": "customer_credit_memo"})["data"]
    assert [file["id"] for file in found] == [second["id"], first["id"]]


def test_an_order_that_cost_nothing_has_no_papers(shop):
    free = {"items": [{"skuId": "gift", "price": 0.0}], "shippingChoice": {"amount": 0}}
    order = shop.ordered(**free)
    assert order["totalAmount"] == 0.0
    items = [{"itemId": i["id"], "quantity": 1} for i in order["items"]]
    shop.made(shop.post("/fulfillments", {"orderId": order["id"], "items": items}))

    assert "invoicePDFs" not in shop.read("order", order["id"])
    assert "order.invoice.created" not in shop.events()


def test_a_cancelled_order_has_no_papers(shop):
    order = shop.ordered()
    items = [
        {"itemId": i["id"], "cancelQuantity": i["quantity"]} for i in order["items"]
    ]
    shop.made(shop.post("/fulfillments", {"orderId": order["id"], "items": items}))
    assert shop.read("order", order["id"])["state"] == "cancelled"
    assert "order.invoice.created" not in shop.events()


def test_papers_are_the_same_byte_for_byte_each_time():
    def printed():
        shop = Shop()
        paper = fulfilled(shop)["invoicePDFs"][0]
        return shop.get(f"/files/{paper['id']}/content").raw

    first = printed()
    assert first == printed()
    # The table of the PDF points at its objects.
    for number, offset in enumerate(re.findall(rb"(\d{10}) 00000 n", first), 1):
        assert first[int(offset) :].startswith(b"%d 0 obj" % number)
