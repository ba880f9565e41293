"""What becomes of an invoice in Taiwan is the customer's choice."""

from __future__ import annotations

import pytest

from tests.browser.seeing import narrow, picture
from tests.browser.wallets import Shop

TAIWAN = {"country": "TW", "sellingEntity": "DR_TAIWAN-ENTITY"}
#: Type to the one attribute that it asks for, and what the two are called.
TYPES = {
    "tw_individual_mobile_barcode": ("MOBILE_BARCODE", "Mobile barcode"),
    "tw_individual_citizen_cert": ("CITIZEN_DIGITAL_CERT", "Number of the certificate"),
    "tw_individual_member_carrier": ("MEMBER_CARRIER", "Email of the member"),
    "tw_individual_donate": ("CHARITY_NAME", "Charity"),
}


@pytest.fixture
def shop(page, site):
    return Shop(page, site).open()


def asked(**options):
    return {"invoiceAttribute": options}


def test_it_tells_what_the_documentation_prints(shop):
    assert shop.start("invoiceAttribute", asked(**TAIWAN)) == {
        "hasInvoices": True,
        "invoiceRequired": True,
        "individual": [
            {
                "type": type,
                "attributes": [{"attributeName": name, "isRequired": True}],
            }
            for type, (name, _) in TYPES.items()
        ],
        "hasIndividualInvoiceTypes": True,
        "elementType": "invoiceattribute",
    }


@pytest.mark.parametrize("type", list(TYPES))
def test_each_type_ends_in_an_id_for_the_checkout(shop, checkout, type):
    shop.start("invoiceattribute", asked(**TAIWAN, email="lin@example.com"))
    page = shop.page
    page.get_by_label("Your invoice").select_option(type)
    line = page.get_by_label(TYPES[type][1])
    line.fill("/ABC123")
    assert shop.told("complete") == []
    line.press("Tab")
    done = shop.wait("complete")
    assert done["invoiceAttribute"]["type"] == type
    assert done["invoiceAttribute"]["id"] == done["invoiceAttributeId"]
    assert (done["complete"], done["elementType"]) == (True, "invoiceattribute")
    assert "ABC123" not in str(done)
    assert shop.told("change")[-1] == done
    assert "DRElement--complete" in page.locator("#here").get_attribute("class")
    checkout(invoiceAttributeId=done["invoiceAttributeId"])


def test_another_choice_begins_again(shop):
    shop.start("invoiceattribute", asked(**TAIWAN))
    page = shop.page
    line = page.locator("#here").get_by_role("textbox")
    line.fill("/ABC123")
    line.press("Enter")
    shop.wait("complete")
    page.get_by_label("Your invoice").select_option("tw_individual_donate")
    assert shop.told("change")[-1] == {
        "complete": False,
        "empty": True,
        "elementType": "invoiceattribute",
    }
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    page.get_by_label("Charity").fill(" ")
    page.get_by_label("Charity").press("Tab")
    shop.run("element.clear()")
    assert len(shop.told("complete")) == 1
    picture(page, "invoice")


def test_the_server_may_refuse_what_was_chosen(shop):
    shop.page.refusals_expected()
    shop.start("invoiceattribute", asked(**TAIWAN))
    shop.run("element.options.invoiceAttribute.sellingEntity = 'DR_INC-ENTITY'")
    line = shop.page.locator("#here").get_by_role("textbox")
    line.fill("/ABC123")
    line.press("Tab")
    shop.page.wait_for_function("told.some(([, data]) => data.error)")
    error = shop.told("change")[-1]["error"]
    assert error["errors"][0]["code"] == "invalid_parameter"
    assert "DRElement--invalid" in shop.page.locator("#here").get_attribute("class")


@pytest.mark.parametrize(
    ("options", "code"),
    [({}, "missing_parameter"), ({"sessionId": "nobody"}, "not_found")],
)
def test_what_cannot_be_is_told_when_it_is_ready(shop, options, code):
    shop.page.refusals_expected()
    ready = shop.start("invoiceattribute", asked(**options))
    assert ready["error"]["errors"][0]["code"] == code


def test_where_no_invoice_is_chosen_nothing_is_shown(shop, checkout):
    session = checkout()["payment"]["session"]["id"]
    ready = shop.start("invoiceattribute", asked(sessionId=session))
    assert ready["hasInvoices"] is False
    assert shop.page.locator("#here").inner_text() == ""
    shop.run("element.clear(); element.focus()")
    assert shop.told() == ["ready"]


@narrow
def test_the_lines_fit_a_telephone_and_are_in_the_customers_language(shop):
    shop.open("zh-TW").start("invoiceattribute", asked(**TAIWAN))
    assert shop.page.get_by_label("發票類型").count() == 1
    assert shop.page.get_by_label("手機條碼").count() >= 1
    assert shop.page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(shop.page, "invoice-narrow")


def test_an_invoice_elsewhere_is_not_the_one_that_was_chosen(shop):
    shop.start("invoiceattribute", asked(**TAIWAN))
    line = shop.page.locator("#here").get_by_role("textbox")
    line.fill("/ABC123")
    line.press("Tab")
    shop.wait("complete")
    elsewhere = "{country: 'US', sellingEntity: 'DR_INC-ENTITY'}"
    shop.run(f"element.update({{invoiceAttribute: {elsewhere}}})")
    shop.wait("ready", 2)
    assert shop.told("change")[-1] == {
        "complete": False,
        "empty": True,
        "elementType": "invoiceattribute",
    }
    worn = shop.page.locator("#here").get_attribute("class").split()
    assert "DRElement--complete" not in worn
