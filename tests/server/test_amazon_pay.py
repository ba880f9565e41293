"""Amazon Pay's two redirects: to sign in before the order, and to pay after it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from mockdr.engine.call import Call
from tests.server.private_calls import Page, named

PAY = {
    "returnUrl": "https://shop.example/review",
    "resultReturnUrl": "https://shop.example/result",
    "cancelUrl": "https://shop.example/cancel",
    "placement": "Product",
}


@pytest.fixture
def page():
    return Page()


@pytest.fixture
def shop(page):
    return page.shop


@pytest.fixture
def visit(page):
    def go(url, decision=None):
        parts = urlsplit(url)
        if decision is None:
            return page.send("GET", parts.path, dict(parse_qsl(parts.query)), key=None)
        reply = page.app.answer(
            Call(
                method="POST",
                path=parts.path,
                query=tuple(parse_qsl(parts.query)),
                body=urlencode({"decision": decision}).encode(),
            )
        )
        return reply.status, reply.headers.get("Location"), reply.body.decode()

    return go


def chosen(shop, **pay):
    checkout = shop.checkout()
    return checkout, shop.source(checkout, "amazonPay", amazonPay={**PAY, **pay})


def state(shop, source):
    return shop.read("source", source["id"])["state"]


def ordered(shop, checkout, source):
    assert shop.attach(checkout, source).status == 200
    order = shop.made(shop.order(checkout))
    assert order["state"] == "pending_payment"
    action = order["payment"]["session"]["nextAction"]
    assert action["action"] == "redirect"
    return order, action["data"]["redirectUrl"]


def test_signing_in_leads_to_the_review_and_moves_nothing(shop, visit):
    _, source = chosen(shop)
    url = source["redirect"]["redirectUrl"]
    assert b"Sign in to Amazon Pay" in visit(url).raw
    assert visit(url, "approve")[:2] == (303, PAY["returnUrl"])
    assert state(shop, source) == "pending_redirect"
    assert shop.events()[-1] == "source.created"


@pytest.mark.parametrize("awaited", [False, True])
def test_who_approves_in_the_shops_own_page_only_signs_in(page, shop, awaited):
    if awaited:
        shop.play(
            "  - merchant: createPaymentSources\n"
            "    then: {source: pending_redirect}\n"
            "  - customer: approves\n"
        )
    checkout, source = chosen(shop)
    said = named(source, decision="approve")
    after = page.post("decide", **said)["source"]["state"]
    assert after == ("chargeable" if awaited else "pending_redirect")
    if not awaited:
        ordered(shop, checkout, source)
        assert page.post("decide", **said)["source"]["state"] == "chargeable"


def test_after_the_order_the_customer_pays_and_sees_the_result(shop, visit):
    checkout, source = chosen(shop)
    visit(source["redirect"]["redirectUrl"], "approve")
    order, url = ordered(shop, checkout, source)
    assert b"Confirm your payment" in visit(url).raw
    assert visit(url, "approve")[:2] == (303, PAY["resultReturnUrl"])
    assert state(shop, source) == "chargeable"
    done = shop.made(shop.post(f"/orders/{order['id']}/refresh"))
    assert (done["state"], shop.findings()) == ("accepted", [])
    assert PAY["resultReturnUrl"].encode() in visit(url).raw


@pytest.mark.parametrize("first", [True, False])
def test_declining_leads_to_the_cancel_url_either_time(shop, visit, first):
    checkout, source = chosen(shop)
    url = source["redirect"]["redirectUrl"]
    if not first:
        _, url = ordered(shop, checkout, source)
    assert visit(url, "decline")[:2] == (303, PAY["cancelUrl"])
    assert state(shop, source) == "pending_redirect"


def test_without_a_result_url_the_customer_returns_where_they_did(shop, visit):
    checkout, source = chosen(shop, resultReturnUrl="")
    _, url = ordered(shop, checkout, source)
    assert visit(url, "approve")[1] == PAY["returnUrl"]


def test_who_named_no_address_is_told_that_they_have_signed_in(shop, visit):
    checkout = shop.checkout()
    source = shop.source(checkout, "amazonPay", amazonPay={})
    status, location, text = visit(source["redirect"]["redirectUrl"], "approve")
    assert (status, location) == (200, None)
    assert "Signed in" in text


def test_a_story_that_waits_for_an_approval_has_it(shop, visit):
    played = shop.play(
        "  - merchant: createPaymentSources\n"
        "    then: {source: pending_redirect}\n"
        "  - customer: approves\n"
        "    then: {source: chargeable}\n"
    )
    _, source = chosen(shop)
    url = source["redirect"]["redirectUrl"]
    assert b"Confirm your payment" in visit(url).raw
    assert visit(url, "approve")[:2] == (303, PAY["returnUrl"])
    assert state(shop, source) == "chargeable"
    assert played.runs[0].ended


def test_its_part_tells_what_the_button_is_drawn_with(shop):
    _, source = chosen(shop)
    assert source["amazonPay"] == {
        "payload": f"mock-payload-{source['id']}",
        "signature": f"mock-signature-{source['id']}",
        "merchantId": "MOCKMERCHANT01",
        "publicKeyId": "SANDBOX-MOCKDR",
        "productType": "PayAndShip",
        "ledgerCurrency": "USD",
    }
    _, other = chosen(shop, placement="Other")
    assert other["amazonPay"]["productType"] == "PayOnly"
