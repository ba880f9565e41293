"""The documentation's samples of wallets, taxes and refunds: taken, and told."""

from __future__ import annotations

import pytest

from tests.browser.test_element_examples import FACTS, sample
from tests.browser.wallets import Shop

pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the fact sheets are not beside this checkout"
)

REQUEST = {
    "country": "US",
    "currency": "USD",
    "displayItems": [],
    "requestShipping": True,
    "shippingOptions": [{"id": "a", "label": "A", "amount": 1, "detail": "B"}],
}


@pytest.fixture
def shop(page, site):
    return Shop(page, site).open()


def keys(event):
    """Return what an event holds, as far as samples can tell: names, at any depth."""
    if not isinstance(event, dict):
        return None
    return {name: keys(value) for name, value in event.items() if name != "source"}


#: Wallet to samples: total, style, `source`, the option chosen, and the address.
WALLETS = {
    "applepay": ("0108", "0109", "0575", "0115", "0097"),
    "googlepay": ("0122", "0123", "0643", "0098", "0130"),
}


@pytest.mark.parametrize("type", list(WALLETS))
def test_both_wallets_tell_what_the_pages_print(shop, type):
    total, style, event, option, address = WALLETS[type]
    shop.start(type, {**REQUEST, "total": sample(total), "style": sample(style)})
    shop.run("element.update({})")
    if type == "googlepay":
        assert shop.told("ready") == [sample("0126")]
    shop.page.locator("#here button").click()
    assert "$100.00" in shop.dialog.inner_text()
    if type == "googlepay":
        assert shop.wait("click") == sample("0127")
    told = shop.wait("shippingaddresschange")
    assert keys(sample(address)).items() <= keys(told).items()
    shop.run("last.shippingaddresschange.updateWith({status: 'success'})")
    shop.page.get_by_label("A, $1.00").click()
    shop.button("Pay").click()
    printed = {**keys(sample(event)), "shippingOption": keys(sample(option))}
    assert keys(shop.wait("source")) == printed
    for number in ("0110", "0111", "0124", "0125"):
        given = sample(number)
        name = "total" if "amount" in given else "style"
        shop.page.evaluate(
            "([name, given]) => element.update({[name]: given})", [name, given]
        )


def test_the_buttons_take_their_samples(shop, site):
    given = {"country": "FR", "amazonPay": sample("0104")}
    ready = shop.start("amazonpay", {"style": sample("0102"), "sourceData": given})
    assert ready == sample("0105")
    shop.forget()
    shop.run("element.update({sourceData: {country: ''}})")
    shop.run("element.mount('here')")
    ready = shop.wait("ready")
    assert ready["error"].pop("message")
    assert ready == sample("0106")
    shop.forget()
    shop.start("paypal", sample("0755"))
    assert shop.button("Check out with PayPal").count() == 1


@pytest.mark.parametrize("number", ["0119", "0120"])
def test_disclosures_take_their_samples(shop, number):
    assert shop.start("compliance", sample(number)) == {"elementType": "compliance"}
    shop.forget()
    shop.page.evaluate("given => element.update(given)", sample("0117"))
    assert shop.wait("ready")
    assert "DR Japan" in shop.page.locator("#here").inner_text()


def test_instructions_take_their_sample(shop):
    shop.page.refusals_expected()
    ready = shop.start("delayedpaymentinstructions", sample("0121"))
    assert ready["error"]["errors"][0]["code"] in ("source_not_found", "not_found")


@pytest.mark.parametrize("number", ["0172", "0173"])
def test_taxes_take_their_samples(shop, number):
    given = sample(number)
    shop.start("taxidentifier", given)
    here = shop.page.locator("#here")
    line = here.get_by_role("textbox")
    assert given["classes"]["empty"] in here.get_attribute("class").split()
    assert (
        line.evaluate("node => node.style.height") == given["style"]["base"]["height"]
    )
    shop.page.get_by_label("Kind of number").select_option("it_natural")
    line.fill("IT11223433445")
    printed = sample("0177")
    told = shop.told("change")[-1]
    assert given["classes"]["complete"] in here.get_attribute("class").split()
    printed["identifier"]["value"] = "IT11223433445"
    assert told == printed


@pytest.mark.parametrize("number", ["0142", "0150"])
def test_invoices_take_their_samples(shop, checkout, number):
    address = {
        "line1": "1 Road",
        "city": "Taipei",
        "postalCode": "110",
        "country": "TW",
    }
    to = {"name": "Lin", "address": address}
    made = checkout(
        shipTo=to,
        billTo={**to, "email": "lin@example.com"},
        sellingEntity="DR_TAIWAN-ENTITY",
    )
    given = sample(number)
    given["invoiceAttribute"]["sessionId"] = made["payment"]["session"]["id"]
    assert made["sellingEntity"]["id"] == "DR_TAIWAN-ENTITY"
    ready = shop.open(sample("0141")["locale"]).start("invoiceAttribute", given)
    assert ready == sample("0143") == sample("0145")


def test_a_refund_takes_its_sample(shop):
    shop.page.refusals_expected()
    ready = shop.start("offlinerefund", sample("0157"))
    assert ready.pop("error")["errors"][0]["code"] == "not_found"
    assert ready == sample("0158")
