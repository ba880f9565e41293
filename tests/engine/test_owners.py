"""Owners of sources: the browser tells more of them than the secret key reads."""

from __future__ import annotations

import pytest

from tests.engine.shop import ADDRESS, OWNER

ONLY_PUBLIC = {"phoneNumber": "612-555-0100", "customerId": "12", "referenceId": "r"}
INFO = {"neighborhood": "Centro", "countyName": "Dakota", "title": "MRS"}
FULL = {
    **OWNER,
    **ONLY_PUBLIC,
    "upstreamId": "u",
    "address": ADDRESS,
    "additionalAddressInfo": INFO,
}
KNOWN = {
    **OWNER,
    "upstreamId": "u",
    "address": ADDRESS,
    "additionalAddressInfo": {"neighborhood": "Centro"},
}


def public_owner(shop, source):
    path, secret = f"/payments/sources/{source['id']}", source["clientSecret"]
    return shop.get(path, key="public", query={"secret": secret}).body["owner"]


def test_each_dialect_shows_of_the_owner_what_it_has(shop):
    source = shop.source(owner=FULL)
    assert source["owner"] == public_owner(shop, source) == FULL
    assert shop.read("source", source["id"])["owner"] == KNOWN


@pytest.mark.parametrize("name", sorted(ONLY_PUBLIC))
def test_what_the_browser_adds_later_stays_with_the_browser(shop, name):
    source = shop.source()
    before = shop.read("source", source["id"])["owner"]
    changed = shop.post(
        f"/payments/sources/{source['id']}",
        {"owner": {name: ONLY_PUBLIC[name]}},
        key="public",
        query={"secret": source["clientSecret"]},
    )
    assert changed.body["owner"] == {**before, name: ONLY_PUBLIC[name]}
    assert public_owner(shop, source) == changed.body["owner"]
    assert shop.read("source", source["id"])["owner"] == before


def test_the_owner_is_the_same_wherever_the_source_is_shown(shop):
    customer, checkout = shop.customer(), shop.checkout()
    saved = shop.saved_card(customer, owner=FULL)
    source = shop.source(checkout, owner=FULL)
    attached = shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    told = shop.get("/events", query={"limit": 100})
    shown = [
        saved,
        shop.read("customer", customer["id"])["sources"][0],
        attached.body,
        order["payment"]["sources"][0],
        *(
            event["data"]["object"]
            for event in told["data"]
            if event["type"].startswith("source.")
        ),
    ]
    assert [part["owner"] for part in shown] == [KNOWN] * len(shown)
    assert shop.findings() == []


def test_an_order_is_billed_to_what_the_browser_said_and_billing_has(shop):
    checkout = shop.checkout()
    source = shop.source(checkout, owner=FULL)
    assert shop.attach(checkout, source).status == 200
    billed = shop.read("checkout", checkout["id"])["billTo"]
    assert billed["phone"] == FULL["phoneNumber"]
    assert billed["additionalAddressInfo"] == {"neighborhood": "Centro"}


def test_a_source_that_waits_for_money_keeps_all_of_its_owner(shop):
    source = shop.wire(shop.checkout(), owner=FULL)
    assert source["owner"] == public_owner(shop, source) == FULL
    assert "expirationTime" in source


def test_what_is_unknown_as_a_whole_is_not_there(shop):
    owner = {**OWNER, "additionalAddressInfo": {"countyName": "Dakota"}}
    source = shop.source(owner=owner)
    assert source["owner"] == owner
    assert shop.read("source", source["id"])["owner"] == OWNER


def test_an_invoice_shows_of_the_owner_what_a_checkout_does(shop):
    customer = shop.customer()
    saved = shop.saved_card(customer, owner=FULL)
    body = {
        "customerId": customer["id"],
        "currency": "USD",
        "items": [{"skuId": "sku-1", "price": 10.0, "quantity": 1}],
        "sourceId": saved["id"],
    }
    made = shop.made(shop.post("/invoices", body))
    read = shop.get(f"/invoices/{made['id']}")
    for shown in (made, read):
        assert shown["payment"]["sources"][0]["owner"] == KNOWN
    assert shop.findings() == []
