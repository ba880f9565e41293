"""What merchants verify with: it believes what is true and explains the rest."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import httpx
import pytest
import werkzeug.datastructures
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr import InvalidSignature, Verified, sign_webhook, verify_signature
from mockdr.events.signing import header
from tests.events.schemes import PLAIN
from tests.events.test_signing import (
    BODY,
    FIRST,
    MOMENT,
    SECOND,
    SIGNED,
    STAMP,
    WON,
)

TRUE = f"{STAMP}, {SIGNED}"


def refusal(body=BODY, value=TRUE, secret=FIRST, **more):
    more = {"now": MOMENT, **more}
    with pytest.raises(InvalidSignature) as caught:
        verify_signature(body, value, secret, **more)
    return caught.value


def test_a_true_callback_is_believed():
    assert verify_signature(BODY, TRUE, FIRST, now=MOMENT) == Verified(
        at=MOMENT, timestamp=STAMP, position=1, secret=1
    )


@given(
    st.binary(max_size=300),
    st.lists(st.uuids().map("whk_{}".format), min_size=1, max_size=5, unique=True),
    st.data(),
)
@settings(max_examples=60, deadline=None)
def test_any_secret_of_a_rotation_is_enough(body, secrets, data):
    place = data.draw(st.integers(0, len(secrets) - 1))
    form = data.draw(st.sampled_from(["seconds", "milliseconds", "iso"]))
    value = sign_webhook(body, secrets, at=MOMENT, form=form)
    told = verify_signature(body, value, secrets[place], now=MOMENT)

    assert (told.position, told.secret, told.at) == (place + 1, 1, MOMENT)
    mine = verify_signature(body, value, ["whk_other", secrets[place]], now=MOMENT)
    assert (mine.position, mine.secret) == (place + 1, 2)


@given(st.binary(max_size=100), st.binary(max_size=100))
@settings(max_examples=60, deadline=None)
def test_no_other_body_is_believed(body, other):
    value = sign_webhook(body, FIRST, at=MOMENT)
    if other != body:
        assert refusal(other, value).reason == "mismatch"


@pytest.mark.parametrize(
    "headers",
    [
        {"DigitalRiver-Signature": TRUE},
        {"content-type": "application/json", "digitalriver-signature": TRUE},
        {"wsgi.errors": None, "HTTP_DIGITALRIVER_SIGNATURE": TRUE},
        werkzeug.datastructures.Headers([("digitalriver-signature", TRUE)]),
        httpx.Headers({"DIGITALRIVER-SIGNATURE": TRUE}),
        [("Content-Type", "application/json"), ("Digitalriver-Signature", TRUE)],
        [(b"host", b"shop"), (b"digitalriver-signature", TRUE.encode())],
        iter([("DigitalRiver-Signature", TRUE)]),
        {b"DigitalRiver-Signature": TRUE.encode()},
        TRUE.encode(),
    ],
)
def test_the_header_is_found_however_it_is_spelled(headers):
    assert verify_signature(BODY, headers, FIRST, now=MOMENT).at == MOMENT


@pytest.mark.parametrize("value", [None, "", "  ", b"", {}, [], {"X-Signature": TRUE}])
def test_a_missing_header_is_a_failure(value):
    no = refusal(value=value)
    assert no.reason == "missing"
    assert "no header DigitalRiver-Signature" in str(no)


@pytest.mark.parametrize(
    "value", [STAMP, f"{STAMP},{SIGNED}", f"t={STAMP},v1={SIGNED}", f"{STAMP}, , x"]
)
def test_another_layout_is_shown_with_the_one_that_holds(value):
    no = refusal(value=value)
    assert no.reason == "layout"
    assert value in str(no)
    assert "', ' (comma and space)" in str(no)


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [(300, None), (301, "stale"), (-300, None), (-301, "future"), (86400, "stale")],
)
def test_age_counts_on_both_sides_of_now(seconds, reason):
    now = MOMENT + timedelta(seconds=seconds)
    if reason is None:
        assert verify_signature(BODY, TRUE, FIRST, now=now).at == MOMENT
    else:
        no = refusal(now=now)
        assert no.reason == reason
        assert "now=mockdr.clock.now" in str(no)


def test_the_tolerance_is_the_merchants():
    later = MOMENT + timedelta(days=400)
    assert verify_signature(BODY, TRUE, FIRST, now=later, tolerance=None)
    assert verify_signature(BODY, TRUE, FIRST, now=later, tolerance=timedelta(days=401))
    assert refusal(now=MOMENT + timedelta(seconds=2), tolerance=1).reason == "stale"


def test_a_now_without_a_zone_is_refused():
    with pytest.raises(TypeError, match="without a time zone"):
        verify_signature(BODY, TRUE, FIRST, now=MOMENT.replace(tzinfo=None))


def test_without_a_now_the_real_clock_counts():
    assert refusal(now=None).reason == "stale"
    assert verify_signature(BODY, sign_webhook(BODY, FIRST), FIRST)


@pytest.mark.parametrize("stamp", ["yesterday", "9" * 40, "2021-11-04T08:03:06"])
def test_a_timestamp_that_is_signed_but_none_is_told(stamp):
    signed = header([FIRST], stamp, BODY)
    no = refusal(value=signed)
    assert no.reason == "timestamp"
    assert repr(stamp) in str(no)


def digest(text):
    return hmac.digest(FIRST.encode(), text, hashlib.sha256)


PARSED = json.loads(BODY)
STAMPED = digest(STAMP.encode() + b"." + BODY)


@pytest.mark.parametrize(
    ("body", "value", "secret", "told"),
    [
        (json.dumps(PARSED).encode(), TRUE, FIRST, "the body written compactly"),
        (json.dumps(PARSED, indent=4).encode(), TRUE, FIRST, "written compactly"),
        (BODY + b"\n", TRUE, FIRST, "without the white space around it"),
        (BODY.strip(b"}") + b" }}", TRUE, FIRST, "forged"),
        (
            BODY,
            f"{STAMP}, GedTJCiW9n3P3Cwfe+UHN5s1gViiCyC8kal14uir50o=",
            FIRST,
            "written with spaces, as by Python's json",
        ),
        (
            BODY,
            f"{STAMP}, dBWbJoX0wD7p4VDCPuzND+mhN1O1abwA8BDxXXmjFF4=",
            FIRST,
            "written over several lines",
        ),
        (
            BODY,
            f"{STAMP}, 2FNpKeK4juyinF0FDcok2BmP5TJYO3bF35wuWJAbZYk=",
            FIRST,
            "with a new line behind it",
        ),
        (BODY, TRUE, FIRST + "\n", "without the white space around it"),
        (BODY, TRUE, SECOND, "each webhook has its own"),
        (
            BODY,
            sign_webhook(BODY, FIRST.removeprefix("whk_"), at=MOMENT),
            FIRST,
            "without whk_",
        ),
        (BODY, f"{STAMP}, {STAMPED.hex()}", FIRST, "written in hex"),
        (BODY, f"{STAMP}, {SIGNED.rstrip('=')}", FIRST, "lost its Base64"),
        (
            BODY,
            f"{STAMP}, {base64.b64encode(digest(BODY)).decode()}",
            FIRST,
            "signs the body alone",
        ),
        (
            BODY,
            f"{STAMP}, 4jRutktI/n6HbArNkjiUrubvSR7y7u91wkfU0GPUz58=",
            FIRST,
            "signs the body alone",
        ),
        (
            BODY,
            f"{STAMP}, 8e5DULgK3y4Fnnf3MeBjnaQJrisLE8wjswMEyIYotok=",
            FIRST,
            "made with the timestamp 1636012986000",
        ),
        (WON.decode().encode("latin-1", "replace"), TRUE, FIRST, "forged"),
    ],
)
def test_a_mismatch_tells_what_may_have_gone_wrong(body, value, secret, told):
    no = refusal(body, value, secret)
    assert no.reason == "mismatch"
    assert told in str(no)


def test_letters_that_were_decoded_twice_are_found_out():
    value = sign_webhook(WON, FIRST, at=MOMENT)
    assert "Latin-1" in str(refusal(WON.decode("latin-1").encode(), value))


@pytest.mark.parametrize(
    "body", [b"[" * 1000 + b"]" * 1000, b"\xff\xfe", b"", b'{"a": 1e999}', b"NaN"]
)
def test_no_body_is_too_odd_to_be_refused(body):
    assert refusal(body).reason == "mismatch"


def test_letters_that_were_escaped_are_found_out():
    value = sign_webhook(WON, FIRST, at=MOMENT)
    escaped = json.dumps(json.loads(WON)).encode()
    assert b"\\u20a9" in escaped
    assert "the body written compactly" in str(refusal(escaped, value))


@pytest.mark.parametrize("body", [BODY.decode(), PARSED, None])
def test_what_is_no_bytes_is_refused_before_it_is_compared(body):
    with pytest.raises(TypeError, match="before it is decoded or parsed"):
        verify_signature(body, TRUE, FIRST, now=MOMENT)


@pytest.mark.parametrize("value", [5, object(), [TRUE], [("one",)], {TRUE}])
def test_what_is_no_header_is_refused_with_what_to_give(value):
    with pytest.raises(TypeError, match="give the value of DigitalRiver-Signature"):
        verify_signature(BODY, value, FIRST, now=MOMENT)


@pytest.mark.parametrize(
    "value", ["\udce4", f"{STAMP}, \udce4", f"\udce4, {SIGNED}", f"{TRUE}, \udce4"]
)
def test_a_header_that_could_not_be_decoded_is_not_believed(value):
    assert refusal(value=value).reason == "layout"
    assert refusal(value={"digitalriver-signature": value}).reason == "layout"


def test_bytes_that_are_no_signature_are_not_believed():
    assert refusal(value=f"{STAMP}, \u00e4".encode()).reason == "mismatch"
    assert refusal(value=b"\xff\xfe").reason == "layout"


@pytest.mark.parametrize("tolerance", [float("nan"), "5m", [300]])
def test_a_tolerance_that_is_no_duration_is_refused(tolerance):
    with pytest.raises(TypeError, match="give seconds, a timedelta, or None"):
        verify_signature(BODY, TRUE, FIRST, now=MOMENT, tolerance=tolerance)


def test_a_tolerance_without_end_is_any_age():
    late = MOMENT + timedelta(days=9999)
    for endless in (float("inf"), 1e300, None):
        told = verify_signature(BODY, TRUE, FIRST, now=late, tolerance=endless)
        assert told.at == MOMENT


@pytest.mark.parametrize("secret", [FIRST.encode(), [SECOND, FIRST.encode()]])
def test_a_secret_may_be_bytes(secret):
    assert verify_signature(BODY, TRUE, secret, now=MOMENT).at == MOMENT
    assert SIGNED in sign_webhook(BODY, secret, at=MOMENT)


@pytest.mark.parametrize("secret", [5, [5], b"\xff", "\udce4", [FIRST, {}, 5]])
def test_what_is_no_text_is_no_secret(secret):
    with pytest.raises(TypeError, match="secret"):
        verify_signature(BODY, TRUE, secret, now=MOMENT)


@pytest.mark.parametrize("secret", ["", b"", None, [], [None], ["", FIRST]])
def test_no_secret_is_no_secret(secret):
    with pytest.raises(TypeError, match="there is no secret"):
        verify_signature(BODY, TRUE, secret, now=MOMENT)


def test_a_scheme_of_ones_own_takes_the_place_of_ours():
    value = sign_webhook(BODY, [FIRST, SECOND], at=MOMENT, scheme=PLAIN)
    assert value == f"t={STAMP};{FIRST}/{STAMP}/224;{SECOND}/{STAMP}/224"
    told = verify_signature(BODY, value, SECOND, now=MOMENT, scheme=PLAIN)
    assert told.position == 2
