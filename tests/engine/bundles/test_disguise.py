"""What is handed over holds nothing that pays, opens a door, or names somebody."""

from __future__ import annotations

import re
import string

import orjson
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mockdr.contract import test_cards
from mockdr.engine.bundles.disguise import Disguise, revealed
from mockdr.engine.details import passes_luhn

DIGITS = st.text(string.digits, min_size=13, max_size=19)
#: As numbers of cards begin.
ISSUED = st.builds(
    "".join, st.tuples(st.sampled_from("3456"), DIGITS.map(lambda d: d[1:]))
)


def luhn(digits):
    """Return *digits* with the last one made right."""
    return next(d for n in range(10) if passes_luhn(d := digits[:-1] + str(n)))


@given(DIGITS.map(luhn))
def test_no_number_of_a_card_is_handed_over_and_one_like_it_comes_back(number):
    assume(number not in test_cards())

    shown = Disguise().sent({"creditCard": {"number": number}})

    text = orjson.dumps(shown).decode()
    assert number not in text
    assert not any(passes_luhn(found) for found in re.findall(r"\d{12,}", text))
    again = revealed(shown)["creditCard"]["number"]
    assert (again[:6], again[-4:], len(again)) == (
        number[:6],
        number[-4:],
        len(number),
    )
    assert passes_luhn(again)


@given(DIGITS)
def test_a_number_that_is_mistyped_stays_mistyped(number):
    assume(not passes_luhn(number))

    shown = Disguise().sent({"number": number})["number"]

    assert shown != number
    assert not passes_luhn(revealed(shown))
    assert len(revealed(shown)) == len(number)


@given(ISSUED.map(luhn), st.sampled_from(["{}", "pay with {} please", "[{}]"]))
def test_a_card_in_any_text_is_found(number, text):
    assume(number not in test_cards())

    assert (
        number
        not in Disguise().sent({"metadata": {"a": text.format(number)}})["metadata"][
            "a"
        ]
    )


@pytest.mark.parametrize("number", sorted(test_cards()))
def test_numbers_for_tests_are_handed_over_as_they_are(number):
    sent = {"creditCard": {"number": number}}

    assert Disguise().sent(sent) == sent == revealed(sent)


def test_what_was_equal_stays_equal():
    disguise = Disguise()

    one = disguise.sent({"email": "ann@shop.de", "of": "Ann@Shop.de"})
    other = disguise.sent({"email": "bob@shop.de", "told": "from ann@shop.de to me"})

    assert one == {"email": "person-1@example.com", "of": "person-1@example.com"}
    assert other == {
        "email": "person-2@example.com",
        "told": "from person-1@example.com to me",
    }


@pytest.mark.parametrize(
    "address",
    ["ann@example.com", "a@shop.example", "b@x.test", "c@mail.example.org"],
)
def test_addresses_of_examples_are_nobodys(address):
    assert Disguise().text(address) == address


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({"cvv": "123"}, {"cvv": "000"}),
        ({"cvv": 123}, {"cvv": 100}),
        ({"iban": "DE89 3704 x"}, {"iban": "XX00 0000 x"}),
        ({"password": "hunter2"}, {"password": "xxxxxx0"}),
        ({"oauth": {"clientSecret": "s3"}}, {"oauth": {"clientSecret": "x0"}}),
        ({"key": "sk_live_4f00aa"}, {"key": "sk_live_****"}),
        ({"note": "whk_12-ab says"}, {"note": "whk_**** says"}),
        ({"note": "Bearer abcdef123"}, {"note": "Bearer ****"}),
        ({"browserIp": "81.2.69.142"}, {"browserIp": "192.0.2.1"}),
        ({"phone": "+49 30 12"}, {"phone": "+00 00 00"}),
        ({"line1": "PO Box 17"}, {"line1": "PO Box 00"}),
        ({"lastName": "Öztürk"}, {"lastName": "Xxxxxx"}),
        ({"lastName": "ChargeFail"}, {"lastName": "ChargeFail"}),
        (
            {"name": "Ann Lee", "address": {"country": "US"}},
            {"name": "Xxx Xxx", "address": {"country": "US"}},
        ),
        ({"name": "A lamp"}, {"name": "A lamp"}),
        ({"city": "Köln"}, {"city": "Xxxx"}),
        (
            {"metadata": {"ssn": "123-45-6789", "born": ["1980-02-29"], "old": True}},
            {"metadata": {"ssn": "000-00-0000", "born": ["0000-00-00"], "old": True}},
        ),
        (
            {"metadata": {"a": {"n": 47}, "b": None}},
            {"metadata": {"a": {"n": 10}, "b": None}},
        ),
        ({"file": "QUJD" * 80}, {"file": "<base64 320>"}),
        ({"number": None, "cvc": True}, {"number": None, "cvc": True}),
    ],
)
def test_each_secret_has_a_stand_in_of_its_shape(sent, shown):
    assert Disguise().sent(sent) == shown


def test_a_file_comes_back_as_long_as_it_was():
    assert revealed({"file": "<base64 320>"}) == {"file": "A" * 320}


def test_names_that_were_sent_are_not_told_either():
    disguise = Disguise()
    disguise.sent({"billTo": {"name": "Ann Lee", "address": {}}})

    assert disguise.told("expected 'Bob', got 'Ann Lee'") == (
        "expected 'Bob', got 'Xxx Xxx'"
    )


@pytest.mark.parametrize("field", ["browserIp", "ipAddress", "clientIp"])
@pytest.mark.parametrize("address", ["81.2.69.142", "2a02:8070::17"])
def test_an_address_that_the_provider_tells_again_is_nobodys_too(field, address):
    disguise = Disguise()
    shown = disguise.sent({field: address})

    assert disguise.told_value({"said": [{field: address}]}) == {"said": [shown]}
    assert disguise.told(f"expected more than {address}").endswith("192.0.2.1")


@pytest.mark.parametrize(
    "holder", ["shipping", "shipTo", "billTo", "owner", "returnTo", "addresses"]
)
def test_somebodys_name_is_hidden_also_where_nothing_else_is_said_of_them(holder):
    disguise = Disguise()
    named, listed = {"name": "Ann Lee"}, {holder: [{"name": "Ann Lee"}]}

    assert disguise.sent({holder: named}) == {holder: {"name": "Xxx Xxx"}}
    assert disguise.sent(listed) == {holder: [{"name": "Xxx Xxx"}]}
    assert Disguise().told_value({holder: named}) == {holder: {"name": "Xxx Xxx"}}
    assert disguise.field(f"{holder}[name]", "Ann Lee") == "Xxx Xxx"
    assert disguise.field(f"a[{holder}][name]", "Ann Lee") == "Xxx Xxx"
    assert disguise.field("product[name]", "A lamp") == "A lamp"


def test_headers_and_queries_that_open_doors_are_closed():
    disguise = Disguise()

    headers = disguise.headers({"x-api-token": "abc", "digitalriver-version": "1"})
    query = disguise.query((("apiKey", "pk_test_abc"), ("token", "t"), ("a", "b")))

    assert headers == {"x-api-token": "****", "digitalriver-version": "1"}
    assert query == [["apiKey", "pk_test_****"], ["token", "****"], ["a", "b"]]


def test_what_was_different_in_metadata_stays_different():
    disguise = Disguise()
    said = ["ann", "bob", "Eve", 3, 4, "bob"]

    shown = disguise.sent({"metadata": {"said": said}})["metadata"]["said"]

    assert shown == ["xxx", "xxy", "Xxx", 1, 2, "xxy"]
    told = disguise.told_value({"orderMetadata": {"said": "bob"}})
    assert told == {"orderMetadata": {"said": "xxy"}}


def test_what_a_scenario_names_in_metadata_stays():
    script = "match: {body: {metadata: {tier: gold}}}"

    shown = Disguise([script]).sent({"metadata": {"tier": "gold", "of": "Ann"}})

    assert shown == {"metadata": {"tier": "gold", "of": "Xxx"}}


def test_a_form_keeps_metadata_to_itself_too():
    disguise = Disguise()

    assert disguise.field("metadata[ssn]", "123-45") == "000-00"
    assert disguise.field("shipTo[address][city]", "Bonn") == "Xxxx"
    assert disguise.field("currency", "EUR") == "EUR"


@pytest.mark.parametrize(
    ("country", "code", "shown"),
    [
        ("DE", "50667", "00000"),
        ("DE", "5066", "0000"),
        ("CA", "K1A 0B1", "X0X 0X0"),
        ("CA", "D1A 0B1", "D1A 0X0"),
        ("GB", "SW1A 1AA", "XX0X 0XX"),
        ("JP", "100-0005", "000-0000"),
        # On these hangs the tax.
        ("US", "55343", "55343"),
        ("US", "55343-1234", "55343-0000"),
        ("US", "99999", "99999"),
        ("US", "10001", "00000"),
        # Nobody knows what hangs on them.
        (None, "55343", "55343"),
        (["DE"], "55343", "55343"),
    ],
)
def test_a_postal_code_goes_as_far_as_nothing_hangs_on_it(country, code, shown):
    address = {"postalCode": code, "country": country, "state": []}

    assert Disguise().sent(address)["postalCode"] == shown
