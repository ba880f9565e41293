"""Every documented element has every documented method, whatever it is made of."""

from __future__ import annotations

import json

import pytest

from tests.browser.wallets import Shop

#: Type, as the pages write it, to options that need nothing to be there.
TYPES = {
    "cardNumber": {},
    "cardExpiration": {},
    "cardCvv": {},
    "onlineBanking": {"onlineBanking": {"country": "DE", "currency": "EUR"}},
    "konbini": {},
    "iban": {},
    "ideal": {"ideal": {"sessionId": "SESSION"}},
    "payPal": {"sourceData": {"type": "payPal"}},
    "amazonPay": {"sourceData": {"country": "US"}},
    "applePay": {
        "country": "US",
        "currency": "USD",
        "total": {"label": "Total", "amount": 1},
    },
    "googlePay": {"sessionId": "SESSION"},
    "offlineRefund": {},
    "delayedPaymentInstructions": {},
    "compliance": {},
    "taxIdentifier": {"taxIdentifier": {"sessionId": "SESSION"}},
    "invoiceAttribute": {"invoiceAttribute": {"sessionId": "SESSION"}},
}
#: What `ready` calls an element where that is not its type in small letters.
NAMED = {"delayedPaymentInstructions": "delayedPaymentInstructions"}


@pytest.fixture
def shop(page, site):
    return Shop(page, site).open()


def filled(options, checkout):
    """Return *options* with a session that is there."""
    session = checkout()["payment"]["session"]["id"]
    return json.loads(json.dumps(options).replace("SESSION", session))


@pytest.mark.parametrize("type", list(TYPES))
def test_an_element_comes_and_goes_in_any_order(shop, checkout, type):
    options = filled(TYPES[type], checkout)
    named = NAMED.get(type, type.lower())
    ready = shop.start(type, {"classes": {"base": "mine"}, **options})
    assert ready["elementType"] == named
    for before in ("", "element.mount('here')", "element.unmount()"):
        shop.forget()
        shop.run(before)
        shop.run(
            """element.focus(); element.blur(); element.clear();
            element.update({classes: {base: "mine too"}});
            element.update({}); element.update();"""
        )
    here = shop.page.locator("#here")
    assert here.evaluate("node => [node.className, node.innerHTML]") == ["", ""]
    shop.forget()
    shop.run("element.mount('#here'); element.unmount()")
    shop.run("element.mount(document.getElementById('here'))")
    assert shop.wait("ready")["elementType"] == named
    assert {"mine", "too"} <= set(here.get_attribute("class").split())
    shop.run("element.destroy(); element.destroy(); element.unmount()")
    assert here.inner_html() == ""
    gone = shop.run("try { element.mount('here') } catch (error) { return `${error}` }")
    assert "destroyed" in gone
    nowhere = shop.run(
        f"""try {{ river.createElement("{type}", {{}}).mount("nowhere") }}
        catch (error) {{ return `${{error}}` }}"""
    )
    assert 'no element with the id "nowhere"' in nowhere


def test_a_page_can_have_them_all_at_once(shop, checkout):
    shop.page.evaluate(
        """given => Promise.all(Object.entries(given).map(([type, options]) => {
          const node = document.body.appendChild(document.createElement("div"));
          const element = river.createElement(type, options);
          const ready = new Promise((told) => element.on("ready", told));
          element.mount(node);
          return ready;
        }))""",
        filled(TYPES, checkout),
    )
    ids = shop.page.evaluate("[...document.querySelectorAll('[id]')].map(n => n.id)")
    assert len(ids) == len(set(ids))
    unnamed = shop.page.evaluate(
        """[...document.querySelectorAll("input, select")].filter((node) =>
          !node.ariaLabel && !node.labels.length).length"""
    )
    assert unnamed == 0
