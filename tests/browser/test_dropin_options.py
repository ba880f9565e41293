"""Every option of the Drop-in, seen and heard on a page."""

from __future__ import annotations

import pytest

from tests.browser.dropins import Dropin, bill_to, renewed

OWNER = {
    "firstName": "John",
    "lastName": "Doe",
    "email": "john@example.com",
    "phoneNumber": "952-253-1234",
    "address": bill_to("GB")["billTo"]["address"],
}
CONSENTS = {
    "companyName": "Cool Company",
    "eula": {"url": "https: //shop.example/eula"},
    "termsOfUse": {"url": "javascript:alert(1)"},
}


@pytest.fixture
def session(checkout):
    return checkout()["payment"]["session"]["id"]


@pytest.fixture
def dropin(page, site):
    return Dropin(page, site)


def text(dropin):
    return dropin.page.locator("#drop-in").inner_text()


def pay_by_card(dropin, button="Continue"):
    dropin.fill_card()
    dropin.press(button)
    return dropin.wait("onSuccess")


def test_the_button_says_what_the_shop_wants(dropin, session):
    labels = {
        "continue": "Continue",
        "payNow": "Pay now",
        "buyNow": "Buy now",
        "completeOrder": "Complete order",
        "submitOrder": "Submit order",
        "somethingElse": "Continue",
    }
    for type, label in labels.items():
        dropin.start(session, methods="creditCard", button={"type": type})
        assert dropin.page.get_by_role("button").all_inner_texts() == [label]
    custom = {"type": "custom", "buttonText": "<b>Take it</b>"}
    dropin.start(session, methods="creditCard", button=custom)
    assert pay_by_card(dropin, "<b>Take it</b>")["source"]["state"] == "chargeable"


def test_what_the_law_wants_is_shown_unless_the_shop_does_that(dropin, session):
    dropin.start(session)
    assert "With this order I accept" in text(dropin)
    assert dropin.page.get_by_role("link", name="Cookies").is_visible()
    assert pay_by_card(dropin)["consents"] == {
        "eula": False,
        "termsOfUse": False,
        "termsOfSale": True,
    }
    dropin.start(session, showComplianceSection=False, showTermsOfSaleDisclosure=False)
    assert "With this order I accept" not in text(dropin)
    assert dropin.page.get_by_role("link").count() == 0
    assert "consents" not in pay_by_card(dropin)


def test_terms_of_the_shop_have_to_be_accepted(dropin, session):
    page = dropin.page
    dropin.start(session, consents=CONSENTS)
    box = dropin.box("consents")
    links = page.locator("label").filter(has=box).get_by_role("link")
    assert links.evaluate_all("links => links.map(link => link.href)") == [
        "https://shop.example/eula"
    ]
    assert "of Cool Company and accept them: Licence agreement, Terms of use" in text(
        dropin
    )
    dropin.fill_card()
    dropin.press()
    assert box.evaluate("node => node === document.activeElement")
    assert box.get_attribute("aria-invalid") == "true"
    assert "tick this box" in text(dropin)
    dropin.choose("Google Pay")
    page.locator(".DRWallet").click()
    assert page.get_by_role("dialog").count() == 0
    assert dropin.told() == []
    dropin.choose("Credit or debit card")
    box.check()
    assert "tick this box" not in text(dropin)
    dropin.press()
    assert dropin.wait("onSuccess")["consents"] == {
        "eula": True,
        "termsOfUse": True,
        "termsOfSale": True,
    }
    dropin.start(session, consents=CONSENTS, showTermsOfSaleDisclosure=False)
    assert box.count() == 0


def test_a_customer_may_save_what_can_be_saved(dropin, session, secret):
    dropin.start(session, showSavePaymentAgreement=True)
    data = pay_by_card(dropin)
    assert (data["readyForStorage"], data["supportsStorage"]) == (False, True)
    assert "mandate" not in data["source"]
    dropin.box("save").check()
    dropin.press()
    data = dropin.wait("onSuccess")
    source = data["source"]
    assert (data["readyForStorage"], source["reusable"]) == (True, False)
    assert set(source["mandate"]) == {"terms", "signedTime"}
    assert source["mandate"]["terms"] in text(dropin)
    secret("/customers", {"id": "ann", "email": "ann@example.com"})
    saved = secret(f"/customers/ann/sources/{source['id']}", method="POST")
    assert saved["reusable"] is True
    dropin.choose("Wire transfer")
    assert not dropin.box("save").is_visible()
    dropin.press()
    data = dropin.wait("onSuccess")
    assert (data["readyForStorage"], data["supportsStorage"]) == (False, False)


def test_a_wallet_keeps_what_was_agreed_to(dropin, session):
    page = dropin.page
    dropin.start(session, showSavePaymentAgreement=True, usage="unscheduled")
    for name in ("Google Pay", "Apple Pay", "PayPal billing agreement"):
        dropin.choose(name)
        dropin.box("save").check()
        with page.expect_request("**/payments/sources") as sent:
            page.locator(".DRWallet").click()
            approve = page.get_by_role("dialog").locator("[data-action=approve]")
            approve.click()
        body = sent.value.post_data_json
        assert (body["futureUse"], body["usage"]) == (True, "unscheduled")
        assert dropin.wait("onSuccess")["readyForStorage"] is True


def test_who_subscribes_agrees_to_renewals(dropin, checkout):
    made = checkout(**renewed)
    types = dropin.start(made["payment"]["session"]["id"])
    assert set(types) == {
        "creditCard",
        "googlePay",
        "klarnaCreditRecurring",
        "payPalBilling",
    }
    dropin.fill_card()
    dropin.press()
    assert "tick this box" in text(dropin)
    assert dropin.told() == []
    dropin.box("save").check()
    with dropin.page.expect_request("**/payments/sources") as sent:
        dropin.press()
    assert sent.value.post_data_json["usage"] == "subscription"
    data = dropin.wait("onSuccess")
    assert data["readyForStorage"] is True
    assert "renews by itself" in data["source"]["mandate"]["terms"]


@pytest.mark.parametrize("usage", ["subscription", "convenience", "unscheduled"])
def test_usage_goes_with_the_source(dropin, session, usage):
    dropin.start(session, usage=usage, showSavePaymentAgreement=True)
    required = usage == "subscription"
    assert dropin.box("save").is_visible()
    dropin.fill_card()
    if required:
        dropin.press()
        assert dropin.told() == []
        dropin.box("save").check()
    with dropin.page.expect_request("**/payments/sources") as sent:
        dropin.press()
    body = sent.value.post_data_json
    assert (body["usage"], body["futureUse"]) == (usage, required)
    dropin.wait("onSuccess")


@pytest.mark.parametrize("usage", ["subscription", None])
def test_an_account_manages_its_methods_without_a_session(dropin, secret, usage):
    options = {"flow": "managePaymentMethods", "showComplianceSection": True}
    if usage:
        options["usage"] = usage
    types = dropin.start(billingAddress=OWNER, **options)
    assert types[0] == "creditCard"
    assert "wireTransfer" not in types
    assert ("applePay" in types) is (usage is None)
    assert "Which way to pay shall be kept?" in text(dropin)
    assert dropin.page.get_by_role("link", name="Cookies").count() == 0
    dropin.fill_card()
    dropin.press()
    assert "tick this box" in text(dropin)
    dropin.box("save").check()
    dropin.press()
    data = dropin.wait("onSuccess")
    source = data["source"]
    assert data["readyForStorage"] is True
    assert source["owner"]["address"]["country"] == "GB"
    assert "sessionId" not in source
    assert ("renews" in source["mandate"]["terms"]) is (usage == "subscription")
    secret("/customers", {"id": "john", "email": "john@example.com"})
    secret(f"/customers/john/sources/{source['id']}", method="POST")


def test_an_account_keeps_a_wallet_and_a_redirect(dropin):
    page = dropin.page
    dropin.start(billingAddress=OWNER, flow="managePaymentMethods")
    dropin.choose("Google Pay")
    dropin.box("save").check()
    page.locator(".DRWallet").click()
    page.get_by_role("dialog").locator("[data-action=approve]").click()
    data = dropin.wait("onSuccess")
    assert (data["source"]["type"], data["readyForStorage"]) == ("googlePay", True)
    dropin.choose("Klarna, recurring")
    dropin.sent_away()
    data = dropin.wait("onSuccess")
    assert data["source"]["type"] == "klarnaCreditRecurring"
    assert data["readyForStorage"] is True


def test_the_first_method_can_stay_closed(dropin, session):
    page = dropin.page
    dropin.start(session, expandFirstPaymentMethod=False)
    assert page.get_by_role("radio", checked=True).count() == 0
    assert page.get_by_role("button").count() == 0
    dropin.choose("Credit or debit card")
    assert pay_by_card(dropin)["source"]["type"] == "creditCard"


def test_methods_are_enabled_in_order_and_disabled(dropin, session):
    wanted = ["wireTransfer", "payPal", "creditCard", "klarna"]
    given = {"enabledPaymentMethods": wanted}
    assert dropin.start(session, given) == ["wireTransfer", "payPal", "creditCard"]
    every = dropin.start(session, {"enabledPaymentMethods": []})
    fewer = dropin.start(
        session, {"disabledPaymentMethods": ["klarna", "creditCard", "alipay"]}
    )
    assert [type for type in every if type not in fewer] == ["creditCard", "alipay"]
    assert "amazonPay" not in every
    # As the documentation spells them, and as shops do; what is unknown is told.
    spelled = {"enabledPaymentMethods": ["googlepay", "CreditCard"]}
    lacking = {"disableAutomaticRedirects": True, "cancelUrl": "https://a.example/c"}
    assert dropin.start(session, spelled, redirect=lacking) == [
        "googlePay",
        "creditCard",
    ]
    said = dropin.page.complaints
    assert [text.split(", which")[0].split(" With")[0] for text in said] == [
        "createDropin: enabledPaymentMethods has klarna",
        "createDropin: disabledPaymentMethods has klarna",
        "createDropin: options.redirect lacks returnUrl.",
    ]
    said.clear()


def test_fields_look_as_configured(dropin, session):
    page = dropin.page
    dropin.start(
        session,
        {
            "style": {"base": {"color": "rgb(1, 2, 3)", "fontSize": "20px"}},
            "classes": {"base": "ours"},
            "creditCard": {
                "cardNumberPlaceholderText": "number",
                "cardExpirationPlaceholderText": "date",
                "cardCvvPlaceholderText": "code",
                "style": {"base": {"color": "rgb(4, 5, 6)"}},
                "mask": True,
            },
        },
    )
    number = page.get_by_label("Card number")
    look = "node => [getComputedStyle(node).color, getComputedStyle(node).fontSize]"
    assert number.evaluate(look) == ["rgb(4, 5, 6)", "20px"]
    assert page.locator(".ours").count() == 3
    for placeholder in ("number", "date", "code"):
        assert page.get_by_placeholder(placeholder, exact=True).count() == 1
    dropin.fill_card()
    number.blur()
    assert number.input_value() == "•••• •••• •••• 1111"


def test_wallets_look_as_configured_and_accounts_can_be_opened(dropin, session):
    page = dropin.page
    dropin.start(
        session,
        {
            "googlePay": {
                "style": {
                    "buttonType": "buy",
                    "buttonColor": "light",
                    "buttonLanguage": "de",
                }
            },
            "applePay": {"style": {"buttonType": "plain", "buttonColor": "dark"}},
            "payPal": {"style": {"label": "checkout", "color": "blue"}},
            "msts": {"enrollmentUrl": "https://credit.example/apply?a=1&b=2"},
        },
    )
    button = page.locator(".DRWallet")
    for name, label, look in (
        ("Google Pay", "Mit Google Pay kaufen", "DRWallet--light"),
        ("Apple Pay", "Apple Pay", "DRWallet--dark"),
        ("PayPal", "Check out with PayPal", "DRWallet--paypal-blue"),
    ):
        dropin.choose(name)
        assert button.inner_text() == label
        assert look in button.get_attribute("class")
    dropin.choose("TreviPay")
    link = page.get_by_role("link", name="Open an account with TreviPay")
    assert link.get_attribute("href") == "https://credit.example/apply?a=1&b=2"


def test_a_wallet_that_is_cancelled_or_fails_is_told(dropin, session):
    page = dropin.page
    page.refusals_expected()
    dropin.start(session)
    for name, type in (("PayPal", "payPal"), ("Google Pay", "googlePay")):
        dropin.choose(name)
        page.locator(".DRWallet").click()
        page.get_by_role("dialog").locator("[data-action=cancel]").click()
        assert dropin.wait("onCancel") == {"paymentMethod": type}
    page.locator(".DRWallet").click()
    page.get_by_label("Last name").fill("SourceFail")
    page.get_by_role("dialog").locator("[data-action=approve]").click()
    assert dropin.wait("onError")["paymentMethod"] == "googlePay"
    assert "choose another way" in dropin.message.text_content()
    page.get_by_label("Last name").fill("Example")
    page.get_by_role("dialog").locator("[data-action=approve]").click()
    assert dropin.wait("onSuccess")["source"]["type"] == "googlePay"
    assert dropin.message.text_content() == ""


@pytest.mark.parametrize(
    ("password", "callback"), [("1234", "onSuccess"), (None, "onError")]
)
def test_the_bank_asks_the_customer_of_a_wallet(dropin, session, password, callback):
    page = dropin.page
    dropin.start(session, methods="googlePay")
    page.locator(".DRWallet").click()
    page.get_by_label("Last name").fill("SCATest")
    page.get_by_role("dialog").locator("[data-action=approve]").click()
    bank = page.get_by_role("dialog", name="Confirm that it is you")
    if password:
        bank.get_by_label("Password").fill(password)
        page.keyboard.press("Enter")
    else:
        bank.get_by_role("button", name="Cancel").click()
    data = dropin.wait(callback)
    assert ("paymentMethod" in data) is (callback == "onError")
