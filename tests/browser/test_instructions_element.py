"""How to pay by a transfer or in a store, as the shop's page shows it."""

from __future__ import annotations

import re

import pytest

from tests.browser.seeing import narrow, picture, shut
from tests.browser.wallets import Shop

READY = {"elementType": "delayedPaymentInstructions"}


@pytest.fixture
def shop(page, site):
    return Shop(page, site).open()


def ordered(shop, secret, checkout, type, **more):
    """Order with a source that waits for funds; return what `nextAction` says."""
    made = checkout(**more)
    session = made["payment"]["session"]["id"]
    sub = {"storeId": "030"} if type == "konbini" else {}
    result = shop.run(
        f"return river.createSource({{type: '{type}', sessionId: '{session}',"
        f" {type}: {sub!r}}})"
    )
    source = result["source"]
    secret(f"/checkouts/{made['id']}/sources/{source['id']}", {}, "POST")
    order = secret("/orders", {"checkoutId": made["id"]})
    assert order["state"] == "pending_payment"
    return order, order["payment"]["session"]["nextAction"]["data"]


def test_a_transfer_shows_everything_that_a_bank_asks_for(shop, secret, checkout):
    order, data = ordered(shop, secret, checkout, "wireTransfer")
    assert shop.start("delayedPaymentInstructions", data) == READY
    shown = shop.page.locator("#here")
    text = shown.inner_text()
    source = secret(f"/sources/{data['sourceId']}")
    account = source["wireTransfer"]
    for name in ("accountHolder", "bankName", "iban", "swiftCode", "referenceId"):
        assert account[name] in text
    for label in ("IBAN", "Account holder", "Reference", "Wire transfer", "$26.34"):
        assert label in text
    assert "May 31, 2024" in text
    assert shown.get_by_role("definition").count() >= 8
    picture(shop.page, "instructions-wire")
    link = shown.get_by_role("link")
    with shop.page.expect_popup() as opened:
        link.click()
    opened.value.get_by_role("button", name="The customer pays").click()
    shut(opened.value, showing="The money came")
    assert secret(f"/orders/{order['id']}/refresh", {})["state"] == "accepted"
    shop.forget()
    shop.run("element.update({sourceId: element.options.sourceId})")
    shop.wait("ready")
    assert "nothing left to pay" in shown.inner_text()
    assert "May 31" not in shown.inner_text()


def test_a_store_shows_its_name_and_a_number_in_the_customers_language(
    shop, secret, checkout
):
    address = {
        "line1": "1-2-3",
        "city": "Tokyo",
        "postalCode": "100-0005",
        "country": "JP",
    }
    named = {"name": "Ann Example", "address": address}
    _, data = ordered(
        shop.open("ja"),
        secret,
        checkout,
        "konbini",
        currency="JPY",
        billTo={**named, "email": "ann@example.com"},
        shipTo=named,
        items=[{"skuId": "book", "quantity": 1, "price": 2450}],
    )
    assert shop.start("delayedpaymentinstructions", data) == READY
    text = shop.page.locator("#here").inner_text()
    number = secret(f"/sources/{data['sourceId']}")["konbini"]["receiptNumber"]
    for shown in ("ファミリーマート", number, "受付番号", "2024年5月31日"):
        assert shown in text
    picture(shop.page, "instructions-konbini")


#: What shops pass on as a locale, and how a date and a price are written then.
LOCALES = {
    "en_US.UTF-8": ("May 31, 2024", "$26.34"),
    "de_DE@euro": ("31. Mai 2024", "26,34"),
    "de-": ("31. Mai 2024", "26,34"),
    "C": ("May 31, 2024", "$26.34"),
    "x": ("May 31, 2024", "$26.34"),
    "xx_YY": ("May 31, 2024", "$26.34"),
}


def test_a_locale_that_no_browser_knows_leaves_nothing_out(shop, secret, checkout):
    _, data = ordered(shop, secret, checkout, "wireTransfer")
    for locale, (date, price) in LOCALES.items():
        shop.run(f"river.locale = '{locale}'")
        assert shop.start("delayedPaymentInstructions", data) == READY
        text = shop.page.locator("#here").inner_text()
        assert (locale, date in text, price in text) == (locale, True, True)
        assert "error" not in shop.start(
            "compliance", {"compliance": {"country": "DE", "language": "de"}}
        )
    shop.run("river.locale = 'de_DE@euro'")
    assert shop.start("compliance", {"compliance": None}) == {
        "elementType": "compliance"
    }
    assert shop.page.locator("#here [lang=de]").count() == 1
    nothing = shop.start("onlinebanking", {"onlineBanking": None})
    assert nothing["hasAvailableBanks"] is False


def test_what_is_missing_is_told_when_it_is_ready(shop):
    for name in ("sourceId", "sourceClientSecret"):
        options = {"sourceId": "a", "sourceClientSecret": "b"}
        del options[name]
        ready = shop.start("delayedpaymentinstructions", options)
        [error] = ready["error"]["errors"]
        assert (error["code"], error["parameter"]) == ("missing_parameter", name)
        assert shop.page.locator("#here").inner_text() == ""


def test_a_source_of_nobody_is_told_when_it_is_ready(shop, secret, checkout):
    shop.page.refusals_expected()
    _, data = ordered(shop, secret, checkout, "wireTransfer")
    ready = shop.start(
        "delayedpaymentinstructions", {**data, "sourceClientSecret": "wrong"}
    )
    assert ready["elementType"] == READY["elementType"]
    assert re.fullmatch(
        "source_not_found|not_found", ready["error"]["errors"][0]["code"]
    )
    shop.run("element.unmount()")
    assert shop.page.locator("#here").inner_html() == ""


@narrow
def test_the_instructions_fit_a_telephone(shop, secret, checkout):
    _, data = ordered(shop.open("de_DE"), secret, checkout, "wireTransfer")
    shop.start("delayedpaymentinstructions", data)
    assert "31. Mai 2024" in shop.page.locator("#here").inner_text()
    assert "26,34" in shop.page.locator("#here").inner_text()
    assert shop.page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(shop.page, "instructions-narrow")
