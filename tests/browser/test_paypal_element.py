"""PayPal's button: it opens a sheet of ours, which approves or cancels."""

from __future__ import annotations

import pytest

from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.parse import parse
from tests.browser.seeing import narrow, picture
from tests.browser.wallets import Shop


@pytest.fixture
def shop(page, site):
    return Shop(page, site).open()


@pytest.fixture
def session(checkout):
    return checkout()["payment"]["session"]["id"]


def data(session=None, type="payPal", **more):
    back = {
        "returnUrl": "https://shop.example/r",
        "cancelUrl": "https://shop.example/c",
    }
    named = {"sessionId": session} if session else {}
    return {"sourceData": {"type": type, **named, "payPal": back, **more}}


@pytest.mark.parametrize("type", ["payPal", "payPalBilling", "payPalCredit"])
def test_who_approves_gives_the_shop_a_source_that_pays(shop, secret, checkout, type):
    made = checkout()
    session = made["payment"]["session"]["id"]
    assert shop.start("PayPal", data(session, type)) == {"elementType": "paypal"}
    shop.button("PayPal").click()
    assert shop.wait("click") == {"elementType": "paypal"}
    assert "$26.34" in shop.dialog.inner_text()
    assert "No money moves" in shop.dialog.inner_text()
    shop.button("Approve").click()
    event = shop.wait("source")
    source = event["source"]
    assert (event["error"], event["elementType"]) == (None, "paypal")
    assert (source["type"], source["state"]) == (type, "chargeable")
    assert source["sessionId"] == session
    assert shop.dialog.count() == 0
    secret(f"/checkouts/{made['id']}/sources/{source['id']}", {}, "POST")
    order = secret("/orders", {"checkoutId": made["id"]})
    assert order["state"] == "accepted"


def test_who_cancels_tells_the_shop_so_and_may_begin_again(shop, session, secret):
    shop.start("paypal", data(session))
    for way in ("Cancel", "Escape"):
        shop.forget()
        shop.button("PayPal").click()
        shop.dialog.wait_for()
        if way == "Escape":
            shop.page.keyboard.press("Escape")
        else:
            shop.button("Cancel").click()
        assert shop.wait("cancel") == {"elementType": "paypal"}
        assert shop.told() == ["click", "cancel"]
    shop.button("PayPal").click()
    shop.button("Approve").click()
    assert shop.wait("source")["source"]["state"] == "chargeable"


@pytest.mark.parametrize(
    ("decision", "verb"), [("Approve", "approves"), ("Cancel", "cancels")]
)
def test_what_the_customer_decides_is_a_step_of_the_story(
    shop, session, tenant, decision, verb
):
    story, _ = parse(
        "scenario: paypal\nsummary: A customer decides.\nsteps:\n"
        "  - merchant: createPaymentSources\n"
        "    then: {source: pending_redirect}\n"
        f"  - customer: {verb}\n",
        "paypal.yaml",
        vocabulary(),
    )
    played = tenant.play(story)
    shop.start("paypal", data(session))
    shop.button("PayPal").click()
    shop.button(decision).click()
    shop.wait("source" if decision == "Approve" else "cancel")
    assert played.runs[0].ended


def test_without_a_session_the_data_says_what_is_paid(shop):
    shop.start("paypal", data(amount=12, currency="EUR"))
    shop.button("PayPal").click()
    shop.dialog.wait_for()
    assert "€12.00" in shop.dialog.inner_text()
    shop.button("Approve").click()
    assert shop.wait("source")["source"]["amount"] == "12.00"


def test_what_the_provider_refuses_is_told_as_an_error(shop, session):
    shop.page.refusals_expected()
    shop.start("paypal", {"sourceData": {"type": "payPal", "sessionId": session}})
    shop.button("PayPal").click()
    event = shop.wait("source")
    assert event["source"] is None
    assert event["error"]["errors"][0]["code"] == "missing_parameter"
    assert shop.dialog.count() == 0
    shop.run(f"element.update({{sourceData: {data()['sourceData']!r}}})")
    owner = {"firstName": "A", "lastName": "SourceCreationFail", "email": "a@b.de"}
    shop.run(f"element.update({{sourceData: {{owner: {owner!r}}}}})")
    shop.button("PayPal").click()
    assert shop.wait("source", 2)["error"]["errors"][0]["code"] == "unknown_error"


def test_the_button_wears_the_documented_styles_and_is_pressed_by_keyboard(
    shop, session
):
    style = {
        "label": "checkout",
        "size": "responsive",
        "color": "blue",
        "shape": "pill",
        "layout": "horizontal",
        "fundingicons": "false",
        "tagline": "false",
    }
    shop.start("paypal", {**data(session), "style": style})
    button = shop.button("Check out with PayPal")
    worn = button.get_attribute("class").split()
    for name in ("paypal-blue", "pill", "responsive", "horizontal"):
        assert f"DRWallet--{name}" in worn
    for label, said in (
        ("pay", "Pay with PayPal"),
        ("buynow", "Buy with PayPal"),
        ("paypal", "PayPal"),
    ):
        shop.run(f"element.update({{style: {{label: '{label}'}}}})")
        assert shop.button(said).count() == 1
    shop.button("PayPal").focus()
    assert shop.told() == ["ready"]
    shop.page.keyboard.press("Enter")
    shop.dialog.wait_for()
    shop.page.keyboard.press("Enter")
    assert shop.wait("source")["source"]["state"] == "chargeable"
    assert shop.page.evaluate("document.activeElement.textContent") == "PayPal"


def test_a_press_while_the_sheet_opens_makes_no_second_source(shop, session, secret):
    shop.start("paypal", data(session))
    shop.run("const b = document.querySelector('button'); b.click(); b.click()")
    shop.dialog.wait_for()
    assert shop.dialog.count() == 1
    shop.button("Approve").click()
    shop.wait("source")
    assert len(shop.told("source")) == 1


def test_a_sheet_that_left_with_its_button_frees_no_later_one(shop, session):
    shop.start("paypal", data(session))
    shop.button("PayPal").click()
    shop.dialog.wait_for()
    held = []

    def hold(route):
        held.append(route)

    shop.page.route("**/v1/mockdr/decide", hold, times=1)
    with shop.page.expect_request("**/v1/mockdr/decide"):
        shop.run("element.unmount(); element.mount('here'); element.button.click()")
    shop.dialog.wait_for()
    held[0].continue_()
    shop.wait("cancel")
    shop.run("element.button.click()")
    assert shop.run("return element.button.getAttribute('aria-busy')") == "true"
    shop.button("Approve").click()
    assert shop.wait("source")["source"]["state"] == "chargeable"


def test_amazon_needs_a_country_from_the_session_or_the_data(shop, session):
    assert shop.start("amazonpay", {"sourceData": {}}) == {
        "elementType": "amazonpay",
        "error": {
            "liveMode": False,
            "type": "bad_request",
            "errors": [
                {
                    "code": "missing_parameter",
                    "parameter": "country",
                    "message": "Country must be specified in session or in options",
                }
            ],
            "message": "Country must be specified in session or in options",
        },
    }
    for known in ({"sessionId": session}, {"country": "FR"}):
        shop.forget()
        shop.run("element.destroy()")
        assert shop.start("amazonPay", {"sourceData": known}) == {
            "elementType": "amazonpay"
        }


def test_a_strict_policy_of_the_page_lets_wallets_pay(shop, live, session):
    server = live.url
    shop.open(
        policy=f"default-src 'none'; script-src {server} 'nonce-own'; img-src data:; "
        f"style-src {server} 'nonce-own'; connect-src {server}"
    )
    style = {"color": "LightGray", "height": "77px"}
    given = {"sessionId": session, "country": "US", "usage": "convenience"}
    shop.start("amazonpay", {"style": style, "sourceData": given})
    button = shop.button("Pay with Amazon Pay")
    assert button.bounding_box()["height"] == 77
    button.click()
    assert shop.wait("source")["error"] is None
    shop.button("Cancel").click()
    shop.dialog.wait_for(state="detached")
    shop.forget()
    shop.start("paypal", data(session))
    shop.button("PayPal").click()
    shop.button("Approve").click()
    assert shop.wait("source")["source"]["state"] == "chargeable"
    assert live.world.tenant("shop").check() == []


@pytest.mark.parametrize("decision", ["Sign in", "Cancel"])
def test_amazon_tells_the_source_and_sends_its_customer_on(
    shop, site, session, decision
):
    pay = {
        "returnUrl": f"{site.url}/return",
        "resultReturnUrl": f"{site.url}/result",
        "cancelUrl": f"{site.url}/cancel",
        "placement": "Product",
        "checkoutLanguage": "fr_FR",
    }
    shop.start(
        "amazonpay",
        {
            "style": {"color": "DarkGray", "height": "100px"},
            "sourceData": {"sessionId": session, "amazonPay": pay},
        },
    )
    button = shop.button("Payer avec Amazon Pay")
    assert button.bounding_box()["height"] == 100
    assert "DRWallet--amazon-darkgray" in button.get_attribute("class")
    button.click()
    event = shop.wait("source")
    assert event["elementType"] == "amazonpay"
    assert (event["source"]["type"], event["error"]) == ("amazonPay", None)
    assert event["source"]["state"] == "pending_redirect"
    assert shop.told() == ["ready", "source"]
    shop.button(decision).click()
    shop.page.wait_for_url(f"**/{'return' if decision == 'Sign in' else 'cancel'}")


def test_amazon_asks_again_after_the_order(shop, site, secret, checkout):
    made = checkout()
    session = made["payment"]["session"]["id"]
    pay = {
        "returnUrl": f"{site.url}/return",
        "resultReturnUrl": f"{site.url}/cancel?result",
        "cancelUrl": f"{site.url}/cancel",
    }
    shop.start("amazonpay", {"sourceData": {"sessionId": session, "amazonPay": pay}})
    shop.button("Pay with Amazon Pay").click()
    source = shop.wait("source")["source"]
    shop.button("Sign in").click()
    shop.page.wait_for_url("**/return")
    assert secret(f"/sources/{source['id']}")["state"] == "pending_redirect"
    secret(f"/checkouts/{made['id']}/sources/{source['id']}", {}, "POST")
    order = secret("/orders", {"checkoutId": made["id"]})
    assert order["payment"]["session"]["state"] == "pending_redirect"
    shop.page.goto(order["payment"]["session"]["nextAction"]["data"]["redirectUrl"])
    shop.button("Approve").click()
    shop.page.wait_for_url("**/cancel?result")
    assert secret(f"/orders/{order['id']}/refresh", {})["state"] == "accepted"


@narrow
def test_the_sheet_fits_a_telephone(shop, session):
    shop.start("paypal", data(session))
    shop.button("PayPal").click()
    box = shop.dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    picture(shop.page, "paypal-narrow")
