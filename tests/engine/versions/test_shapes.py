"""Replies and events in every version: each fits the models of its own."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mockdr.contract import check_model, versions
from tests.engine.shop import session_of

OLD = [version for version in versions() if version < "2021-12-13"]
FLAT = [version for version in versions() if version < "2021-03-23"]

#: What a client of 2020 reads without looking whether it is there.
#:
#: Source: the connector for VTEX.
UNGUARDED = {
    "checkout": ("id", "paymentSessionId", "items", "shippingChoice"),
    "order": ("id", "state", "currency", "items", "sources"),
}


@pytest.fixture(params=OLD)
def journey(request, speaking):
    """Return an old shop that has sold something, and what it sold."""
    shop = speaking(request.param)
    newest = shop.in_version(None)
    customer = newest.customer(email="ann@example.com")
    newest.saved_card(customer)
    checkout = shop.checkout(customerId=customer["id"])
    ordered = shop.made(shop.order(checkout))
    return shop, checkout, ordered


def test_what_is_read_is_what_was_answered(journey):
    shop, checkout, ordered = journey
    assert shop.read("checkout", checkout["id"])["items"] == checkout["items"]
    assert shop.read("order", ordered["id"]) == ordered


def test_lists_have_their_things_in_the_version_too(journey):
    shop, _, ordered = journey
    listed = shop.get("/orders").body
    assert listed == {"hasMore": False, "data": [ordered]}
    for path in ("/checkouts", "/customers"):
        assert shop.get(path).status == 200


def test_every_reply_was_judged_by_the_models_of_the_version(journey):
    shop, checkout, ordered = journey
    assert check_model("Checkout", checkout, version=shop.version) == ()
    assert check_model("Order", ordered, version=shop.version) == ()
    assert [e for e in shop.tenant.journal.entries() if e.status >= 500] == []
    assert shop.findings() == []


def test_the_same_order_reads_otherwise_in_each_version(journey):
    shop, _, ordered = journey
    for version in versions():
        found = shop.in_version(version).read("order", ordered["id"])
        assert ("payment" in found) == (version >= "2021-03-23")
        assert ("charges" in found) == (version < "2021-03-23")
        assert ("totalImporterTax" in found) == (version >= "2020-12-17")
        assert ("importerTax" in found["items"][0]) == (version >= "2020-12-17")
        assert ("itemId" in found["items"][0]) == (version == "2020-01-07")
        assert found["totalAmount"] == ordered["totalAmount"]


@pytest.mark.parametrize("version", ["2020-12-17", "2021-02-23"])
def test_a_client_of_2020_finds_what_it_reads(speaking, version):
    shop = speaking(version)
    made = shop.checkout()
    changed = shop.update(made, sourceId=shop.card_for(made)["id"]).body
    ordered = shop.order(made).body
    assert set(UNGUARDED["checkout"]) <= set(changed)
    assert set(UNGUARDED["order"]) <= set(ordered)
    assert len(ordered["sources"]) == 1
    assert changed["shippingChoice"]["taxAmount"] == 0.38
    [item] = changed["items"]
    for name in ("importerTax", "duties", "fees"):
        assert item[name]["amount"] == 0.0


@pytest.mark.parametrize("version", FLAT)
def test_a_source_that_is_replaced_or_detached_leaves_the_flat_list(speaking, version):
    shop = speaking(version)
    made = shop.checkout()
    first, second = shop.card_for(made), shop.card_for(made)
    shop.update(made, sourceId=first["id"])
    changed = shop.update(made, sourceId=second["id"]).body
    assert [source["id"] for source in changed["sources"]] == [second["id"]]
    assert changed["sourceId"] == second["id"]
    newest = shop.in_version(None)
    assert newest.detach(made, second).status == 204
    assert not {"sources", "sourceId"} & set(shop.read("checkout", made["id"]))


# -- events --------------------------------------------------------------------------


def test_events_are_told_in_the_version_of_the_request(journey):
    shop, _, ordered = journey
    for version in versions():
        page = shop.in_version(version).get("/events", query={"limit": 100}).body
        for event in page["data"]:
            assert event["digitalriverVersion"] == version
        [accepted] = [e for e in page["data"] if e["type"] == "order.accepted"]
        object = accepted["data"]["object"]
        assert check_model("Order", object, version=version) == ()
        assert ("payment" in object) == (version >= "2021-03-23")
        assert object["id"] == ordered["id"]


def test_events_tell_the_time_before_in_the_version_too(speaking):
    shop = speaking("2021-02-23")
    made = shop.checkout()
    shop.update(made, sourceId=shop.card_for(made)["id"])
    [told] = shop.get("/events", query={"type": "checkout.updated"}).body["data"]
    before = told["data"]["previousAttributes"]
    assert isinstance(before, Mapping)
    assert "payment" not in before
    [newest] = (
        shop.in_version(None)
        .get("/events", query={"type": "checkout.updated"})
        .body["data"]
    )
    state = newest["data"]["previousAttributes"]["payment"]["session"]["state"]
    assert state == "requires_source"


def test_a_version_reads_no_events_of_things_that_it_does_not_have(speaking):
    shop = speaking("2020-12-17")
    newest = shop.in_version(None)
    shop.customer(taxIdentifiers=[{"type": "de", "value": "DE123456789"}])

    def types(reader):
        return {event["type"] for event in reader.get("/events").body["data"]}

    assert types(shop) == {"customer.created"}
    assert types(newest) > {"customer.created", "customer.tax_identifier.created"}
    [event] = newest.get(
        "/events", query={"type": "customer.tax_identifier.created"}
    ).body["data"]
    assert newest.get(f"/events/{event['id']}").status == 200
    assert shop.get(f"/events/{event['id']}").status == 404


def test_the_tester_sees_events_in_the_version_of_the_key(shop):
    checkout = shop.checkout()
    [told] = shop.tenant.events()
    assert told["digitalriverVersion"] == "2021-12-13"
    assert session_of(told["data"]["object"]) == session_of(checkout)


# -- landed cost -----------------------------------------------------------------------


def test_landed_cost_is_told_as_each_version_tells_it(speaking):
    """1200 EUR from the US to Germany: 221 of duty, 288.99 of importer tax."""
    newest = speaking(None)
    phone = {
        "id": "phone",
        "name": "A phone",
        "eccn": "EAR99",
        "hsCode": "8517.13",
        "taxCode": "55101504.100",
        "countryOfOrigin": "US",
    }
    newest.made(newest.post("/skus", phone))
    home = {"line1": "Unter den Linden 1", "city": "Berlin", "postalCode": "10117"}
    made = newest.checkout(
        currency="EUR",
        items=[{"skuId": "phone", "price": 1200, "quantity": 1}],
        shipTo={"name": "Ann Lee", "address": {**home, "country": "DE"}},
        shippingChoice={"amount": 100},
    )
    for version in versions():
        found = newest.in_version(version).read("checkout", made["id"])
        [line] = found["items"]
        assert found["totalAmount"] == 1809.99
        assert found["totalDuty"] == 221.0
        if version < "2020-12-17":
            assert (found["subtotal"], found["totalTax"]) == (1521.0, 288.99)
            assert line["tax"]["amount"] == made["items"][0]["importerTax"]["amount"]
            assert not {"importerTax", "duties", "fees"} & set(line)
        else:
            assert (found["subtotal"], found["totalTax"]) == (1809.99, 0.0)
            assert found["totalImporterTax"] == 288.99
            assert line["duties"]["amount"] > 0


# -- fields that are gone -------------------------------------------------------------


def test_allow_oversell_is_kept_for_those_who_can_set_it(speaking):
    shop = speaking("2021-03-23")
    newest = shop.in_version(None)
    body = {
        "id": "shoe",
        "name": "Shoe",
        "eccn": "EAR99",
        "taxCode": "4323.310_A",
        "countryOfOrigin": "US",
    }
    made = shop.made(shop.post("/skus", {**body, "allowOversell": True}))
    assert made["allowOversell"] is True
    assert "allowOversell" not in newest.get("/skus/shoe").body
    assert newest.post("/skus/shoe", {"name": "Boot"}).status == 200
    found = shop.get("/skus/shoe").body
    assert (found["name"], found["allowOversell"]) == ("Boot", True)
    changed = shop.post("/skus/shoe", {"allowOversell": False}).body
    assert changed["allowOversell"] is False
    assert shop.get("/skus").body["data"] == [changed]
    plain = shop.made(shop.post("/skus", {**body, "id": "sock"}))
    assert "allowOversell" not in plain
    assert shop.findings() == []


def test_visible_is_kept_for_those_who_can_set_it(speaking):
    shop = speaking("2020-09-30")
    body = {
        "type": "battery",
        "skuId": "sku-1",
        "category": "AA",
        "value": "1",
        "amount": 1.5,
        "currency": "EUR",
        "country": "DE",
    }
    made = shop.made(shop.post("/fees", {**body, "visible": False}))
    assert made["visible"] is False
    path = f"/fees/{made['id']}"
    assert "visible" not in shop.in_version("2020-12-17").get(path).body
    assert shop.post(path, {"visible": True}).body["visible"] is True
    assert shop.get("/fees").body["data"][0]["visible"] is True
    assert shop.findings() == []


# -- shipping quotes ------------------------------------------------------------------


@pytest.mark.parametrize("version", OLD)
def test_shipping_quotes_are_for_items_before_2021_12_13(speaking, version):
    shop = speaking(version)
    body = {
        "currency": "USD",
        "shipTo": {"postalCode": "11111", "state": "BU", "country": "JP"},
        "items": [{"inventoryItemId": "item-1", "price": 9.99, "quantity": 1}],
    }
    quoted = shop.made(shop.post("/shipping-quotes", body))
    assert quoted == {
        "shipTo": {"type": "standard"},
        "quotes": [
            {"id": "IC", "serviceLevel": "InternationalStandard", "total": 10.0},
            {"id": "IS", "serviceLevel": "InternationalExpress", "total": 20.0},
        ],
    }
    body["shipTo"]["type"] = "cash_on_delivery"
    asked = shop.made(shop.post("/shipping-quotes", body))
    assert asked["shipTo"] == {"type": "cash_on_delivery"}
    assert shop.findings() == []
    newest = shop.in_version(None).post("/shipping-quotes", body)
    assert ("missing_parameter", "packages") in newest.errors
