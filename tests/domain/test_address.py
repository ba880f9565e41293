"""Addresses are held against the shapes of seven countries and the states of two."""

import pytest

from mockdr import contract
from mockdr.domain.address import POSTAL_CODES, STATES, complaints, missing

GOOD = {
    "US": ["55343", "55343-1234", "55343 1234", "553431234"],
    "CA": ["K1A 0B1", "k1a0b1", "H2Y1C6"],
    "GB": ["SW1A 1AA", "M1 1AE", "ec1a1bb", "GIR 0AA", "B33 8TH", "W1A 0AX"],
    "DE": ["10115"],
    "FR": ["75001"],
    "ES": ["28001"],
    "IT": ["00118"],
}
BAD = {
    "US": ["5534", "ABCDE", "55343-12", " 55343"],
    "CA": ["K1A-0B1", "D1A 0B1", "K1A 0B", "12345"],
    "GB": ["12345", "SW1A", "SW1A 1AA1", "GIR 0AA0"],
    "DE": ["1011", "101155", "D-101"],
    "FR": ["7500", "2A004"],
    "ES": ["2800"],
    "IT": ["0011"],
}
FULL = {
    "line1": "1 Way",
    "city": "Minnetonka",
    "postalCode": "55343",
    "state": "MN",
    "country": "US",
}


def keys(found):
    return [c.key for c in found]


def of(table):
    return [(country, code) for country, codes in table.items() for code in codes]


def test_every_country_with_a_shape_is_tried():
    assert GOOD.keys() == BAD.keys() == POSTAL_CODES.keys()


@pytest.mark.parametrize(("country", "code"), of(GOOD))
def test_a_postal_code_fits_its_country(country, code):
    assert complaints({"country": country, "postalCode": code}) == ()


@pytest.mark.parametrize(("country", "code"), of(BAD))
def test_a_postal_code_does_not_fit_its_country(country, code):
    found = complaints({"country": country, "postalCode": code})

    assert keys(found) == ["invalid_parameter:address.postalCode"]


def test_a_postal_code_that_is_no_text_does_not_fit():
    found = complaints({"country": "DE", "postalCode": 10115})

    assert keys(found) == ["invalid_parameter:address.postalCode"]


@pytest.mark.parametrize(
    "address", [None, {}, {"country": "AT", "postalCode": "?"}, {"postalCode": "?"}]
)
def test_elsewhere_anything_goes(address):
    assert complaints(address) == ()


@pytest.mark.parametrize("country", STATES)
def test_a_state_is_one_of_its_country(country):
    for state in STATES[country]:
        assert complaints({"country": country, "state": state}) == ()
    for state in ("XX", "mn", "Minnesota"):
        assert keys(complaints({"country": country, "state": state})) == [
            "invalid_parameter:address.state"
        ]


def test_the_states_are_all_there():
    assert len(STATES["US"]) == 50 + 1 + 8 + 3
    assert len(STATES["CA"]) == 13


def test_all_complaints_come_at_once():
    found = complaints({"country": "US", "state": "XX", "postalCode": "?"})

    assert keys(found) == [
        "invalid_parameter:address.postalCode",
        "invalid_parameter:address.state",
    ]


def test_a_full_address_lacks_nothing():
    assert missing(FULL) == ()
    assert missing({**FULL, "country": "DE", "state": None}) == ()


@pytest.mark.parametrize(
    ("lost", "key"),
    [
        ("line1", "missing_parameter:address.line1"),
        ("country", "missing_parameter:shipTo.address.country"),
        ("city", "missing_parameter:shipTo.address.city"),
        ("postalCode", "missing_parameter:shipTo.address.postalCode"),
        ("state", "missing_parameter:shipTo.address.state"),
    ],
)
def test_what_lacks_is_named(lost, key):
    found = missing({k: v for k, v in FULL.items() if k != lost})

    assert keys(found) == [key]
    assert contract.errors()[key].code == "missing_parameter"


def test_an_empty_address_lacks_everything():
    assert len(missing({})) == len(missing(None)) == 4


def test_every_complaint_is_in_the_catalogue():
    found = (*missing(None), *complaints({**FULL, "state": "?", "postalCode": "?"}))

    assert {c.key for c in found} <= contract.errors().keys()
