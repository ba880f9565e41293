"""The page of a low-code checkout, from its link to the order."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import pytest

from mockdr.contract import payment_methods
from mockdr.engine.call import Call


@pytest.fixture
def visit(real_app):
    def send(url, **form):
        return real_app.answer(
            Call(
                method="POST" if form else "GET",
                path=urlsplit(url).path,
                body=urlencode(form).encode(),
            )
        )

    return send


@pytest.fixture
def prepared(shop):
    """Let the shop prepare a low-code checkout; returns its link."""

    def prepare(**more):
        body = {
            "currency": "USD",
            "items": [{"skuId": "book", "quantity": 2, "price": 9.5}],
            **more,
        }
        return shop("/drop-in/checkout-sessions", body)

    return prepare


def orders(shop):
    return shop("/orders", method="GET")["data"]


def test_it_shows_what_is_bought_and_offers_what_can_pay(visit, prepared):
    shown = visit(prepared()["link"])
    page = shown.body.decode()
    assert shown.status == 200
    assert "2 × book" in page
    assert "9.50 USD" in page
    assert 'value="creditCard"' in page
    assert 'value="konbini"' not in page
    assert 'value="customerCredit"' not in page


def test_an_empty_form_pays_with_a_good_card(visit, prepared, shop):
    link = prepared()["link"]
    done = visit(link, method="creditCard")
    assert done.status == 200
    assert "accepted" in done.body.decode()
    assert [order["state"] for order in orders(shop)] == ["accepted"]
    assert "completed" in visit(link).body.decode()
    assert "completed" in visit(link, method="creditCard").body.decode()
    assert len(orders(shop)) == 1


def test_it_leads_back_to_the_shop(visit, prepared):
    back = "https://shop.example/thanks?a=1&b=%20"
    link = prepared(redirects={"successUrl": back, "cancelUrl": "https://c.test/x"})
    assert 'href="https://c.test/x"' in visit(link["link"]).body.decode()
    reply = visit(link["link"], method="creditCard")
    assert (reply.status, reply.headers["Location"]) == (303, back)


def test_a_refused_card_leaves_the_page_open(visit, prepared, shop):
    link = prepared()["link"]
    refused = visit(
        link, method="creditCard", number="4000000000003600", expiry="12/30", cvv="123"
    )
    assert refused.status == 409
    assert 'role="alert"' in refused.body.decode()
    assert orders(shop) == []
    assert visit(link, method="creditCard").status == 200


def test_the_number_of_a_card_is_nowhere_afterwards(visit, prepared, real_world):
    number = "4444222233331111"
    link = prepared()["link"]
    for card in ({"number": "4444222233331112"}, {"number": number}):
        reply = visit(link, method="creditCard", expiry="12/30", cvv="987", **card)
        assert card["number"] not in reply.body.decode().partition("<datalist")[0]
    tenant = real_world.tenant("shop")
    assert number not in str([entry.to_json() for entry in tenant.journal])
    assert number not in str(tenant.events())


def test_a_redirect_sends_the_customer_on(visit, prepared, shop):
    link = prepared(redirects={"successUrl": "https://shop.example/back"})["link"]
    reply = visit(link, method="klarnaCredit")
    assert reply.status == 303
    assert "/payments/redirects/" in reply.headers["Location"]
    assert [order["state"] for order in orders(shop)] == ["pending_payment"]


def test_a_transfer_leads_to_how_to_pay(visit, prepared):
    page = visit(prepared()["link"], method="wireTransfer").body.decode()
    assert 'href="/payments/receivers/' in page


@pytest.mark.parametrize(
    "type",
    sorted(
        type
        for type, method in payment_methods().items()
        if method.flow and not method.secondary and method.serves("USD", None)
    ),
)
def test_everything_that_is_offered_comes_to_an_order(visit, prepared, shop, type):
    assert visit(prepared()["link"], method=type).status < 400
    assert len(orders(shop)) == 1


def test_a_link_leads_there_once_and_then_has_expired(visit, prepared, shop):
    session = prepared()
    link = shop("/drop-in/checkout-links", {"sessionId": session["id"]})["link"]
    assert "2 × book" in visit(link).body.decode()
    visit(link, method="creditCard")
    assert visit(link).status == 410


def test_nothing_is_there_at_a_link_of_nobody(visit):
    assert visit("http://localhost/pay/nothing").status == 404


def test_names_are_shown_as_they_are_and_do_nothing(visit, prepared):
    name = "<script>alert(1)</script>"
    items = [{"skuId": name, "price": 1}]
    page = visit(prepared(items=items, email='"><b>x</b>@example.com')["link"])
    assert "1 × &lt;script&gt;" in page.body.decode()
    assert name not in page.body.decode()
    assert '"><b>' not in page.body.decode()


def test_looking_changes_nothing(visit, prepared, shop, real_world):
    link = prepared()["link"]
    before = real_world.tenant("shop").sessions()
    visit(link)
    assert real_world.tenant("shop").sessions() == before
