"""The Drop-in in the languages, colours and widths of customers."""

from __future__ import annotations

import json
import re

import pytest

from mockdr.contract import payment_methods
from mockdr.server import script
from tests.browser.dropins import BODY, Dropin, bill_to
from tests.browser.seeing import narrow, picture

LOCALES = [["en-US", "de", "fr-FR", "it", "es"], ["nl", "ja", "zh-TW", "en-GB", "sv"]]


@pytest.fixture
def session(checkout):
    return checkout()["payment"]["session"]["id"]


def fits(page):
    """Tell whether nothing is wider than the page."""
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def show(dropin, session, name):
    """Show much of it at once: a mistake, an agreement, a disclosure."""
    page = dropin.page
    dropin.start(
        session,
        showSavePaymentAgreement=True,
        button={"type": "payNow"},
        consents={"companyName": "Cool Company", "eula": {"url": "https://a.example"}},
    )
    page.get_by_label("Card number").fill("4444 2222 3333 1112")
    page.get_by_label("Expiration date").fill("12 / 30")
    dropin.press("Pay now")
    dropin.box("consents").check()
    dropin.press("Pay now")
    page.locator(".DRDropin-error:not(:empty)").first.wait_for()
    picture(page, name)
    assert fits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_readable_on_a_desk(page, site, session, scheme):
    page.emulate_media(color_scheme=scheme)
    show(Dropin(page, site), session, f"dropin-wide-{scheme}")


@narrow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_readable_on_a_telephone(page, site, session, scheme):
    page.emulate_media(color_scheme=scheme)
    dropin = Dropin(page, site)
    show(dropin, session, f"dropin-narrow-{scheme}")
    if scheme == "dark":
        button = {"type": "custom", "buttonText": "Zahlungspflichtig" * 4}
        dropin.start(session, button=button)
        assert fits(page)
    dropin.choose("PayPal")
    page.locator(".DRWallet").click()
    picture(page, f"dropin-sheet-{scheme}")
    assert fits(page)


@pytest.mark.parametrize("locales", LOCALES, ids=" ".join)
def test_it_speaks_the_customers_language(page, site, session, locales):
    texts = json.loads(script.read("texts.json"))
    for locale in locales:
        dropin = Dropin(page, site, locale=locale, path=f"/{locale}")
        dropin.start(session, methods="creditCard", showSavePaymentAgreement=True)
        language = locale if locale == "zh-TW" else locale[:2]
        said = page.locator("#drop-in").inner_text()
        for key in ("dropin_title", "method_creditCard", "button_continue"):
            assert texts[key].get(language, texts[key]["en"]) in said
        assert page.locator("form").get_attribute("lang") == locale
        assert dropin.box("save").is_visible()


def test_every_method_has_a_name_for_customers(page, site):
    Dropin(page, site)
    source = script.read("dropin.js").decode()
    named = set(re.findall(r"^  (\w+): \"", source, re.MULTILINE))
    texts = json.loads(script.read("texts.json"))
    for type, method in payment_methods().items():
        if method.flow is None or type in ("customerCredit", "amazonPay", "ccAvenue"):
            continue
        assert type in named or f"method_{type}" in texts, type


def test_a_strict_policy_of_the_page_is_enough(page, site, live, session):
    inline = re.search(r"<script>(.*)</script>", BODY, re.DOTALL)
    body = BODY.replace(inline[0], '<script src="/shop.js"></script>')
    body = re.sub(r"<style>.*</style>", "", body, flags=re.DOTALL)
    site.server.expect_request("/shop.js").respond_with_data(
        inline[1], content_type="text/javascript"
    )
    policy = (
        f"default-src 'none'; script-src 'self' {live.url}; style-src {live.url}; "
        f"connect-src {live.url}; img-src data: {live.url}; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {"Content-Security-Policy": policy}
    dropin = Dropin(page, site, html=body, headers=headers)
    dropin.start(session)
    dropin.fill_card()
    dropin.press()
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"
    dropin.choose("Klarna")
    dropin.sent_away()
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"


def test_nothing_that_a_customer_types_is_kept_by_the_browser(page, site, session):
    dropin = Dropin(page, site)
    dropin.start(session)
    dropin.fill_card()
    dropin.press()
    dropin.wait("onSuccess")
    kept = page.evaluate(
        """async () => [localStorage.length, sessionStorage.length,
            document.cookie, (await indexedDB.databases()).length]"""
    )
    assert kept == [0, 0, "", 0]


def test_words_of_the_shop_are_words_and_no_code(page, site, checkout):
    evil = "<img src=x onerror=alert(1)>"
    made = checkout(
        **bill_to("US", evil),
        items=[{"skuId": "book", "quantity": 1, "price": 5}],
    )
    dropin = Dropin(page, site)
    dropin.start(
        made["payment"]["session"]["id"],
        button={"type": "custom", "buttonText": evil},
        consents={"companyName": evil, "eula": {"url": 'https://a.example/"><b>'}},
    )
    assert page.locator("img[src=x]").count() == 0
    assert dropin.page.get_by_role("button", name=evil).is_visible()
