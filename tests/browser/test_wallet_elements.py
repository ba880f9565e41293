"""Apple Pay and Google Pay: the sheet, and what the shop is asked while it is open."""

from __future__ import annotations

import json

import pytest

from mockdr import contract
from tests.browser.seeing import narrow, picture
from tests.browser.wallets import Shop

WALLETS = {
    "applepay": ("applePay", "Apple Pay"),
    "googlepay": ("googlePay", "Google Pay"),
}
REQUEST = {
    "country": "US",
    "currency": "USD",
    "total": {"label": "Order Total", "amount": 100},
    "displayItems": [{"label": "Book", "amount": 95}, {"label": "Tax", "amount": 5}],
    "shippingOptions": [
        {"id": "ground", "label": "Ground", "amount": 0, "detail": "A week."},
        {
            "id": "overnight-shipping",
            "label": "Overnight Shipping",
            "amount": 10,
            "detail": "Get this in 1 business day.",
            "selected": True,
        },
    ],
    "requestShipping": True,
    "style": {"buttonType": "plain", "buttonColor": "dark", "buttonLanguage": "en"},
}
SIMPLE = {**REQUEST, "requestShipping": False}
SOURCE = ["source", "cancel", "click", "ready"]


@pytest.fixture
def shop(page, site):
    return Shop(page, site).open()


def asked(shop, type, request, heard=None):
    """Mount a wallet that was asked by `paymentRequest`."""
    shop.start(type, {}, heard, f"river.paymentRequest({json.dumps(request)})")


@pytest.mark.parametrize("type", list(WALLETS))
def test_who_pays_gives_the_shop_everything_it_needs(shop, type):
    name, title = WALLETS[type]
    asked(shop, type, SIMPLE)
    assert shop.told("ready") == [{"elementType": type}]
    assert shop.run("return element.canMakePayment()") is True
    shop.button(title).click()
    seen = shop.dialog.inner_text()
    for text in ("Order Total", "$100.00", "Book", "$95.00", "No money moves"):
        assert text in seen
    shop.button("Pay").click()
    event = shop.wait("source")
    assert shop.told() == ["ready", "click", "source"]
    address = {
        "line1": "10380 Bren Road West",
        "line2": "",
        "city": "Minnetonka",
        "state": "MN",
        "postalCode": "55343",
        "country": "US",
    }
    person = {
        "name": "Ann Example",
        "firstName": "Ann",
        "lastName": "Example",
        "phone": "+19525550100",
        "email": "ann@example.com",
    }
    source = event.pop("source")
    assert event == {
        "error": None,
        "billingAddress": {**person, "address": address},
        "shippingAddress": None,
        "contactInformation": {k: person[k] for k in ("name", "phone", "email")},
        "shippingOption": {
            "id": "overnight-shipping",
            "label": "Overnight Shipping",
            "amount": 10,
            "detail": "Get this in 1 business day.",
        },
        "elementType": type,
    }
    assert (source["type"], source["state"]) == (name, "chargeable")
    assert (source["amount"], source["currency"]) == ("100.00", "USD")
    assert source["owner"]["lastName"] == "Example"
    assert source["owner"]["address"]["postalCode"] == "55343"
    assert "complete" in shop.dialog.inner_text()
    assert shop.button("Pay").is_disabled()
    shop.run("last.source.complete('success')")
    shop.dialog.wait_for(state="detached")
    assert shop.told() == ["ready", "click", "source"]
    assert shop.page.evaluate("document.activeElement.textContent") == title


@pytest.mark.parametrize("type", list(WALLETS))
def test_a_session_tells_what_the_request_leaves_out(shop, secret, checkout, type):
    made = checkout(
        shippingChoice={"amount": 5}, shipFrom={"address": {"country": "US"}}
    )
    asked(shop, type, {"sessionId": made["payment"]["session"]["id"]}, SOURCE)
    shop.button(WALLETS[type][1]).click()
    assert "$31.72" in shop.dialog.inner_text()
    assert "Ship to" in shop.dialog.inner_text()
    shop.button("Pay").click()
    event = shop.wait("source")
    assert event["shippingAddress"]["address"]["city"] == "Minnetonka"
    source = event["source"]
    assert source["amount"] == "31.72"
    secret(f"/checkouts/{made['id']}/sources/{source['id']}", {}, "POST")
    assert secret("/orders", {"checkoutId": made["id"]})["state"] == "accepted"
    assert secret("/_mockdr/findings?tenant=shop")["findings"] == []


def test_a_failed_payment_can_be_tried_again_and_a_cancelled_one_begun_again(shop):
    asked(shop, "googlepay", SIMPLE)
    shop.button("Google Pay").click()
    shop.button("Pay").click()
    shop.wait("source")
    shop.run("last.source.complete('failure')")
    shop.page.get_by_text("The payment failed. You can try again.").wait_for()
    shop.button("Pay").click()
    shop.wait("source", 2)
    shop.run("last.source.complete('failure')")
    shop.page.keyboard.press("Escape")
    assert shop.wait("cancel") == {"elementType": "googlepay"}
    shop.forget()
    shop.button("Google Pay").click()
    shop.button("Cancel").click()
    shop.wait("cancel")
    assert shop.told() == ["click", "cancel"]
    shop.run("element.on('source', (event) => event.complete('success'))")
    shop.button("Google Pay").click()
    shop.button("Pay").click()
    shop.dialog.wait_for(state="detached")
    assert shop.told()[2:] == ["click", "source"]
    assert all(event["error"] is None for event in shop.told("source"))


def test_a_shop_that_hears_no_source_keeps_no_sheet_open(shop):
    asked(shop, "applepay", SIMPLE, ["ready", "cancel"])
    shop.button("Apple Pay").click()
    shop.button("Pay").click()
    shop.dialog.wait_for(state="detached")
    assert shop.told() == ["ready"]


def test_who_leaves_after_the_payment_has_not_cancelled_it(shop):
    asked(shop, "applepay", SIMPLE)
    shop.button("Apple Pay").click()
    shop.button("Pay").click()
    shop.wait("source")
    shop.button("Cancel").click()
    shop.dialog.wait_for(state="detached")
    assert shop.told() == ["ready", "click", "source"]
    shop.run("last.source.complete('success'); last.source.complete('failure')")


@pytest.mark.parametrize("type", list(WALLETS))
def test_the_shop_is_asked_where_the_goods_go_and_how(shop, type):
    asked(shop, type, REQUEST)
    shop.button(WALLETS[type][1]).click()
    first = shop.wait("shippingaddresschange")
    address = first["shippingAddress"]
    assert address["address"]["city"] == "Minnetonka"
    assert {k: first[k] for k in address} == address
    assert set(first) == {*address, "shippingAddress", "elementType"}
    pay = shop.button("Pay")
    assert pay.is_disabled()
    assert "shippingaddresschange" in shop.dialog.inner_text()
    shop.run(
        """last.shippingaddresschange.updateWith({
            status: "success",
            total: {label: "Now", amount: 120},
            displayItems: [{label: "Duty", amount: 20, isPending: true}],
            shippingOptions: [{id: "sea", label: "By sea", amount: 3, detail: "Slow"},
                {id: "air", label: "By air", amount: 30, detail: "Fast"}]})"""
    )
    seen = shop.dialog.inner_text()
    for text in ("Now", "$120.00", "Duty", "not known yet", "By sea, $3.00 · Slow"):
        assert text in seen
    assert "Overnight" not in seen
    assert pay.is_enabled()
    picture(shop.page, f"{type}-shipping")
    shop.page.get_by_label("By air").check()
    option = {"id": "air", "label": "By air", "amount": 30, "detail": "Fast"}
    assert shop.wait("shippingoptionchange") == {
        **option,
        "shippingOption": option,
        "elementType": type,
    }
    assert pay.is_disabled()
    shop.run("last.shippingoptionchange.updateWith({status: 'success'})")
    assert pay.is_enabled()
    shop.page.get_by_label("Ship to").select_option(index=1)
    abroad = shop.wait("shippingaddresschange", 2)
    assert abroad["shippingAddress"]["address"]["country"] == "DE"
    shop.run("last.shippingaddresschange.updateWith({status: 'success'})")
    pay.click()
    event = shop.wait("source")
    assert event["shippingOption"] == option
    assert event["shippingAddress"]["address"]["country"] == "DE"
    assert event["billingAddress"]["address"]["country"] == "US"
    assert event["source"]["amount"] == "120.00"


def test_an_address_that_the_shop_refuses_has_to_be_another(shop):
    asked(shop, "applepay", REQUEST)
    shop.button("Apple Pay").click()
    shop.wait("shippingaddresschange")
    shop.run(
        """window.early = last.shippingaddresschange;
        early.updateWith({status: "failure", error: {
            message: "We do not ship there.", fields: {region: "Not this region."}}})"""
    )
    seen = shop.dialog.inner_text()
    assert "We do not ship there." in seen
    assert "Not this region." in seen
    assert shop.button("Pay").is_disabled()
    shop.page.get_by_label("First name").press("Enter")
    shop.page.get_by_label("Ship to").select_option(index=1)
    shop.wait("shippingaddresschange", 2)
    assert "We do not ship there." not in shop.dialog.inner_text()
    # An answer to the question before counts no more.
    shop.run("early.updateWith({status: 'success'})")
    assert shop.button("Pay").is_disabled()
    shop.run("last.shippingaddresschange.updateWith({status: 'failure'})")
    assert "The shop does not accept this." in shop.dialog.inner_text()
    shop.run("last.shippingaddresschange.updateWith({status: 'success'})")
    shop.button("Pay").click()
    assert shop.wait("source")["error"] is None


def test_a_shop_that_hears_no_changes_is_not_waited_for(shop):
    asked(shop, "googlepay", REQUEST, SOURCE)
    shop.button("Google Pay").click()
    assert shop.page.get_by_label("Overnight Shipping").is_checked()
    shop.page.get_by_label("Ground").check()
    shop.button("Pay").click()
    assert shop.wait("source")["shippingOption"]["id"] == "ground"


def test_the_last_name_decides_how_google_pay_turns_out(shop):
    shop.page.refusals_expected()
    names = contract.test_last_names()["googlePay"]
    assert "SCATestFail" in names
    asked(shop, "googlepay", SIMPLE)
    for count, name in enumerate(names, 1):
        shop.button("Google Pay").click()
        shop.page.get_by_label("Last name").fill(name)
        shop.button("Pay").click()
        if name.startswith("SCA"):
            shop.page.get_by_label("Password").fill("password")
            shop.button("Submit").click()
        event = shop.wait("source", count)
        assert event["billingAddress"]["lastName"] == name
        if name == "SourceFail":
            assert event["source"] is None
            assert event["error"]["errors"][0]["code"] == "unknown_error"
        else:
            assert event["source"]["state"] == "chargeable"
        shop.run("last.source.complete('success')")
        shop.dialog.wait_for(state="detached")


def test_with_wait_on_click_the_sheet_opens_when_the_shop_says_so(shop):
    asked(shop, "googlepay", {**SIMPLE, "waitOnClick": True})
    shop.button("Google Pay").click()
    shop.wait("click")
    assert shop.dialog.count() == 0
    shop.run("element.show(); element.show()")
    assert shop.dialog.count() == 1
    shop.button("Pay").click()
    assert shop.wait("source")["source"]["state"] == "chargeable"


def test_an_update_changes_what_is_paid_and_how_the_button_looks(shop):
    asked(shop, "applepay", SIMPLE)
    captions = {
        "plain": "Apple Pay",
        "buy": "Buy with Apple Pay",
        "pay": "Pay with Apple Pay",
        "book": "Book with Apple Pay",
        "donate": "Donate with Apple Pay",
        "order": "Order with Apple Pay",
        "subscribe": "Subscribe with Apple Pay",
        "checkout": "Check out with Apple Pay",
        "check-out": "Check out with Apple Pay",
        "unheard-of": "Apple Pay",
    }
    for type, caption in captions.items():
        shop.run(f"element.update({{style: {{buttonType: '{type}'}}}})")
        assert shop.page.locator("#here button").inner_text() == caption
    for color in ("dark", "light", "light-outline"):
        shop.run(f"element.update({{style: {{buttonColor: '{color}'}}}})")
        worn = shop.page.locator("#here button").get_attribute("class")
        assert worn == f"DRWallet DRWallet--{color}"
    shop.run("element.update({style: {buttonType: 'buy', buttonLanguage: 'de'}})")
    button = shop.button("Mit Apple Pay kaufen")
    assert button.get_attribute("lang") == "de"
    shop.run("element.update({total: {label: 'New', amount: 7}, currency: 'EUR'})")
    button.click()
    assert "€7.00" in shop.dialog.inner_text()
    assert "New" in shop.dialog.inner_text()


def test_a_request_says_what_it_lacks(shop):
    message = shop.run(
        """try { river.paymentRequest({country: "US"}) }
        catch (error) { return error.message }"""
    )
    assert "currency, total" in message
    shop.page.refusals_expected()
    asked(shop, "applepay", {"sessionId": "nobody"})
    [ready] = shop.told("ready")
    assert ready["error"]["errors"][0]["code"] == "not_found"


@narrow
def test_the_sheet_fits_a_telephone(shop):
    long = {"label": "com.example.products.annual-subscription-24", "amount": 95}
    asked(shop, "googlepay", {**REQUEST, "displayItems": [long]}, SOURCE)
    shop.button("Google Pay").click()
    # The name takes two lines, and prices one: a line of each is as high.
    name, price, total = (
        shop.dialog.locator(which).first.bounding_box()["height"]
        for which in ("dt", "dd bdi", "dd:last-of-type bdi")
    )
    assert name > 1.5 * price
    assert price == total
    box = shop.dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    picture(shop.page, "googlepay-narrow")
