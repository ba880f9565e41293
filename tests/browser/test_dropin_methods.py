"""Whatever the Drop-in offers can be paid with, from the list to the order."""

from __future__ import annotations

import pytest

from mockdr.contract import payment_methods
from tests.browser.dropins import MARKETS, Dropin, bill_to

#: What the Drop-in has not: store credit is no customer's choice, Amazon Pay is
#: documented as missing, and one method is spelled in two ways.
ABSENT = {"customerCredit", "amazonPay", "ccAvenue"}
#: A plan of instalments is chosen first; that has a test of its own.
PLANNED = {"creditInstallment"}
#: What has a button of its own.
PAYPAL = {"payPal", "payPalBilling", "payPalCredit"}
WALLETS = {"googlePay", "applePay", *PAYPAL}
FLOWS = {
    type: method.flow
    for type, method in payment_methods().items()
    if method.flow is not None and type not in ABSENT
}
STATES = {
    "standard": "chargeable",
    "redirect": "pending_redirect",
    "receiver": "pending_funds",
}
#: How many methods one page tries.
MANY = 4


@pytest.fixture
def dropin(page, site):
    return Dropin(page, site)


def visits(types):
    """Put some types together: a page tries them one after the other."""
    found = sorted(types)
    return [found[at : at + MANY] for at in range(0, len(found), MANY)]


def session_for(checkout, type):
    """Make a checkout in a market of the method; return it and its session's id."""
    currency, country = MARKETS.get(type, ("USD", "US"))
    made = checkout(currency=currency, **bill_to(country))
    return made, made["payment"]["session"]["id"]


def choose_what_is_left(page, dropin, type):
    if type == "creditCard":
        dropin.fill_card()
    elif type in ("onlineBanking", "konbini"):
        page.get_by_role("combobox").select_option(index=1)


@pytest.mark.parametrize("types", visits(set(FLOWS) - PLANNED), ids="-".join)
def test_each_method_pays_an_order(dropin, tenant, checkout, secret, types):
    url = dropin.site.url
    addresses = {"returnUrl": f"{url}/return", "cancelUrl": f"{url}/cancel"}
    # A window for each would take long: the ways of redirects have tests of their own.
    redirect = {"disableAutomaticRedirects": True, **addresses}
    page = dropin.page
    for type in types:
        made, session = session_for(checkout, type)
        if type in PAYPAL:
            dropin.start(session, methods=type)
        else:
            assert dropin.start(session, methods=type, redirect=redirect) == [type]
        choose_what_is_left(page, dropin, type)
        if type in WALLETS:
            page.locator(".DRWallet").click()
            page.get_by_role("dialog").locator("[data-action=approve]").click()
        else:
            dropin.press()
        data = dropin.wait("onSuccess")
        source = data["source"]
        assert (source["type"], dropin.told()) == (type, [])
        state = "chargeable" if type in PAYPAL else STATES[FLOWS[type]]
        assert source["state"] == state
        assert data["readyForStorage"] is False
        secret(f"/checkouts/{made['id']}/sources/{source['id']}", method="POST")
        if state == "pending_redirect":
            assert source["redirect"]["returnUrl"] == addresses["returnUrl"]
            tenant.happen("customer", "approves", of=source["id"])
        order = secret("/orders", {"checkoutId": made["id"]})
        waits = state == "pending_funds"
        assert order["state"] == ("pending_payment" if waits else "accepted")


def test_instalments_are_chosen_with_what_they_cost(dropin, page, secret):
    made = secret(
        "/checkouts",
        {
            "currency": "EUR",
            "email": "ann@example.com",
            "items": [{"skuId": "book", "quantity": 1, "price": 300}],
        },
    )
    who = bill_to("FR")["billTo"]
    dropin.start(
        made["payment"]["session"]["id"],
        methods="creditInstallment",
        billingAddress={
            "firstName": "Ann",
            "lastName": "Example",
            "email": who["email"],
            "address": who["address"],
        },
    )
    plans = page.get_by_label("Instalments", exact=True)
    offered = plans.locator("option").all_text_contents()
    assert [text.split(" × €")[0] for text in offered] == ["3", "4"]
    plans.select_option(index=1)
    sent = []
    page.on("request", lambda request: sent.append(request.post_data_json))
    dropin.sent_away()
    assert dropin.wait("onSuccess")["source"]["type"] == "creditInstallment"
    (body,) = [found for found in sent if found and "type" in found]
    assert body["creditInstallment"]["termCodeId"] == plans.input_value()
