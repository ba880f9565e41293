"""Tax identifiers inside customers, in the versions up to 2020-12-17."""

from __future__ import annotations

import pytest

from mockdr.contract import versions
from tests.engine.shop import ADDRESS

INSIDE = [version for version in versions() if version <= "2020-12-17"]
GERMAN = {"type": "de", "value": "DE123456789"}
DUTCH = {"type": "nl", "value": "NL002458380B62"}
ITALIAN = {"type": "it", "value": "IT12345678901"}
BERLIN = {
    "name": "Ann Lee",
    "address": {
        "line1": "Unter den Linden 1",
        "city": "Berlin",
        "postalCode": "10117",
        "country": "DE",
    },
}


def pairs(customer):
    return customer.get("taxIdentifiers", [])


@pytest.mark.parametrize("version", INSIDE)
def test_a_customer_takes_pairs_and_tells_them(speaking, version):
    shop = speaking(version)
    made = shop.customer(taxIdentifiers=[GERMAN, DUTCH])
    assert pairs(made) == [GERMAN, DUTCH]
    assert pairs(shop.read("customer", made["id"])) == [GERMAN, DUTCH]
    assert shop.findings() == []


@pytest.mark.parametrize("version", [v for v in versions() if v not in INSIDE])
def test_since_2021_02_23_a_customer_takes_none(speaking, version):
    shop = speaking(version)
    made = shop.customer(taxIdentifiers=[GERMAN])
    assert pairs(made) == []
    [finding] = shop.findings("violation")
    assert "no such field but in API version 2020-01-07 to 2020-12-17" in finding


def test_an_update_adds_replaces_and_deletes(speaking):
    shop = speaking("2020-12-17")
    path = f"/customers/{shop.customer(taxIdentifiers=[GERMAN])['id']}"
    added = shop.post(path, {"taxIdentifiers": [DUTCH]})
    assert pairs(added.body) == [GERMAN, DUTCH]
    other = {"type": "de", "value": "DE000000000"}
    replaced = shop.post(path, {"taxIdentifiers": [other]})
    assert pairs(replaced.body) == [DUTCH, other]
    nothing = {"type": "nl", "value": ""}
    assert pairs(shop.post(path, {"taxIdentifiers": [nothing]}).body) == [other]
    # What is not there is gone already.
    assert pairs(shop.post(path, {"taxIdentifiers": [nothing]}).body) == [other]


def test_newer_versions_see_them_as_things_of_their_own(speaking):
    shop = speaking("2020-12-17")
    made = shop.customer(taxIdentifiers=[GERMAN])
    newest = shop.in_version(None)
    [found] = newest.get("/tax-identifiers").body["data"]
    assert (found["value"], found["customerId"]) == ("DE123456789", made["id"])
    [told] = newest.read("customer", made["id"])["taxIdentifiers"]
    assert (told["id"], told["state"]) == (found["id"], "verified")


def test_a_value_of_a_wrong_form_is_refused_and_nobody_is_made(speaking):
    shop = speaking("2020-12-17")
    wrong = {"type": "de", "value": "nonsense"}
    answer = shop.post("/customers", {"id": "ann", "taxIdentifiers": [wrong]})
    assert (answer.status, answer.errors) == (400, [("invalid_parameter", "value")])
    assert shop.get("/customers/ann").status == 404


def test_a_checkout_takes_those_that_apply(speaking):
    shop = speaking("2020-12-17")
    customer = shop.customer(
        taxIdentifiers=[GERMAN, ITALIAN], shipping=BERLIN, type="business"
    )
    body = {
        "currency": "EUR",
        "customerId": customer["id"],
        "shipFrom": {"address": {"country": "IE"}},
        "items": [{"skuId": "sku-1", "price": 10.0}],
    }
    made = shop.made(shop.post("/checkouts", body))
    assert made["taxIdentifiers"] == [GERMAN]
    none = shop.made(shop.post("/checkouts", {**body, "taxIdentifiers": []}))
    assert "taxIdentifiers" not in none
    person = shop.made(shop.post("/checkouts", {**body, "customerType": "individual"}))
    assert "taxIdentifiers" not in person
    elsewhere = {"name": "Ann Lee", "address": ADDRESS}
    sent = shop.made(shop.post("/checkouts", {**body, "shipTo": elsewhere}))
    assert "taxIdentifiers" not in sent


def test_who_is_billed_decides_for_what_is_not_shipped(speaking):
    shop = speaking("2020-12-17")
    newest = shop.in_version(None)
    customer = shop.customer(taxIdentifiers=[GERMAN], type="business")
    owner = {"firstName": "Ann", "lastName": "Lee", "address": BERLIN["address"]}
    newest.saved_card(customer, owner=owner)
    made = shop.digital(20.0, customerId=customer["id"], currency="EUR")
    assert made["taxIdentifiers"] == [GERMAN]
    assert made["billTo"]["name"] == "Ann Lee"
