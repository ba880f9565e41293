"""Who may make private calls, and what a session tells a page that knows its id."""

from __future__ import annotations

import base64

import pytest

from mockdr.server.browser.answering import FUNCTIONS
from tests.engine.recurring import plan
from tests.engine.shop import ADDRESS, Shop
from tests.server.private_calls import Page, named

CALLS = sorted(FUNCTIONS)


@pytest.fixture
def page():
    return Page()


@pytest.fixture
def shop(page):
    return page.shop


@pytest.mark.parametrize(("method", "name"), CALLS)
@pytest.mark.parametrize("key", [None, "Bearer sk_test_shop", "Bearer x", "pk_test_a"])
def test_only_the_public_key_opens_a_private_call(page, method, name, key):
    answer = page.send(method, f"/v1/mockdr/{name}", {}, key=key)
    assert (answer.status, answer["type"]) == (401, "unauthorized")
    assert "public key" in answer.hint


def test_the_key_may_come_as_a_password(page, shop):
    checkout = shop.checkout()
    key = "basic " + base64.b64encode(b"pk_test_shop").decode()
    answer = page.send("GET", "/v1/mockdr/session", named(checkout=checkout), key=key)
    assert answer.status == 200


@pytest.mark.parametrize(("method", "name"), CALLS)
def test_every_private_call_is_open_to_pages_of_any_origin(page, method, name):
    path = f"/v1/mockdr/{name}"
    asked = page.send(
        "OPTIONS",
        path,
        key=None,
        headers={
            "origin": "https://shop.example",
            "access-control-request-headers": "authorization",
        },
    )
    assert asked.status == 204
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert asked.headers["Access-Control-Allow-Headers"] == "authorization"
    answer = page.send(method, path, {})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("method", "name", "status"),
    [("GET", "nothing", 404), ("DELETE", "session", 405), ("GET", "decide", 405)],
)
def test_what_is_no_private_call_is_refused(page, method, name, status):
    answer = page.send(method, f"/v1/mockdr/{name}")
    assert answer.status == status
    assert ("Allow" in answer.headers) is (status == 405)


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b'"x"'])
def test_a_body_that_is_no_object_is_refused(page, body):
    answer = page.send("POST", "/v1/mockdr/decide", body)
    assert answer.status == 400


def test_a_body_that_is_too_large_is_refused(page):
    answer = page.send("POST", "/v1/mockdr/decide", b"{}", problem="too_large")
    assert answer.status == 413


def test_private_calls_leave_no_trace_in_the_journal(page, shop):
    checkout = shop.checkout()
    before = shop.tenant.journal.seq
    page.get("session", **named(checkout=checkout))
    page.get("session", sessionId="x")
    assert shop.tenant.journal.seq == before
    assert shop.findings() == []


def test_a_session_tells_what_it_pays_for_and_nothing_personal(page, shop):
    checkout = shop.checkout()
    answer = page.get("session", **named(checkout=checkout))
    session = checkout["payment"]["session"]
    assert answer.body == {
        "id": session["id"],
        "state": "requires_source",
        "currency": "USD",
        "country": "US",
        "amount": "26.89",
        "amountRemaining": "26.89",
        "sellingEntity": checkout["sellingEntity"],
        "locale": "en_US",
        "recurring": False,
        "chargeType": "customer_initiated",
        "customerType": "individual",
        "requiresShipping": True,
        "items": [{"label": "sku-1", "amount": "20.00"}],
    }
    for personal in ("william", "Brown", ADDRESS["line1"], session["clientSecret"]):
        assert personal not in answer.raw.decode()


def test_a_session_knows_renewals_yen_and_goods_that_nobody_ships(page, shop):
    info = {"planId": plan(shop)["id"], "terms": "By the month.", "autoRenewal": True}
    renewed = shop.digital(
        items=[
            {
                "skuId": "sku-1",
                "aggregatePrice": 20,
                "quantity": 1,
                "subscriptionInfo": info,
            }
        ]
    )
    found = page.get("session", **named(checkout=renewed))
    assert found["recurring"] is True
    assert found["requiresShipping"] is False
    assert found["country"] is None
    yen = shop.digital(1250, currency="JPY")
    assert page.get("session", **named(checkout=yen))["amount"] == "1250"


def test_the_session_of_another_shop_is_none(page):
    other = Shop(world=page.shop.world, name="other")
    answer = page.get("session", **named(checkout=other.checkout()))
    assert (answer.status, answer.errors) == (404, [("not_found", "sessionId")])


def test_the_session_of_a_deleted_checkout_is_gone(page, shop):
    checkout = shop.checkout()
    shop.delete(f"/checkouts/{checkout['id']}")
    answer = page.get("session", **named(checkout=checkout))
    assert (answer.status, answer.errors) == (404, [("not_found", "sessionId")])
