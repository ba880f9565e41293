"""What belongs to somebody, or opens a door, is never written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.contract import test_cards as documented_cards
from mockdr.engine.traces.scrubbing import Scrubber

PERSON = {
    "currency": "EUR",
    "email": "jane.roe@corp.test",
    "customerId": "c-1",
    "browserIp": "203.0.113.7",
    "metadata": {"note": "call Jane"},
    "billTo": {
        "name": "Jane Roe",
        "phone": "+49 30 1234567",
        "organization": "Roe Ltd",
        "address": {
            "line1": "Secret Street 7",
            "city": "Nowhere",
            "postalCode": "99999",
            "country": "DE",
        },
    },
    "items": [{"skuId": "tea", "price": 9.9, "quantity": 2}],
    "source": {
        "creditCard": {"number": "4929000000006", "cvv": "123"},
        "token": "secret",
    },
}


def scrubber(**known):
    return Scrubber(refer=known.get)


def test_what_decides_stays():
    found = scrubber().clean(PERSON)

    assert found == {
        "currency": "EUR",
        "billTo": {"address": {"country": "DE"}},
        "items": [{"skuId": "tea", "price": 9.9, "quantity": 2}],
    }


def test_for_what_is_somebodys_something_of_nobody_may_stand():
    found = scrubber().clean(PERSON, invent=True)

    assert found["email"] == "shopper@example.com"
    assert found["billTo"]["address"]["city"] == "Berlin"
    assert "Roe" not in json.dumps(found)


def test_people_stay_apart():
    one = scrubber()

    told = [one.email(name) for name in ("a@corp.test", "b@corp.test", "a@corp.test")]
    assert told == [
        "shopper@example.com",
        "shopper-2@example.com",
        "shopper@example.com",
    ]


def test_an_id_becomes_what_stands_for_it():
    found = scrubber(**{"c-1": "<ann.id>"}).clean(PERSON)

    assert found["customerId"] == "<ann.id>"


def test_a_documented_test_number_stays_and_others_go():
    for number in documented_cards():
        card = {"creditCard": {"number": number}}
        assert scrubber().clean(card) == {"creditCard": {"number": number}}
    assert scrubber().clean({"creditCard": {"number": "4929000000006"}}) == {}


@pytest.mark.parametrize("name", ["SourceFailWithDelay", "ChargeFailed"])
def test_a_documented_test_name_stays(name):
    found = scrubber().clean({"owner": {"lastName": name, "firstName": "Jane"}})

    assert found in ({"owner": {"lastName": name}}, {})


SECRETS = (
    "sk_live_4f5e6d7c8b9a",
    "pk_test_4f5e6d7c8b9a",
    "4929000000006",
    "4444 2222 3333 1112",
    "jane.roe@corp.test",
    "Jane Roe",
    "+49 30 1234567",
)


@settings(max_examples=80, deadline=None)
@given(
    st.recursive(
        st.sampled_from(SECRETS),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["name", "email", "skuId", "number", "type", "country", "iban", "x"]
                )
                | st.sampled_from(SECRETS),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    ),
    st.booleans(),
)
def test_wherever_a_secret_stands_it_is_not_told(body, invent):
    told = json.dumps(scrubber().clean({"body": body}, invent=invent))

    keys = [secret for secret in SECRETS if secret != "Jane Roe"]
    assert [secret for secret in (*keys, "Roe") if secret in told] == []


@pytest.mark.parametrize(
    "body",
    [
        {"CVV": 7391, "card_cvc": 7391, "AccountNumber": 7391},
        {"creditCard": {"hidden": 7391, "list": [{"hidden": 7391}]}},
        {"CreditCard": {"deep": {"type": "7391"}}},
    ],
)
def test_a_code_is_not_told_however_it_is_spelt(body):
    kept = scrubber().clean({"quantity": 7391, **body})

    assert kept.pop("quantity") == 7391
    assert "7391" not in json.dumps(kept)
