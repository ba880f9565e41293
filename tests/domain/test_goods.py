"""What SKUs must say, what fees and customs take, and who is spared the tax."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.domain import exchange, fee, sku
from mockdr.domain.countries import COUNTRIES, EMBARGOED, EUROPEAN_UNION, is_origin
from mockdr.domain.currencies import CURRENCIES
from mockdr.domain.exemption import certified, midnight, reverse_charged
from mockdr.domain.landed_cost import (
    DUTY,
    Import,
    Levied,
    is_landed,
    levied,
    within_threshold,
)
from mockdr.domain.sku_groups import GROUPS

LAMP = {
    "name": "A lamp",
    "eccn": "EAR99",
    "taxCode": "55101504.100",
    "countryOfOrigin": "US",
}
MANAGED = {**LAMP, "managedFulfillment": "DRGlobalFulfillment", "partNumber": "p-1"}


def keys(document):
    return [(c.key, c.parameter) for c in sku.complaints(document)]


def test_a_lamp_is_fine_shipped_by_whoever():
    assert keys(LAMP) == []
    assert keys(MANAGED) == []


@pytest.mark.parametrize("name", sku.REQUIRED)
def test_an_sku_without_a_group_needs_each_of_three_fields(name):
    rest = {k: v for k, v in LAMP.items() if k != name}

    assert keys(rest) == [("missing_parameter", name)]
    assert keys({**rest, "skuGroupId": "g"}) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"countryOfOrigin": "KP"}, "invalid_parameter:countryOfOrigin"),
        ({"countryOfOrigin": "XX"}, "invalid_parameter:countryOfOrigin"),
        ({"countryOfOrigin": "us"}, "invalid_parameter:countryOfOrigin"),
        ({"hsCode": "1234.56.YW"}, "invalid_parameter:hsCode"),
        ({"hsCode": "123456"}, "invalid_parameter:hsCode"),
        ({"hsCode": "1234.56.78901"}, "invalid_parameter:hsCode"),
    ],
)
def test_customs_data_have_their_form(change, key):
    assert [k for k, _ in keys({**LAMP, **change})] == [key]


@pytest.mark.parametrize("code", ["1234.56", "1234.56.7", "1006.20.4025"])
def test_customs_codes_have_six_to_ten_digits(code):
    assert keys({**LAMP, "hsCode": code}) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"taxCode": "4512.100"}, "invalid_parameter:taxCode"),
        ({"partNumber": None}, "invalid_parameter:partNumber"),
        ({"manufacturerId": "acme"}, "invalid_parameter:manufacturerId"),
    ],
)
def test_what_the_provider_ships_it_must_know(change, key):
    assert [k for k, _ in keys({**MANAGED, **change})] == [key]
    assert keys({**LAMP, **change}) == []


@pytest.mark.parametrize(
    ("code", "physical"),
    [
        ("4512.100", False),
        ("4323.310_A", True),
        ("55101504.100", True),
        ("531029.200", True),
        ("5216", True),
    ],
)
def test_the_tax_code_tells_goods_from_the_rest(code, physical):
    assert sku.is_physical_code(code) is physical


def test_a_tariff_code_has_ten_digits():
    assert sku.tariff_code("6404.20.1000") == "6404201000"
    assert sku.tariff_code("8517.13") == "8517130000"


def test_groups_are_found_under_their_own_id():
    assert {id for id, group in GROUPS.items() if group.id != id} == set()


def test_origins_are_countries_where_business_is_done():
    assert len(COUNTRIES) == 249
    assert len(EUROPEAN_UNION) == 27
    assert COUNTRIES > EUROPEAN_UNION | EMBARGOED
    assert [c for c in COUNTRIES if not is_origin(c)] == ["KP"]


# -- fees ------------------------------------------------------------------------------

FEE = {"skuId": "lamp", "currency": "EUR", "country": "DE"}


@pytest.mark.parametrize(
    ("fee_says", "place", "due"),
    [
        ({}, {}, True),
        ({}, {"country": "FR"}, False),
        ({}, {"currency": "USD"}, False),
        ({"subdivisions": ["BY"]}, {"state": "BY"}, True),
        ({"subdivisions": ["BY"]}, {"state": "BE"}, False),
    ],
)
def test_a_fee_is_due_in_its_country_and_currency(fee_says, place, due):
    asked = {"currency": "EUR", "country": "DE", "state": "", **place}

    assert fee.is_due({**FEE, **fee_says}, **asked) is due


# -- customs ---------------------------------------------------------------------------

ABROAD = {
    "shipFrom": {"address": {"country": "US"}},
    "shipTo": {"address": {"country": "DE"}},
    "shippingChoice": {"amount": 100.0},
}


def test_the_samples_of_landed_cost_come_out_to_the_cent():
    german, belgian = Decimal("0.19"), Decimal("0.21")

    assert levied([Import(amount=120000, shipping=10000)], german) == (
        Levied(duty=22100, importer_tax=28899),
    )
    assert levied(
        [Import(amount=7500, shipping=0), Import(amount=7600, shipping=0)], belgian
    ) == (
        Levied(duty=1275, importer_tax=1843),
        Levied(duty=1292, importer_tax=1867),
    )


@given(amount=st.integers(0, 10**9), shipping=st.integers(0, 10**6))
def test_duty_is_one_share_of_goods_and_shipping(amount, shipping):
    (found,) = levied([Import(amount=amount, shipping=shipping)], Decimal("0.2"))

    assert abs(found.duty - (amount + shipping) * DUTY) <= Decimal("0.5")


@pytest.mark.parametrize(
    "change",
    [
        {"shipFrom": None},
        {"shipFrom": {"address": {"country": "FR"}}},
        {"shipTo": {"address": {"country": "US"}}},
        {"shipTo": {"address": {"country": "FR"}}},
        {"shippingChoice": {}},
        {"shippingChoice": {"amount": 1.0, "shippingTerms": "DAP"}},
    ],
)
def test_landed_cost_wants_all_its_conditions(change):
    assert is_landed(ABROAD, inclusive=False, classified=True)
    assert not is_landed({**ABROAD, **change}, inclusive=False, classified=True)


def test_landed_cost_wants_codes_and_prices_without_tax():
    assert not is_landed(ABROAD, inclusive=True, classified=True)
    assert not is_landed(ABROAD, inclusive=False, classified=False)


def test_small_parcels_are_free_of_duty_in_euros_alone():
    assert within_threshold(Decimal(150), "EUR")
    assert not within_threshold(Decimal("150.01"), "EUR")
    assert not within_threshold(Decimal(1), "USD")


# -- who is spared ---------------------------------------------------------------------

CERTIFICATE = {
    "taxAuthority": "MN",
    "startDate": "2021-04-07T00:00:00Z",
    "endDate": "2025-04-07T00:00:00Z",
}
MINNESOTA = {"country": "US", "state": "MN"}


def test_a_certificate_begins_and_ends_at_midnight():
    assert midnight("2021-04-07T17:30:00Z") == "2021-04-07T00:00:00Z"


@pytest.mark.parametrize(
    ("today", "holds"),
    [
        ("2021-04-06T23:59:59Z", False),
        ("2021-04-07T00:00:00Z", True),
        ("2025-04-07T23:59:59Z", True),
        ("2025-04-08T00:00:00Z", False),
    ],
)
def test_a_certificate_holds_from_its_first_day_to_its_last(today, holds):
    assert certified([CERTIFICATE], MINNESOTA, today) is holds


@pytest.mark.parametrize(
    "place", [None, {}, {"country": "US", "state": "NY"}, {"country": "CA"}]
)
def test_a_certificate_holds_in_its_own_state(place):
    assert not certified([CERTIFICATE], place, "2022-01-01T00:00:00Z")
    assert not certified([], MINNESOTA, "2022-01-01T00:00:00Z")


NUMBER = {"type": "de", "state": "verified"}
SALE = ("DE", "DR_IRELAND-ENTITY", "business")


@pytest.mark.parametrize("state", ["pending", "verified"])
def test_a_business_across_the_border_accounts_for_the_tax_itself(state):
    assert reverse_charged([{**NUMBER, "state": state}], *SALE)


@pytest.mark.parametrize(
    ("number", "sale"),
    [
        ({**NUMBER, "state": "not_valid"}, SALE),
        ({**NUMBER, "type": "fr"}, SALE),
        (NUMBER, ("DE", "DR_IRELAND-ENTITY", "individual")),
        (NUMBER, ("DE", "C5_INC-ENTITY", "business")),
        ({**NUMBER, "type": "ie"}, ("IE", "DR_IRELAND-ENTITY", "business")),
        ({**NUMBER, "type": "ch"}, ("CH", "DR_IRELAND-ENTITY", "business")),
    ],
)
def test_nobody_else_does(number, sale):
    assert not reverse_charged([number], *sale)


# -- exchange --------------------------------------------------------------------------


def test_every_rate_and_every_country_has_a_currency():
    assert set(exchange.PER_DOLLAR) <= set(CURRENCIES)
    assert set(exchange.CURRENCY_OF.values()) <= set(CURRENCIES)
    assert set(exchange.CURRENCY_OF) <= COUNTRIES
    assert {exchange.CURRENCY_OF[c] for c in ("DE", "GB", "JP")} == {
        "EUR",
        "GBP",
        "JPY",
    }


@given(st.sampled_from(sorted(CURRENCIES)))
def test_a_currency_is_worth_itself(currency):
    assert exchange.rate(currency, currency) == 1


def test_a_currency_that_is_none_has_no_rate():
    assert exchange.rate("USD", "EUR") == Decimal("0.9")
    with pytest.raises(ValueError, match="'XYZ' is not a currency"):
        exchange.rate("USD", "XYZ")
    with pytest.raises(ValueError, match="'XYZ' is not a currency"):
        exchange.rate("XYZ", "USD")
