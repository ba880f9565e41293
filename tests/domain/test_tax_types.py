"""The table of tax identifiers, whole."""

from __future__ import annotations

import re

import pytest

from mockdr.domain.countries import COUNTRIES
from mockdr.domain.tax_types import (
    TYPES,
    VERIFIED_AT_ONCE,
    entities_in,
    required_in,
)


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_told_completely(name):
    found = TYPES[name]

    assert set(found.countries) <= COUNTRIES
    assert set(found.customers) <= {"business", "individual"}
    assert all(entity.endswith("-ENTITY") for entity in found.entities)
    assert not found.takes("")
    assert not found.takes("#")
    re.compile(found.pattern)


@pytest.mark.parametrize("name", TYPES)
def test_where_a_type_applies_is_what_it_prints(name):
    found = TYPES[name]
    printed = [
        (row["country"], row["entity"], row["customerType"])
        for row in found.applicability()
    ]

    assert printed
    assert all(found.applies(*row) for row in printed)
    assert not found.applies("US", found.entities[0], found.customers[0])


@pytest.mark.parametrize(("name", "value"), sorted(VERIFIED_AT_ONCE))
def test_a_test_value_has_the_form_of_its_type(name, value):
    assert TYPES[name].takes(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("uk", "GB243609761"),
        ("uk", "GB123283536"),
        ("nl", "NL002458380B62"),
        ("nl", "NL555555555555"),
        ("de", "DE231287923"),
    ],
)
def test_the_values_of_the_samples_are_taken(name, value):
    assert TYPES[name].takes(value)


@pytest.mark.parametrize(
    ("name", "value"), [("it", "IT00121239990xxxx"), ("de", "DE12"), ("be", "FR1")]
)
def test_a_value_of_another_form_is_not(name, value):
    assert not TYPES[name].takes(value)


def test_some_sales_cannot_do_without():
    brazil, taiwan = "DR_BRAZIL-ENTITY", "DR_TAIWAN-ENTITY"

    assert required_in("BR", brazil, "individual") == ("br_natural",)
    assert required_in("BR", brazil, "business") == ("br", "br_ie")
    assert required_in("TW", taiwan, "business") == ("tw",)
    assert required_in("TW", taiwan, "individual") == ()
    assert required_in("KE", "DR_IRELAND-ENTITY", "business") == ("ke",)
    assert required_in("DE", "DR_IRELAND-ENTITY", "business") == ()


def test_the_table_tells_who_sells_where():
    assert entities_in("GB") == {"DR_IRELAND-ENTITY", "DR_UK-ENTITY"}
    assert entities_in("MC") == {"DR_IRELAND-ENTITY"}
    assert entities_in("US") == frozenset()
