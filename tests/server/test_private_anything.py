"""Whatever a page sends, a private call is answered, and breaks nothing."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockdr.server.browser.answering import FUNCTIONS
from tests.server.private_calls import CHALLENGED, Page, named

NAMES = (
    *("sessionId", "sourceId", "secret", "decision", "password", "cancel", "paying"),
    *("country", "sellingEntity", "type", "refundToken", "accountHolder", "iban"),
)
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=3,
)


@pytest.fixture(scope="module")
def page():
    page = Page()
    page.errors = []
    page.app.on_error = page.errors.append
    checkout = page.shop.checkout()
    card = {"number": CHALLENGED, "expirationMonth": 3, "expirationYear": 2030}
    source = page.shop.source(checkout, creditCard={**card, "cvv": "737"})
    page.known = named(source, checkout)
    return page


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    function=st.sampled_from(sorted(FUNCTIONS)),
    said=st.dictionaries(st.sampled_from(NAMES), ODD, max_size=5),
    known=st.sets(st.sampled_from(("sessionId", "sourceId", "secret"))),
)
def test_no_private_call_fails(page, function, said, known):
    method, name = function
    said = {**said, **{one: page.known[one] for one in known}}
    if method == "GET":
        said = {one: str(value) for one, value in said.items()}
    answer = page.send(method, f"/v1/mockdr/{name}", said)
    assert page.errors == []
    assert answer.status in (200, 400, 404, 409)
    if answer.status != 200:
        told = orjson.loads(answer.raw)
        assert set(told) == {"type", "errors"}
        assert all(error["code"] and error["message"] for error in told["errors"])


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=40))
def test_no_bytes_make_one_fail(page, body):
    answer = page.send("POST", "/v1/mockdr/decide", body)
    assert answer.status == 400
    assert page.errors == []
