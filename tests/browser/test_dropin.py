"""The Drop-in: what it refuses, what it shows, and what it tells the shop."""

from __future__ import annotations

import pytest

from tests.browser.dropins import BODY, Dropin

OWNER = {
    "firstName": "John",
    "lastName": "Doe",
    "email": "john@example.com",
    "phoneNumber": "952-253-1234",
    "organization": "Digital River",
    "address": {
        "line1": "10380 Bren Road W",
        "city": "Minnetonka",
        "state": "MN",
        "postalCode": "55343",
        "country": "US",
    },
}
MANAGE = {"flow": "managePaymentMethods"}


@pytest.fixture
def session(checkout):
    return checkout()["payment"]["session"]["id"]


@pytest.fixture
def dropin(page, site):
    return Dropin(page, site)


def bodies(page):
    """Collect what the page sends to make sources."""
    sent = []

    def note(request):
        if request.method == "POST" and request.url.endswith("/payments/sources"):
            sent.append(request.post_data_json)

    page.on("request", note)
    return sent


def test_a_configuration_that_cannot_be_is_thrown_back(dropin):
    both = {
        "enabledPaymentMethods": ["creditCard", "payPal"],
        "disabledPaymentMethods": ["payPal"],
    }
    no_session = "Please provide a sessionId"
    no_address = "Please provide a billingAddress"
    twice = "Payment method payPal cannot be enabled and disabled."
    script = """([spelling, given]) => {
        try { river[spelling](given); } catch (error) { return error.message; }
    }"""
    for configuration, message in (
        (None, no_session),
        ({}, no_session),
        ({"options": {"flow": "checkout"}}, no_session),
        ({"options": MANAGE}, no_address),
        ({"options": MANAGE, "sessionId": "s"}, no_address),
        ({"sessionId": "s", "paymentMethodConfiguration": both}, twice),
    ):
        for spelling in ("createDropin", "createDropIn"):
            thrown = dropin.page.evaluate(script, [spelling, configuration])
            assert thrown == message


def test_a_place_that_is_not_there_is_named(dropin, session):
    message = dropin.page.evaluate(
        """sessionId => {
            try { river.createDropin({sessionId}).mount("nowhere"); }
            catch (error) { return error.message; }
        }""",
        session,
    )
    assert '"nowhere"' in message
    assert "Pass the id" in message


def test_it_is_mounted_by_any_name_of_its_place_and_awaited_or_not(dropin, session):
    found = dropin.page.evaluate(
        """async sessionId => {
            const place = document.getElementById("drop-in");
            const found = [];
            for (const where of ["drop-in", "#drop-in", place]) {
                await new Promise(async ready => {
                    const made = await river.createDropin(
                        {sessionId, onReady: ready});
                    made.mount(where);
                    found.push(place.children.length);
                });
                found.push(place.querySelectorAll("form").length);
            }
            return found;
        }""",
        session,
    )
    assert found == [1] * 6


def test_a_card_makes_a_source_of_whom_the_checkout_bills(dropin, session):
    types = dropin.start(session)
    assert types[:4] == ["creditCard", "googlePay", "applePay", "payPal"]
    assert dropin.page.get_by_role("radio", checked=True).get_attribute("value") == (
        "creditCard"
    )
    dropin.fill_card()
    dropin.press()
    data = dropin.wait("onSuccess")
    source = data["source"]
    assert source["state"] == "chargeable"
    assert source["reusable"] is False
    assert source["sessionId"] == session
    assert source["amount"] == "26.34"
    assert source["owner"]["firstName"] == "Ann"
    assert source["creditCard"]["brand"] == "Visa"
    assert source["creditCard"]["lastFourDigits"] == "1111"
    assert (data["readyForStorage"], data["supportsStorage"]) == (False, True)
    assert dropin.told() == []


def test_a_billing_address_is_the_owner(dropin, session):
    sent = bodies(dropin.page)
    dropin.start(session, billingAddress=OWNER)
    dropin.fill_card()
    dropin.press()
    owner = dropin.wait("onSuccess")["source"]["owner"]
    assert {name: owner[name] for name in OWNER} == OWNER
    (body,) = sent
    assert set(body) == {
        "type",
        "sessionId",
        "owner",
        "futureUse",
        "creditCard",
        "browserInfo",
    }


def test_what_is_unfinished_is_said_beside_it_and_to_nobody_else(dropin, session):
    page = dropin.page
    page.goto(page.url.split("#")[0] + "#de-DE")
    page.reload()
    dropin.start(session)
    number = page.get_by_role("textbox", name="Kartennummer")
    number.fill("4444 2222 3333 1112")
    dropin.press("Weiter")
    page.locator("input[aria-invalid=true]:focus").wait_for()
    assert page.locator(".DRDropin-error:not(:empty)").count() == 3
    assert number.get_attribute("aria-invalid") == "true"
    told = number.get_attribute("aria-describedby")
    assert page.locator(f"#{told}").text_content() != ""
    number.fill("4444 2222 3333 1111")
    assert number.get_attribute("aria-invalid") == "false"
    assert dropin.told() == []
    assert dropin.message.text_content() == ""


@pytest.fixture
def german(checkout):
    """Make a checkout in Germany; returns its session's id."""
    address = {"city": "Berlin", "postalCode": "10115", "country": "DE"}
    bill = {"name": "Ann Example", "address": {"line1": "Hauptstr. 5", **address}}
    return checkout(currency="EUR", billTo=bill)["payment"]["session"]["id"]


@pytest.mark.parametrize("late", [False, True], ids=["a list", "a list to come"])
def test_a_choice_that_was_not_made_is_asked_for(dropin, german, late):
    held = []

    def hold(route):
        held.append(route)

    if late:
        dropin.page.route("**/online-banking/banks*", hold)
    dropin.start(german, methods="onlineBanking")
    if not late:
        dropin.page.locator("select:enabled").wait_for()
    dropin.press()
    for route in held:
        route.continue_()
    banks = dropin.page.get_by_role("combobox", name="Choose your bank")
    dropin.page.locator("select[aria-invalid=true]:focus").wait_for()
    assert banks.is_visible()
    assert dropin.told() == []


def test_the_keyboard_alone_pays(dropin, session):
    page = dropin.page
    dropin.start(session)
    page.locator("h1").click()
    keyboard = page.keyboard
    keyboard.press("Tab")
    keyboard.press("ArrowDown")
    assert page.get_by_role("radio", checked=True).get_attribute("value") == (
        "googlePay"
    )
    keyboard.press("ArrowUp")
    for text in ("4444222233331111", "1230", "123"):
        keyboard.press("Tab")
        keyboard.type(text)
    keyboard.press("Enter")
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"


def test_an_error_of_the_provider_reaches_the_customer_and_the_shop(dropin, session):
    page = dropin.page
    page.refusals_expected()
    dropin.start(session)
    dropin.fill_card(("4000000000003295", "1230", "123"))
    dropin.press()
    error = dropin.wait("onError")
    assert error["paymentMethod"] == "creditCard"
    assert error["errors"][0]["message"] == error["message"]
    assert error["type"] == "bad_request"
    said = page.get_by_role("alert").text_content()
    assert "choose another way to pay" in said
    assert error["message"] in said
    dropin.fill_card()
    dropin.press()
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"
    assert dropin.message.text_content() == ""


def test_a_session_that_is_none_is_an_error_and_not_a_form(dropin):
    page = dropin.page
    page.refusals_expected()
    dropin.start("11111111-2222-4333-8444-555555555555", ready=False)
    error = dropin.wait("onError")
    assert error["errors"][0]["message"] == error["message"]
    assert "cannot be shown now" in page.get_by_role("alert").text_content()
    assert page.get_by_role("radio").count() == 0


def test_nothing_to_pay_with_is_said(dropin, session):
    assert dropin.start(session, methods="noSuchMethod") == []
    # The shop's developer is told what there is.
    [warning] = dropin.page.complaints
    assert "enabledPaymentMethods has noSuchMethod, which is no payment" in warning
    assert "googlePay, ideal" in warning
    dropin.page.complaints.clear()
    assert "no way to pay" in dropin.page.get_by_role("alert").text_content()
    assert dropin.page.get_by_role("button").count() == 0


@pytest.mark.parametrize(
    ("password", "callback"), [("password", "onSuccess"), ("wrong", "onError")]
)
def test_the_bank_asks_inside(dropin, session, password, callback):
    page = dropin.page
    dropin.start(session)
    dropin.fill_card(("4917610000000000", "0330", "737"))
    dropin.press()
    for left in (2, 1, 0):
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Submit").click()
        if password == "password" or left == 0:
            break
        page.get_by_text(f"Tries left: {left}.").wait_for()
    data = dropin.wait(callback)
    if callback == "onSuccess":
        assert data["source"]["state"] == "chargeable"
    else:
        assert data["paymentMethod"] == "creditCard"
    assert page.get_by_role("dialog").count() == 0


def test_a_second_press_pays_nothing_twice(dropin, session):
    sent = bodies(dropin.page)
    dropin.start(session)
    dropin.fill_card()
    dropin.button().dblclick()
    dropin.wait("onSuccess")
    assert len(sent) == 1
    assert dropin.told() == []


def test_nobody_pays_in_two_ways_at_once(dropin, page, session):
    sent = bodies(page)
    held = []

    def hold(route):
        held.append(route)

    page.route("**/payments/sources", hold)
    dropin.start(session)
    for name in ("Google Pay", "Credit or debit card"):
        dropin.choose(name)
    dropin.fill_card()
    with page.expect_request("**/payments/sources"):
        dropin.press()
    form = page.locator(".DRDropin")
    assert form.get_attribute("aria-busy") == "true"
    wallet = page.get_by_role("radio", name="Google Pay", exact=True)
    card = page.get_by_role("radio", name="Credit or debit card", exact=True)
    wallet.click()
    assert card.is_checked()
    assert card.evaluate("node => node === document.activeElement")
    page.evaluate("document.querySelector('[data-type=googlePay] button')?.click()")
    page.evaluate("document.querySelector('.DRWallet')?.click()")
    assert page.get_by_role("dialog").count() == 0
    held.pop().continue_()
    assert dropin.wait("onSuccess")["source"]["type"] == "creditCard"
    # A wallet that has not opened its sheet yet is under way, too.
    dropin.choose("PayPal")
    with page.expect_request("**/payments/sources"):
        page.locator(".DRWallet").click()
    card.click()
    assert not card.is_checked()
    held.pop().continue_()
    page.get_by_role("button", name="Approve").click()
    assert dropin.wait("onSuccess")["source"]["type"] == "payPal"
    assert (len(sent), dropin.told()) == (2, [])
    dropin.choose("Google Pay")


def test_refresh_reads_the_session_anew_and_keeps_the_choice(dropin, checkout, secret):
    made = checkout()
    dropin.start(made["payment"]["session"]["id"])
    dropin.choose("Klarna")
    path = f"/checkouts/{made['id']}"
    total = secret(path, {"shippingChoice": {"amount": 5}})["totalAmount"]
    with dropin.page.expect_request("**/session?*"):
        dropin.page.evaluate("dropin.refresh()")
    dropin.wait("onReady")
    assert dropin.page.get_by_role("radio", name="Klarna", exact=True).is_checked()
    dropin.choose("Credit or debit card")
    dropin.fill_card()
    dropin.press()
    assert dropin.wait("onSuccess")["source"]["amount"] == str(total)


def test_what_is_paid_already_is_not_offered_to_be_paid_again(dropin, checkout, secret):
    made = checkout()
    session = made["payment"]["session"]["id"]
    dropin.start(session)
    dropin.fill_card()
    dropin.press()
    source = dropin.wait("onSuccess")["source"]["id"]
    secret(f"/checkouts/{made['id']}/sources/{source}", method="POST")
    secret("/orders", {"checkoutId": made["id"]})
    dropin.page.evaluate("dropin.refresh()")
    assert dropin.wait("onReady") == {"paymentMethodTypes": []}
    assert dropin.message.text_content() == "This purchase is paid already."
    assert dropin.page.locator("#drop-in").get_by_role("radio").count() == 0
    assert dropin.button().count() == 0


def test_refresh_waits_for_what_is_being_paid(dropin, page, session):
    dropin.start(session)
    dropin.fill_card()
    dropin.button().evaluate("node => { node.click(); dropin.refresh(); }")
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"
    dropin.wait("onReady")
    assert dropin.told() == []
    # Nor does a wallet's sheet go, and who is told may read the session anew.
    dropin.choose("PayPal")
    page.get_by_role("button", name="PayPal").click()
    page.get_by_role("button", name="Approve").wait_for()
    page.evaluate("() => { dropin.refresh(); }")
    page.get_by_role("button", name="Approve").click()
    assert dropin.wait("onSuccess")["source"]["type"] == "payPal"
    dropin.wait("onReady")


def test_a_place_has_one_and_what_was_there_before_takes_nothing_along(
    dropin, page, session
):
    dropin.start(session)
    page.evaluate(
        """sessionId => {
            const onReady = () => told.push(["second", {}]);
            second = river.createDropin({sessionId, onReady});
            second.mount("drop-in");
            dropin.unmount();
        }""",
        session,
    )
    dropin.wait("second")
    assert page.locator("form.DRDropin").count() == 1
    page.evaluate("dropin.mount('drop-in')")
    dropin.wait("onReady")
    page.evaluate("second.unmount()")
    assert page.locator("form.DRDropin").count() == 1
    assert dropin.told() == []


def test_two_on_one_page_and_elements_of_the_page_keep_apart(dropin, session):
    page = dropin.page
    page.evaluate(
        """() => {
            for (const id of ["other", "number"]) {
                const place = document.createElement("div");
                place.id = id;
                document.body.append(place);
            }
        }"""
    )
    dropin.start(session)
    page.evaluate(
        """async sessionId => {
            await new Promise(ready => river.createDropin(
                {sessionId, onReady: ready}).mount("other"));
            const number = river.createElement("cardnumber");
            await new Promise(ready => {
                number.on("ready", ready);
                number.mount("number");
            });
        }""",
        session,
    )
    first = page.locator("#drop-in")
    for label, text in (
        ("Card number", "4444222233331111"),
        ("Expiration date", "1230"),
        ("Security code", "123"),
    ):
        first.get_by_label(label).fill(text)
    first.get_by_role("button", name="Continue").click()
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"


def test_a_form_of_the_shop_around_it_is_not_sent(page, site, session):
    body = BODY.replace(
        '<div id="drop-in"></div>',
        '<form id="shop" action="/return">'
        '<input name="coupon"><div id="drop-in"></div></form>',
    )
    dropin = Dropin(page, site, html=body)
    dropin.start(session)
    dropin.fill_card()
    page.get_by_label("Security code").press("Enter")
    dropin.wait("onSuccess")
    assert page.url.endswith("#en-US")


def test_a_callback_that_throws_is_the_pages_own_mistake(dropin, session):
    page = dropin.page
    dropin.start(session)
    page.evaluate(
        """sessionId => new Promise(ready => {
            dropin.unmount();
            dropin = river.createDropin({
                sessionId, onReady: ready,
                onSuccess() { told.push(["onSuccess", {}]); throw new Error("shop"); },
            });
            dropin.mount("drop-in");
        })""",
        session,
    )
    dropin.fill_card()
    with page.expect_event("pageerror") as thrown:
        dropin.press()
    assert "shop" in str(thrown.value)
    assert dropin.button().get_attribute("aria-disabled") == "false"
    page.complaints.clear()
