"""A refund that waits for a bank account gets one in a page of the shop."""

from __future__ import annotations

import pytest

from tests.browser.seeing import narrow, picture
from tests.browser.wallets import Shop
from tests.server.test_private_refund import ACCOUNTS

LABELS = {
    "accountHolder": "Account holder",
    "iban": "IBAN",
    "routingNumber": "Routing number",
    "accountNumber": "Account number",
    "bankName": "Bank",
    "branchCode": "Branch code",
    "swiftCode": "SWIFT/BIC",
}


@pytest.fixture
def shop(page, site):
    return Shop(page, site).open()


@pytest.fixture
def refund(shop, secret, checkout, tenant):
    """Sell by a transfer, and give half of it back; return the refund that waits."""

    def make(currency="USD"):
        made = checkout(
            currency=currency, items=[{"skuId": "book", "quantity": 1, "price": 1000}]
        )
        session = made["payment"]["session"]["id"]
        source = shop.run(
            f"return (await river.createSource({{type: 'wireTransfer',"
            f" sessionId: '{session}', wireTransfer: {{}}}})).source"
        )
        secret(f"/checkouts/{made['id']}/sources/{source['id']}", {}, "POST")
        order = secret("/orders", {"checkoutId": made["id"]})
        tenant.happen("customer", "pays", of=source["id"])
        items = [
            {"itemId": item["id"], "quantity": item["quantity"]}
            for item in order["items"]
        ]
        secret("/fulfillments", {"orderId": order["id"], "items": items})
        refund = secret(
            "/refunds",
            {
                "orderId": order["id"],
                "percent": 50,
                "reason": "Test",
                "currency": currency,
            },
        )
        return secret(f"/refunds/{refund['id']}")

    return make


def test_the_customer_names_an_account_and_the_refund_goes_on(shop, secret, refund):
    made = refund()
    assert made["state"] == "pending_information"
    token = made["tokenInformation"]["token"]
    assert shop.start("offlineRefund", {"refundToken": token}) == {
        "elementType": "offlinerefund"
    }
    page = shop.page
    assert "$5" in page.locator("#here").inner_text()
    for name, value in ACCOUNTS["USD"].items():
        page.get_by_label(LABELS[name], exact=True).fill(value)
    picture(page, "refund")
    assert shop.told("change") == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert shop.wait("change") == {
        "complete": True,
        "empty": False,
        "elementType": "offlinerefund",
    }
    assert "Your refund is on its way" in page.locator("#here").inner_text()
    assert page.locator("#here input").count() == 0
    assert "DRElement--complete" in page.locator("#here").get_attribute("class")
    assert secret(f"/refunds/{made['id']}")["state"] == "succeeded"
    shop.run("element.clear()")
    assert len(shop.told("change")) == 1
    # A token opens its refund once.
    shop.page.refusals_expected()
    shop.forget()
    ready = shop.start("offlinerefund", {"refundToken": token})
    assert ready["error"]["errors"][0]["code"] == "refund_token_used"


def test_what_is_missing_or_wrong_is_named_at_its_line(shop, refund):
    shop.page.refusals_expected()
    token = refund("EUR")["tokenInformation"]["token"]
    shop.start(
        "offlinerefund",
        {"refundToken": token, "classes": {"base": "DRElement", "invalid": "bad"}},
    )
    page = shop.page
    note = page.get_by_role("alert")
    holder, iban = page.get_by_label("Account holder"), page.get_by_label("IBAN")
    shop.button("Send").click()
    assert note.inner_text() == "Please look at this again: Account holder, IBAN."
    assert holder.get_attribute("aria-invalid") == "true"
    assert holder.evaluate("node => node === document.activeElement")
    assert "bad" in page.locator("#here").get_attribute("class").split()
    holder.fill("Ann")
    assert note.inner_text() == ""
    iban.fill("DE00")
    shop.button("Send").click()
    page.wait_for_function("document.querySelector('[role=alert]').textContent")
    assert note.inner_text() == "Please look at this again: IBAN."
    assert holder.get_attribute("aria-invalid") == "false"
    assert iban.get_attribute("aria-invalid") == "true"
    assert shop.told("change") == []
    picture(page, "refund-wrong")
    iban.fill(ACCOUNTS["EUR"]["iban"])
    shop.button("Send").click()
    assert shop.wait("change")["complete"] is True


@pytest.mark.parametrize("currency", sorted(ACCOUNTS))
def test_each_currency_has_a_form_of_its_own_that_can_be_cleared(
    shop, refund, currency
):
    token = refund(currency)["tokenInformation"]["token"]
    shop.start("offlinerefund", {"refundToken": token})
    for name, value in ACCOUNTS[currency].items():
        shop.page.get_by_label(LABELS[name], exact=True).fill(value)
    shop.run("element.clear()")
    values = shop.page.evaluate(
        "[...document.querySelectorAll('#here input')].map(input => input.value)"
    )
    assert values == [""] * len(ACCOUNTS[currency])


def test_a_token_of_nobody_is_told_when_it_is_ready(shop):
    shop.page.refusals_expected()
    ready = shop.start("offlinerefund", {"refundToken": "x"})
    assert ready["error"]["errors"][0]["code"] == "not_found"
    shop.forget()
    ready = shop.start("offlinerefund", {})
    assert ready["error"]["errors"][0]["code"] == "missing_parameter"
    shop.run("element.clear()")


@narrow
def test_the_form_fits_a_telephone(shop, refund):
    token = refund("JPY")["tokenInformation"]["token"]
    shop.start("offlinerefund", {"refundToken": token})
    assert shop.page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(shop.page, "refund-narrow")
