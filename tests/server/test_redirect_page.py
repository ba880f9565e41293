"""The page where a customer approves or declines."""

from __future__ import annotations

from contextlib import nullcontext
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.engine.acts import Impossible
from mockdr.engine.call import Call
from mockdr.server.ui.frame import web_address
from mockdr.server.ui.redirect import answer


@pytest.fixture
def visit(real_app):
    def send(url, decision=None, method=None):
        parts = urlsplit(url)
        body = b"" if decision is None else urlencode({"decision": decision}).encode()
        return real_app.answer(
            Call(
                method=method or ("GET" if decision is None else "POST"),
                path=parts.path,
                query=tuple(parse_qsl(parts.query)),
                body=body,
            )
        )

    return send


def state(shop, source):
    found = shop(f"/sources/{source['id']}", method="GET")
    return found["state"]


def page(reply):
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    return reply.body.decode()


def test_the_page_shows_what_is_to_be_paid(visit, redirected):
    source = redirected()
    shown = page(visit(source["redirect"]["redirectUrl"]))
    for text in ("1,", "USD", "Klarna", source["id"], "pending_redirect"):
        assert text in shown
    assert "Approve" in shown
    assert "Decline" in shown


def test_approval_leads_back_with_the_query_untouched(visit, redirected, shop):
    back = "https://shop.example/return?b=2&a=%7Bx%7D&a=1&x=~'()*!#part"
    source = redirected(returnUrl=back, cancelUrl="https://c.test")
    reply = visit(source["redirect"]["redirectUrl"], "approve")
    assert (reply.status, reply.headers["Location"]) == (303, back)
    assert state(shop, source) == "chargeable"


def test_declining_leads_to_the_cancel_url_and_changes_nothing(visit, redirected, shop):
    cancel = "https://shop.example/cancel?left=1"
    source = redirected(returnUrl="https://shop.example", cancelUrl=cancel)
    for _ in range(2):
        reply = visit(source["redirect"]["redirectUrl"], "decline")
        assert (reply.status, reply.headers["Location"]) == (303, cancel)
    assert state(shop, source) == "pending_redirect"
    reply = visit(source["redirect"]["redirectUrl"], "approve")
    assert reply.status == 303


def test_a_method_without_a_cancel_url_leads_back_either_way(visit, redirected):
    back = "https://shop.example/return"
    source = redirected("directDebit", returnUrl=back)
    url = source["redirect"]["redirectUrl"]
    assert visit(url, "decline").headers["Location"] == back
    assert visit(url, "approve").headers["Location"] == back


def test_what_was_decided_cannot_be_decided_again(visit, redirected):
    source = redirected()
    url = source["redirect"]["redirectUrl"]
    visit(url, "approve")
    again = visit(url, "decline")
    assert again.status == 409
    assert "already decided" in page(again)
    shown = visit(url)
    assert shown.status == 200
    assert "<form" not in page(shown)
    assert f'href="{source["redirect"]["returnUrl"]}"' in page(shown)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 401),
        ("apiKey=", 401),
        ("apiKey=nonsense", 401),
        ("apiKey=sk_test_shop", 401),
        ("apiKey=pk_test_other", 404),
        ("apiKey=pk_live_shop", 404),
    ],
)
def test_another_key_shows_nothing_and_decides_nothing(
    visit, redirected, shop, query, status
):
    source = redirected()
    url = source["redirect"]["redirectUrl"].partition("?")[0]
    for decision in (None, "approve"):
        reply = visit(f"{url}?{query}", decision)
        assert reply.status == status
        assert source["id"] not in page(reply)
    assert state(shop, source) == "pending_redirect"


@pytest.mark.parametrize("id", ["no-such", "", "..", "<b>", "\x00", "a/b"])
def test_an_unknown_address_is_a_clear_page(visit, id):
    reply = visit(f"/payments/redirects/{id}?apiKey=pk_test_shop")
    assert reply.status == 404
    assert "leads nowhere" in page(reply)


@pytest.mark.parametrize("decision", ["", "maybe", "approve decline"])
def test_a_form_that_decides_nothing_is_told_so(visit, redirected, shop, decision):
    source = redirected()
    reply = visit(source["redirect"]["redirectUrl"], decision)
    assert reply.status == 400
    assert state(shop, source) == "pending_redirect"


def test_other_methods_go_to_the_provider(visit, redirected):
    source = redirected()
    reply = visit(source["redirect"]["redirectUrl"], method="DELETE")
    assert reply.status == 405
    assert reply.headers["Content-Type"].startswith("application/json")


EVIL = '"><script>alert(1)</script>'


def test_everything_of_others_is_escaped(visit, redirected):
    back = f"https://evil.test/{EVIL}"
    source = redirected(returnUrl=back, cancelUrl=back)
    url = source["redirect"]["redirectUrl"]
    assert "<script" not in page(visit(url))
    location = visit(url, "approve").headers["Location"]
    assert "\n" not in location
    assert "<script" not in page(visit(url))


@pytest.mark.parametrize(
    "back",
    [
        "javascript:alert(1)//",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.test",
        "/relative",
        "https:",
        "https://[",
        "",
        None,
        7,
    ],
)
def test_what_is_no_web_address_never_becomes_one(back):
    assert web_address(back) is None


@pytest.mark.parametrize("back", ["javascript:alert(1)//", "/relative"])
def test_an_address_that_is_none_is_shown_and_not_followed(
    visit, redirected, back, shop
):
    source = redirected(returnUrl=back, cancelUrl=back)
    url = source["redirect"]["redirectUrl"]
    assert links(page(visit(url))) == []
    reply = visit(url, "approve")
    assert reply.status == 200
    assert "Location" not in reply.headers
    assert back in page(reply)
    assert links(page(reply)) == []
    assert state(shop, source) == "chargeable"
    assert links(page(visit(url))) == []


@given(st.text())
def test_an_address_stays_on_its_line(text):
    address = web_address(f"https://shop.example/{text}")
    assert address is None or (address.isascii() and address.isprintable())


@given(
    st.text(
        alphabet="abcXYZ019-._~:/?#[]@!$&'()*+,;=%",
    )
)
def test_an_address_that_is_one_is_left_as_it_is(text):
    whole = f"https://shop.example/?{text}"
    assert web_address(whole) == whole


def test_the_page_needs_nothing_from_elsewhere(visit, redirected):
    source = redirected()
    reply = visit(source["redirect"]["redirectUrl"])
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
    for word in ("src=", "@import", "url(", "<script"):
        assert word not in page(reply)
    assert page(reply).count("<link") == page(reply).count(
        '<link rel="icon" href="data:'
    )


def test_the_page_can_be_used_without_seeing_it(visit, redirected):
    reader = Reader()
    reader.feed(page(visit(redirected()["redirect"]["redirectUrl"])))
    assert reader.attributes["html"] == [{"lang": "en"}]
    assert len(reader.attributes["main"]) == len(reader.attributes["h1"]) == 1
    assert len(reader.attributes["title"]) == 1
    assert [b["value"] for b in reader.attributes["button"]] == ["approve", "decline"]
    assert len(reader.attributes["dt"]) == len(reader.attributes["dd"])
    assert reader.open == []


def links(text):
    reader = Reader()
    reader.feed(text)
    return [a["href"] for a in reader.attributes.get("a", [])]


class Reader(HTMLParser):
    """Collects elements, and holds every one closed that must be."""

    def __init__(self):
        super().__init__()
        self.attributes = {}
        self.open = []

    def handle_starttag(self, tag, attrs):
        self.attributes.setdefault(tag, []).append(dict(attrs))
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


class Bank:
    """A world that knows one redirect, and lets things happen or not."""

    def __init__(self, impossible=None, **redirect):
        self.secret, self.impossible = False, impossible
        self.director, self.lock = self, nullcontext()
        self.known = {
            "source": "s1",
            "type": "newPay",
            "state": "pending_redirect",
            **redirect,
        }

    def looked_up(self, _):
        return self, self

    def redirect(self, _):
        return self.known

    def happen(self, *_, **__):
        if self.impossible is not None:
            raise self.impossible


def at(bank, decision=None):
    body = b"" if decision is None else f"decision={decision}".encode()
    method = "POST" if decision else "GET"
    return answer(bank, Call(method=method, path="/", body=body), "r1")


def test_a_decision_that_came_too_late_says_what_is_possible():
    bank = Bank(impossible=Impossible("too late <b>", possible=["go home"]))
    reply = at(bank, "approve")
    assert reply.status == 409
    assert "too late &lt;b&gt;; possible now: go home" in page(reply)


@pytest.mark.parametrize(
    ("decision", "done"), [("approve", "Approved"), ("decline", "Declined")]
)
def test_a_shop_without_an_address_is_not_gone_back_to(decision, done):
    reply = at(Bank(), decision)
    assert reply.status == 200
    assert f"<h1>{done}</h1>" in page(reply)
    assert "named no address" in page(reply)


def test_a_form_with_no_end_of_fields_decides_nothing():
    assert at(Bank(), "approve&" + "x=1&" * 1_000).status == 400
    assert at(Bank(), "approve&" + "x=1&" * 10).status == 200


def test_the_way_back_names_the_shop_and_not_who_is_let_in_there():
    shown = page(at(Bank(returnUrl="https://ann:p@ss@shop.example:8443/a")))
    assert "Both lead back to shop.example:8443." in shown


def test_two_ways_back_are_both_named():
    urls = {"returnUrl": "https://yes.test/a", "cancelUrl": "https://no.test/b"}
    shown = page(at(Bank(**urls)))
    assert "Approve leads back to yes.test, Decline to no.test." in shown


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (1234.5, "EUR", "1,234.50 EUR"),
        (1234.0, "JPY", "1,234 JPY"),
        (1.5, "???", "1.50 ???"),
        (None, "EUR", "not named"),
        (3, None, "3.00"),
    ],
)
def test_an_amount_is_shown_as_its_currency_is_written(amount, currency, shown):
    text = page(at(Bank(amount=amount, currency=currency)))
    assert f'<dd class="amount">{shown}</dd>' in text


def test_a_failed_payment_leads_nowhere():
    text = page(at(Bank(state="failed", returnUrl="https://yes.test")))
    assert "cannot be approved any more" in text
    assert links(text) == []
