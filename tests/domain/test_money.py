"""Money loses nothing, whatever the currency."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.domain.currencies import CURRENCIES, INACTIVE, complaint
from mockdr.domain.money import Money, decimal, decimals, half_up, split

laws = settings(max_examples=60, deadline=None)
amounts = st.integers(0, 10**13)
currencies = st.sampled_from(sorted(CURRENCIES))
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any)


@laws
@given(amounts, weights, st.booleans())
def test_a_split_loses_nothing(total, shares, rest_on_last):
    parts = split(total, shares, rest_on_last=rest_on_last)

    assert sum(parts) == total


@laws
@given(amounts, weights, st.booleans())
def test_who_weighs_nothing_gets_nothing_and_nobody_owes(total, shares, rest_on_last):
    for part, weight in zip(
        split(total, shares, rest_on_last=rest_on_last), shares, strict=True
    ):
        assert part >= 0
        assert weight or not part


@laws
@given(amounts, weights)
def test_a_share_is_within_one_unit_of_its_due(total, shares):
    for part, weight in zip(split(total, shares), shares, strict=True):
        assert abs(part * sum(shares) - total * weight) <= sum(shares)


def test_the_rest_goes_to_the_earliest_or_all_to_the_last():
    assert split(500, (1, 1, 1)) == (167, 167, 166)
    assert split(500, (1, 1, 1), rest_on_last=True) == (166, 166, 168)
    assert split(500, (1, 1, 1, 0), rest_on_last=True) == (166, 166, 168, 0)


@pytest.mark.parametrize(
    ("total", "shares"), [(1, ()), (1, (0, 0)), (1, (1, -1, 3)), (-1, (1,))]
)
def test_what_cannot_be_shared_is_refused(total, shares):
    with pytest.raises(ValueError, match="split"):
        split(total, shares)


@laws
@given(amounts, currencies)
def test_an_amount_survives_the_wire(minor, currency):
    money = Money(currency=currency, minor=minor)

    assert Money.from_wire(money.to_wire(), currency) == money
    assert Money.from_wire(str(money.to_decimal()), currency) == money


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [
        (10, "USD", 1000),
        (16.89, "USD", 1689),
        ("27.01", "EUR", 2701),
        (1.005, "USD", 101),
        (0.125, "USD", 13),
        (10.5, "JPY", 11),
        (139000.0, "KRW", 139000),
        (1.2345, "KWD", 1235),
        ("1e3", "CLF", 10_000_000),
    ],
)
def test_the_wire_is_read_as_it_prints_and_halves_go_up(value, currency, minor):
    assert Money.from_wire(value, currency).minor == minor


@pytest.mark.parametrize(
    "value", ["", "ten", "NaN", float("nan"), float("inf"), "-inf", True, "1e999999999"]
)
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(ValueError, match="not a"):
        decimal(value)


def test_a_tiny_number_is_an_amount_of_nothing():
    assert Money.from_wire("1e-999999", "USD").minor == 0


def test_currencies_do_not_mix():
    euro = Money(currency="EUR", minor=1)

    with pytest.raises(ValueError, match="do not mix"):
        euro + Money(currency="USD", minor=1)
    with pytest.raises(ValueError, match="do not mix"):
        euro - Money(currency="USD", minor=1)


def test_money_counts():
    assert Money(currency="EUR", minor=5) - Money(currency="EUR", minor=5) == Money(
        currency="EUR", minor=0
    )
    assert not Money(currency="EUR", minor=0)
    assert Money(currency="EUR", minor=-1) < Money(currency="EUR", minor=0)


@pytest.mark.parametrize(
    ("value", "whole"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("-0.5", -1), ("0.49", 0)]
)
def test_half_up_rounds_away_from_zero(value, whole):
    assert half_up(Decimal(value)) == whole


def test_the_minor_units_are_those_of_iso_4217():
    assert [decimals(c) for c in ("EUR", "JPY", "KRW", "KWD", "CLF")] == [2, 0, 0, 3, 4]
    with pytest.raises(ValueError, match="YEM"):
        decimals("YEM")


def test_a_currency_is_known_or_not_and_active_or_not():
    unknown = complaint("YEM")
    inactive = complaint("PAB")

    assert complaint("USD") is None
    assert unknown is not None
    assert unknown.key == "invalid_parameter:currency"
    assert inactive is not None
    assert inactive.key == "currency_unactivated"
    assert CURRENCIES.keys() >= INACTIVE


@pytest.mark.parametrize("code", ["DEM", "FRF", "HRK", "usd", "XXX", "XAU", "", "EURO"])
def test_replaced_currencies_metals_and_misspellings_are_no_currencies(code):
    found = complaint(code)

    assert found is not None
    assert found.key == "invalid_parameter:currency"
