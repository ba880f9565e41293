"""Signatures: the worked vectors, the layout, and every way to get them wrong."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.errors import MockdrError
from mockdr.events.signing import SCHEME, HmacScheme, header, read_scheme, timestamp
from tests.events.schemes import PLAIN

FIRST = "whk_00000000-0000-4000-8000-000000000001"
SECOND = "whk_00000000-0000-4000-8000-000000000002"
STAMP = "1636012986"
BODY = (
    b'{"id":"e5bf7399-49ba-4ea6-a217-65e8efcaee86","type":"order.accepted",'
    b'"data":{"object":{"id":"204440790336","state":"accepted"}},"liveMode":false,'
    b'"createdTime":"2021-11-01T18:23:06.272054Z","digitalriverVersion":"2021-12-13"}'
)
SIGNED = "Bny6Hc68t1TftIG1BlbFeAdQ9f3vON4dd0UjfeickMU="
SIGNED_BY_SECOND = "zsTzELEGTWq9q+74bRXMDstEpQhmANEdEP/NrJ3bHGY="
WON = (
    '{"id":"dacc88d7-3f88-469b-9764-35a15681e6c9","type":"checkout_session.order.'
    'created","data":{"object":{"pricingFormat":{"symbol":"\u20a9"}}}}'
).encode()
MOMENT = datetime.fromtimestamp(int(STAMP), timezone.utc)


def test_the_body_of_the_vectors_is_the_one_that_was_measured():
    digest = "c0fca3ad6d520149752d708863a34fccebddafb0fb149c5b624b8783d9da01cd"
    assert (len(BODY), hashlib.sha256(BODY).hexdigest()) == (224, digest)


@pytest.mark.parametrize(
    ("secrets", "body", "value"),
    [
        ([FIRST], BODY, f"{STAMP}, {SIGNED}"),
        ([FIRST, SECOND], BODY, f"{STAMP}, {SIGNED}, {SIGNED_BY_SECOND}"),
        ([FIRST], WON, f"{STAMP}, 0qXTZPiMMnw1kOTcE47XUOYO3ig+TX3y1MidirPUex0="),
    ],
    ids=["one secret", "two secrets", "letters beyond ASCII"],
)
def test_the_header_is_that_of_the_vectors(secrets, body, value):
    assert header(secrets, STAMP, body) == value


@pytest.mark.parametrize(
    ("secret", "stamp", "body", "signature"),
    [
        (FIRST, STAMP, BODY + b"\n", "2FNpKeK4juyinF0FDcok2BmP5TJYO3bF35wuWJAbZYk="),
        (FIRST, STAMP + "000", BODY, "8e5DULgK3y4Fnnf3MeBjnaQJrisLE8wjswMEyIYotok="),
        (SECOND, STAMP, BODY, SIGNED_BY_SECOND),
    ],
    ids=["a new line more", "milliseconds", "another secret"],
)
def test_whatever_differs_is_signed_differently(secret, stamp, body, signature):
    assert HmacScheme().signature(secret, stamp, body) == signature != SIGNED


@pytest.mark.parametrize(
    ("order", "signatures"),
    [
        ("newest_first", [SIGNED, SIGNED_BY_SECOND]),
        ("oldest_first", [SIGNED_BY_SECOND, SIGNED]),
        ("newest_only", [SIGNED]),
    ],
)
def test_a_rotation_signs_in_the_order_that_is_set(order, signatures):
    value = header([FIRST, SECOND], STAMP, BODY, order=order)
    assert value == ", ".join([STAMP, *signatures])


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("seconds", "1636012986"),
        ("milliseconds", "1636012986250"),
        ("iso", "2021-11-04T08:03:06Z"),
    ],
)
def test_a_timestamp_is_spelled_as_it_is_set(form, text):
    assert timestamp(MOMENT + timedelta(milliseconds=250), form) == text


def test_a_timestamp_is_never_ahead_of_its_moment():
    late = MOMENT + timedelta(microseconds=999_999)
    assert timestamp(late) == STAMP
    assert timestamp(late, "milliseconds") == f"{STAMP}999"


@pytest.mark.parametrize(
    ("moment", "form", "told"),
    [
        (MOMENT, "days", "'days' is no form: seconds, milliseconds or iso"),
        (MOMENT.replace(tzinfo=None), "seconds", "no time zone"),
        (MOMENT.replace(tzinfo=None), "iso", "no time zone"),
    ],
)
def test_no_timestamp_is_guessed(moment, form, told):
    with pytest.raises(ValueError, match=told):
        timestamp(moment, form)


def test_a_timestamp_is_in_utc_wherever_the_moment_is():
    east = MOMENT.astimezone(timezone(timedelta(hours=9)))
    assert timestamp(east, "iso") == timestamp(MOMENT, "iso")
    assert timestamp(east) == STAMP


@given(
    st.lists(st.uuids().map("whk_{}".format), min_size=1, max_size=5, unique=True),
    st.binary(max_size=200),
)
@settings(max_examples=50, deadline=None)
def test_what_is_joined_is_split_again(secrets, body):
    scheme = HmacScheme()
    value = header(secrets, STAMP, body)

    signatures = tuple(scheme.signature(one, STAMP, body) for one in secrets)
    assert scheme.split(value) == (STAMP, signatures)
    assert all(len(one) == 44 for one in signatures)


@pytest.mark.parametrize("value", ["", STAMP, f"{STAMP},{SIGNED}", f"{STAMP}, "])
def test_what_has_another_layout_is_not_split(value):
    with pytest.raises(ValueError, match="a comma and a space apart"):
        HmacScheme().split(value)


@pytest.mark.parametrize(
    ("value", "scheme"),
    [
        ("mockdr.events.signing:SCHEME", SCHEME),
        (" tests.events.schemes:PLAIN ", PLAIN),
        (PLAIN, PLAIN),
    ],
)
def test_a_scheme_is_an_object_or_where_it_is(value, scheme):
    assert read_scheme(value) is scheme


@pytest.mark.parametrize(
    "value",
    [
        "",
        "mockdr",
        "mockdr.nowhere:SCHEME",
        "mockdr.events.signing:NOTHING",
        "mockdr.events.signing:HmacScheme",
        "mockdr.events.signing:HEADER",
        HmacScheme,
        None,
        7,
    ],
)
def test_what_cannot_sign_is_no_scheme(value):
    with pytest.raises(MockdrError, match=r"is no way to sign; .*mockdr\.events"):
        read_scheme(value)
