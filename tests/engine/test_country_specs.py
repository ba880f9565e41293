"""What countries ask for, and what is paid with in them."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest

from mockdr.domain.address import POSTAL_CODES

IRELAND = "DR_IRELAND-ENTITY"
SCHEMAS = ("billingAddressSchema", "shippingAddressSchema", "billingAddressOnlySchema")
ENTITY = {"US": "C5_INC-ENTITY", "CA": "C5_INC-ENTITY", "GB": "DR_UK-ENTITY"}
FINE = {
    "US": {"postalCode": "55343", "state": "MN"},
    "CA": {"postalCode": "K1A 0B1", "state": "ON"},
    "GB": {"postalCode": "SW1A 1AA"},
}


def specs(shop, country, entity=IRELAND):
    query = {"country": country, "sellingEntity": entity}
    answer = shop.get("/country-specs", query=query)
    assert set(answer.body) == {"data"}
    return answer.body["data"]


@pytest.mark.parametrize("country", POSTAL_CODES)
@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_a_text_that_judges_addresses(shop, country, name):
    (spec,) = specs(shop, country, ENTITY.get(country, IRELAND))
    schema = json.loads(spec[name])
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    judge = jsonschema_rs.validator_for(schema)
    address = {
        "line1": "1",
        "city": "A",
        "country": country,
        **FINE.get(country, {"postalCode": "10117"}),
    }
    assert judge.is_valid(address)
    assert not judge.is_valid({**address, "postalCode": "?"})
    assert not judge.is_valid({**address, "country": "XX"})
    assert not judge.is_valid({"country": country})


def test_a_delivery_asks_for_more_than_a_bill(shop):
    (spec,) = specs(shop, "IT")
    bill, delivery = (json.loads(spec[name])["required"] for name in SCHEMAS[:2])
    assert bill == ["country", "postalCode"]
    assert delivery == ["country", "city", "postalCode", "line1"]


def test_tax_numbers_are_told_by_who_has_them(shop):
    (spec,) = specs(shop, "IT")
    titles = {
        name: [json.loads(schema)["title"] for schema in spec[name]]
        for name in spec
        if name.endswith("Schemas")
    }
    assert titles == {
        "individualTaxIdentifiersSchemas": ["it_cf", "it_natural"],
        "businessTaxIdentifiersSchemas": ["it"],
    }
    business = json.loads(spec["businessTaxIdentifiersSchemas"][0])
    judge = jsonschema_rs.validator_for(business)
    assert judge.is_valid({"taxIdentifier": "IT12345678901"})
    assert not judge.is_valid({"taxIdentifier": "IT1"})


def test_what_is_required_is_said(shop):
    (spec,) = specs(shop, "BR", "DR_BRAZIL-ENTITY")
    assert spec["taxIdentifiersInfo"]["type"] == "br"
    assert spec["taxIdentifiersInfo"]["isRequired"] is True
    (taiwan,) = specs(shop, "TW", "DR_TAIWAN-ENTITY")
    assert taiwan["invoiceAttributeInfo"] == {"isRequired": True}
    assert "taxIdentifiersInfo" not in specs(shop, "DE")[0]


@pytest.mark.parametrize(
    ("country", "entity"),
    [("IT", "DR_JAPAN-ENTITY"), ("XX", IRELAND), ("DE", "nobody")],
)
def test_an_unknown_pair_has_nothing(shop, country, entity):
    assert specs(shop, country, entity) == []


def test_both_must_be_said(shop):
    assert shop.get("/country-specs").errors == [
        ("missing_parameter", "country"),
        ("missing_parameter", "sellingEntity"),
    ]


# -- prices that are only shown --------------------------------------------------------


def currency(shop, **query):
    return shop.get("/dynamic-pricing/country-currency", query=query, key="public")


def test_a_country_has_its_currency(shop):
    assert currency(shop).body == {"country": "US", "currency": "USD"}
    assert currency(shop, country="JP").body == {"country": "JP", "currency": "JPY"}
    assert currency(shop, country="XX").errors == [("invalid_parameter", "country")]


def test_prices_are_converted_and_rounded_as_their_currency_is(shop):
    body = {
        "currency": "JPY",
        "country": "JP",
        "items": [
            {"id": "a", "price": 9.99, "currency": "USD"},
            {"price": 10, "currency": "GBP"},
        ],
    }
    answer = shop.post("/dynamic-pricing/conversions", body)
    assert answer.status == 200
    assert answer["items"] == [
        {
            "id": "a",
            "price": 9.99,
            "currency": "USD",
            "rate": 150.0,
            "convertedPrice": 1499.0,
        },
        {"price": 10.0, "currency": "GBP", "rate": 187.5, "convertedPrice": 1875.0},
    ]


@pytest.mark.parametrize("price", [1e16, 1e308])
def test_a_price_has_fewer_digits_than_that(shop, price):
    body = {"currency": "EUR", "items": [{"price": price, "currency": "USD"}]}
    answer = shop.post("/dynamic-pricing/conversions", body)
    assert answer.errors == [("invalid_parameter", "items[0].price")]


@pytest.mark.parametrize(("code", "error"), [("YEM", 400), ("PAB", 409)])
def test_only_into_currencies_that_checkouts_can_have(shop, code, error):
    one = {"price": 1, "currency": "USD"}
    for body in (
        {"currency": code, "items": [one]},
        {"currency": "EUR", "items": [one, {**one, "currency": code}]},
    ):
        assert shop.post("/dynamic-pricing/conversions", body).status == error
