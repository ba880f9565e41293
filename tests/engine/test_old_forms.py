"""Bodies of older clients: forms with brackets say the same as JSON does."""

from __future__ import annotations

from urllib.parse import quote_plus

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.engine.bracketed import FormError, read_form, typed
from tests.engine.shop import GOOD_CARD, envelope

FORM = {"content-type": "application/x-www-form-urlencoded"}
MALFORMED = envelope(
    400, "bad_request", "invalid_format", "The format of your request is invalid."
)


def flat(value, name=""):
    """Yield the names and texts by which a form says *value*."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{name}[{key}]" if name else key)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from flat(inner, f"{name}[{place}]")
    else:
        yield name, value if isinstance(value, str) else orjson.dumps(value).decode()


def form(body):
    """Return *body* as an older client sends it."""
    return "&".join(
        f"{quote_plus(name)}={quote_plus(value)}" for name, value in flat(body)
    ).encode()


def test_a_form_makes_the_checkout_that_json_makes(shop):
    body = shop.order_body(
        currency="usd",
        taxInclusive=True,
        browserIp="192.0.2.1",
        upstreamId="0012",
        metadata={"shelf": "a b", "7": "x"},
    )
    one = shop.made(shop.post("/checkouts", form(body), headers=FORM))
    other = shop.made(shop.post("/checkouts", body))
    assert shop.findings() == []
    own = {"id", "items", "payment"}
    assert {k: v for k, v in one.items() if k not in own} == {
        k: v for k, v in other.items() if k not in own
    }
    assert one["items"][0]["quantity"] == 2
    assert one["totalAmount"] == other["totalAmount"]
    assert one["currency"] == "USD"


def test_a_source_can_be_a_form_and_its_card_stays_out_of_the_journal(shop):
    body = shop.form(shop.checkout())
    answer = shop.post("/payments/sources", form(body), headers=FORM, key="public")
    assert answer.status == 201
    assert answer["creditCard"]["lastFourDigits"] == GOOD_CARD[-4:]
    noted = shop.tenant.journal.entries()[-1].request
    assert noted["type"] == "creditCard"
    assert noted["creditCard"]["number"] == noted["creditCard"]["cvv"] == "****"


def test_lists_are_said_with_numbers_or_with_nothing():
    assert read_form(b"a[]=1&a[]=2&b[1]=y&b[0]=x&c[2]=z") == {
        "a": ["1", "2"],
        "b": ["x", "y"],
        "c": {"2": "z"},
    }


def test_each_value_has_the_type_of_its_field():
    sent = read_form(
        b"items[0][quantity]=2&items[0][price]=1.5&taxInclusive=false"
        b"&upstreamId=12&metadata[0]=true&creditAmount=5&taxIdentifiers="
    )
    assert typed("createCheckouts", sent) == {
        "items": [{"quantity": 2, "price": 1.5}],
        "taxInclusive": False,
        "upstreamId": "12",
        "metadata": {"0": "true"},
        "creditAmount": 5,
        "taxIdentifiers": [],
    }


@pytest.mark.parametrize("sent", [b"items[0][price]=cheap", b"taxInclusive=maybe"])
def test_what_does_not_fit_its_type_is_complained_of(shop, sent):
    answer = shop.post(
        "/checkouts", form(shop.order_body()) + b"&" + sent, headers=FORM
    )
    assert answer.status == 400
    [(code, parameter)] = answer.errors
    assert (code, parameter) in {
        ("invalid_parameter", "items[0].price"),
        ("invalid_parameter", "taxInclusive"),
    }


@pytest.mark.parametrize(
    "broken",
    [
        b'{"currency": "USD"}',
        b"currency",
        b"=USD",
        b"a[=1",
        b"a[b]c=1",
        b"a=1&a[b]=2",
        b"a[b]=2&a=1",
        b"a=\xff",
        b"a=%ff",
        b"a" + b"[b]" * 65 + b"=1",
    ],
)
def test_what_is_no_form_is_an_invalid_format(shop, broken):
    with pytest.raises(FormError):
        read_form(broken)
    answer = shop.post("/checkouts", broken, headers=FORM)
    assert (answer.status, answer.body) == MALFORMED
    assert answer.hint


NAMES = st.from_regex(r"[a-z][a-zA-Z]{0,6}", fullmatch=True)
TREES = st.recursive(
    st.text(max_size=5).filter(lambda t: t < "\ud800" or t > "\udfff"),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(NAMES, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, TREES, min_size=1, max_size=3))
def test_a_form_loses_nothing(body):
    assert read_form(form(body)) == body
