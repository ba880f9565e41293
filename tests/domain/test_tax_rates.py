"""The rate is that of the first address there is."""

from decimal import Decimal

import pytest

from mockdr.domain.tax_rates import (
    BY_COUNTRY,
    BY_POSTAL_CODE,
    BY_STATE,
    tax_rate,
)

MINNETONKA = {"country": "US", "state": "MN", "postalCode": "55343"}


@pytest.mark.parametrize(("place", "rate"), BY_POSTAL_CODE.items())
def test_a_postal_code_has_its_rate(place, rate):
    country, code = place

    assert tax_rate({"country": country, "postalCode": code}) == rate
    assert tax_rate({"country": country, "postalCode": f"{code}-1234"}) == rate


@pytest.mark.parametrize(("place", "rate"), BY_STATE.items())
def test_a_state_has_its_rate(place, rate):
    country, state = place

    assert tax_rate({"country": country, "state": state}) == rate


@pytest.mark.parametrize(("country", "rate"), BY_COUNTRY.items())
def test_a_country_has_its_rate(country, rate):
    assert tax_rate({"country": country, "postalCode": "10115"}) == rate


def test_the_first_address_decides():
    assert tax_rate(None, {}, MINNETONKA, {"country": "DE"}) == Decimal("0.07525")
    assert tax_rate({"country": "FR"}, MINNETONKA) == 0


@pytest.mark.parametrize(
    "addresses", [(), (None,), ({},), ({"city": "Here"},), ({"country": "AQ"},)]
)
def test_without_an_address_that_is_known_there_is_no_tax(addresses):
    assert tax_rate(*addresses) == 0


@pytest.mark.parametrize("code", ["5534", "99999", "99999-1234"])
def test_from_an_unreal_place_in_the_united_states_no_tax_is_computed(code):
    start = {"country": "US", "postalCode": code}

    assert tax_rate(MINNETONKA, ship_from=start) == 0


@pytest.mark.parametrize(
    "start",
    [
        None,
        {},
        {"country": "DE"},
        {"country": "US"},
        {"country": "US", "postalCode": "55343"},
    ],
)
def test_from_a_real_place_tax_is_computed(start):
    assert tax_rate(MINNETONKA, ship_from=start) == Decimal("0.07525")
