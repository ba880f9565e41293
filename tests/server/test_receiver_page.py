"""The page where a customer of a transfer or a store reads how to pay, and pays."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from mockdr.contract import payment_methods
from mockdr.engine.addresses import receiver_page
from mockdr.engine.call import Call

RECEIVERS = sorted(
    type for type, method in payment_methods().items() if method.flow == "receiver"
)


@pytest.fixture
def visit(real_app):
    def send(url, decision=None):
        parts = urlsplit(url)
        return real_app.answer(
            Call(
                method="GET" if decision is None else "POST",
                path=parts.path,
                query=tuple(parse_qsl(parts.query)),
                body=b""
                if decision is None
                else urlencode({"decision": decision}).encode(),
            )
        )

    return send


@pytest.fixture
def received(shop, basket):
    """Choose a source that waits for money, and order with it."""

    def choose(type="konbini", ordered=True, **owner):
        currency = (payment_methods()[type].currencies or ("USD",))[0]
        checkout = shop("/checkouts", {**basket, "currency": currency})
        session = checkout["payment"]["session"]["id"]
        source = shop(
            "/payments/sources",
            {
                "type": type,
                "sessionId": session,
                "owner": {
                    "firstName": "Ann",
                    "lastName": "Example",
                    "email": "ann@example.com",
                    "address": basket["shipTo"]["address"],
                    **owner,
                },
                type: {"storeId": "030"} if type == "konbini" else {},
            },
            key="pk_test_shop",
        )
        order = None
        if ordered:
            shop(f"/checkouts/{checkout['id']}/sources/{source['id']}")
            order = shop("/orders", {"checkoutId": checkout["id"]})
        return source, order, receiver_page("", "pk_test_shop", source)

    return choose


@pytest.mark.parametrize("type", RECEIVERS)
def test_it_says_how_to_pay_and_paying_there_pays(visit, received, shop, type):
    source, order, url = received(type)
    asked = visit(url)
    shown = asked.body.decode()
    assert asked.status == 200
    places = 0 if type == "konbini" else 2
    assert f"{float(source['amount']):,.{places}f} {source['currency']}" in shown
    assert "The customer pays" in shown
    told = source[type]
    for text in (told.get("receiptNumber"), told.get("accountNumber")):
        assert text is None or text in shown
    assert visit(url, "pay").status == 200
    assert shop(f"/orders/{order['id']}", method="GET")["state"] == "accepted"
    again = visit(url, "pay")
    assert again.status == 409
    assert "The money came" in again.body.decode()
    assert "The customer pays" not in visit(url).body.decode()


def test_the_invoice_of_a_store_leads_to_it(visit, received):
    source, _, url = received()
    printed = source["konbini"]["printableInvoiceUrl"]
    assert printed.endswith(url)
    assert "ファミリーマート" in visit(printed).body.decode()


def test_looking_changes_nothing(visit, received, shop):
    source, _, url = received()
    before = shop(f"/sources/{source['id']}", method="GET")
    visit(url)
    assert shop(f"/sources/{source['id']}", method="GET") == before


def test_without_an_order_the_money_waits_at_the_source(visit, received, shop):
    source, _, url = received(ordered=False)
    assert visit(url, "pay").status == 200
    assert shop(f"/sources/{source['id']}", method="GET")["state"] == "chargeable"


def test_only_who_has_key_and_secret_sees_it(visit, received, redirected):
    source, _, url = received()
    for wrong in (
        url.replace("pk_test_shop", "sk_test_shop"),
        url.replace("pk_test_shop", "pk_test_other"),
        url.partition("?")[0],
        f"{url.partition('secret=')[0]}secret=",
        f"{url.partition('secret=')[0]}secret=guessed",
        url.replace(source["id"], "nothing"),
        receiver_page("", "pk_test_shop", redirected()),
    ):
        assert visit(wrong).status == 404, wrong
        assert visit(wrong, "pay").status == 404, wrong


def test_a_form_that_decides_nothing_pays_nothing(visit, received, shop):
    source, _, url = received()
    assert visit(url, "approve").status == 400
    assert shop(f"/sources/{source['id']}", method="GET")["state"] == "pending_funds"


def test_what_failed_cannot_be_paid_any_more(visit, received, real_world):
    source, _, url = received()
    real_world.tenant("shop").happen("provider", "expires", of=source["id"])
    assert "cannot be paid any more" in visit(url).body.decode()
    assert visit(url, "pay").status == 409
