"""What forms of a country ask a buyer for, and the provider's clock."""

from __future__ import annotations

import re

import pytest

from mockdr.domain.tax_types import TYPES
from tests.server.private_calls import Page, named


@pytest.fixture
def page():
    return Page()


@pytest.fixture
def shop(page):
    return page.shop


def test_the_time_is_the_shops_own(page, shop):
    assert page.get("now").body == {"now": "2026-05-01T12:00:00Z"}


def test_the_stores_are_the_documented_ones(page):
    found = {store["storeId"]: store for store in page.get("konbini-stores").body}
    assert list(found) == ["010", "030", "060", "080"]
    assert found["030"]["storeName"] == "Family Mart"
    assert found["030"]["storeLogoUrl"].endswith("pmt_familymart.gif")


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_type_of_tax_identifier_is_offered_where_it_applies(page, name):
    type = TYPES[name]
    for country in type.countries:
        for entity in type.entities:
            told = page.get("tax-identifiers", country=country, sellingEntity=entity)
            assert (told["country"], told["hasTaxIdentifier"]) == (country, True)
            found = [t for t in told["types"] if t["type"] == name]
            assert [t["customerType"] for t in found] == list(type.customers)
            assert all(t["label"] for t in found)
            assert all(re.compile(t["pattern"]) for t in found)
            for customer in type.customers:
                if type.required:
                    assert told[f"{customer}TaxIdentifierRequired"] is True


def test_a_country_has_its_usual_seller(page):
    told = page.get("tax-identifiers", country="it").body
    assert told["country"] == "IT"
    assert [(t["type"], t["customerType"]) for t in told["types"]] == [
        ("it", "business"),
        ("it_cf", "individual"),
        ("it_natural", "individual"),
    ]
    assert told["businessTaxIdentifierRequired"] is False


def test_one_type_can_be_asked_for(page):
    told = page.get("tax-identifiers", country="IT", type="it_natural").body
    [found] = told["types"]
    assert re.fullmatch(found["pattern"], "IT12345678901")


def test_where_nothing_applies_nothing_is_offered(page):
    told = page.get("tax-identifiers", country="US").body
    assert told == {
        "country": "US",
        "hasTaxIdentifier": False,
        "businessTaxIdentifierRequired": False,
        "individualTaxIdentifierRequired": False,
        "types": [],
    }


def test_a_session_says_who_sells_where(page, shop):
    taipei = {"line1": "1 Road", "city": "Taipei", "postalCode": "110", "country": "TW"}
    checkout = shop.digital(shipTo={"name": "Lin", "address": taipei})
    told = page.get("tax-identifiers", **named(checkout=checkout)).body
    assert [t["type"] for t in told["types"]] == ["tw"]
    assert told["businessTaxIdentifierRequired"] is True
    told = page.get("invoice-attributes", **named(checkout=checkout)).body
    assert told["hasInvoices"] is told["invoiceRequired"] is True
    assert told["hasIndividualInvoiceTypes"] is True
    assert [
        (one["type"], one["attributes"][0]["attributeName"])
        for one in told["individual"]
    ] == [
        ("tw_individual_mobile_barcode", "MOBILE_BARCODE"),
        ("tw_individual_citizen_cert", "CITIZEN_DIGITAL_CERT"),
        ("tw_individual_member_carrier", "MEMBER_CARRIER"),
        ("tw_individual_donate", "CHARITY_NAME"),
    ]


def test_elsewhere_an_invoice_asks_for_nothing(page):
    told = page.get("invoice-attributes", country="DE").body
    assert told == {
        "hasInvoices": False,
        "invoiceRequired": False,
        "individual": [],
        "hasIndividualInvoiceTypes": False,
    }


def test_one_type_of_invoice_can_be_asked_for(page):
    told = page.get("invoice-attributes", country="TW", type="tw_individual_donate")
    assert [one["type"] for one in told["individual"]] == ["tw_individual_donate"]


@pytest.mark.parametrize("name", ["tax-identifiers", "invoice-attributes"])
@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({}, ("missing_parameter", "country")),
        ({"country": "Atlantis"}, ("invalid_parameter", "country")),
    ],
)
def test_a_country_is_wanted(page, name, said, error):
    answer = page.get(name, **said)
    assert (answer.status, answer.errors) == (400, [error])
