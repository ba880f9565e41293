"""The bank's question in the page: a password, three tries, and what follows of it."""

from __future__ import annotations

import pytest

from tests.browser.seeing import narrow, picture

OWNER = {
    "firstName": "Ann",
    "lastName": "Example",
    "email": "ann@example.com",
    "address": {"line1": "10380 Bren Road West", "city": "Minnetonka", "country": "US"},
}
#: Visa of the test environment that the bank always asks about.
ASKED = {
    "number": "4917610000000000",
    "expirationMonth": 3,
    "expirationYear": 2030,
    "cvv": "737",
}


@pytest.fixture
def session(checkout):
    return checkout()["payment"]["session"]["id"]


@pytest.fixture
def begin(page, site, session):
    """Begin to pay with a card that the bank asks about."""

    def begin(**more):
        page.goto(
            site.page(
                '<button id="pay">Pay</button>'
                '<script>river = new DigitalRiver("pk_test_shop")</script>'
            )
        )
        source = {
            "type": "creditCard",
            "sessionId": session,
            "owner": OWNER,
            "creditCard": ASKED,
            **more,
        }
        page.focus("#pay")
        page.evaluate("given => { result = river.createSource(given) }", source)
        page.get_by_role("dialog").wait_for()

    return begin


def done(page):
    return page.evaluate("result")


def answer(page, password):
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("password", ["password", "1234"])
def test_the_documented_passwords_pass(page, begin, password):
    begin()
    answer(page, password)
    result = done(page)
    assert result.get("error") is None
    assert result["source"]["state"] == "chargeable"
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.id") == "pay"


def test_a_wrong_password_is_told_and_may_be_mended(page, begin):
    begin()
    answer(page, "guess")
    told = page.get_by_text("Tries left: 2")
    told.wait_for()
    assert page.get_by_label("Password").input_value() == ""
    assert page.evaluate("document.activeElement.type") == "password"
    picture(page, "challenge-wrong")
    answer(page, "password")
    assert done(page)["source"]["state"] == "chargeable"


@pytest.mark.parametrize("way", ["three wrong ones", "the button", "Escape"])
def test_giving_up_makes_no_source(page, begin, way, live):
    begin()
    if way == "three wrong ones":
        for left in ("2", "1"):
            answer(page, "guess")
            page.get_by_text(f"Tries left: {left}").wait_for()
        answer(page, "guess")
    elif way == "the button":
        page.get_by_role("button", name="Cancel").click()
    else:
        page.keyboard.press("Escape")
    result = done(page)
    assert result.get("source") is None
    assert result["error"]["errors"][0]["code"]
    assert result["error"]["message"]
    assert page.get_by_role("dialog").count() == 0


def test_a_sheet_keeps_the_keyboard_and_says_what_it_is(page, begin):
    begin()
    dialog = page.get_by_role("dialog", name="Confirm that it is you")
    assert dialog.is_visible()
    assert page.evaluate("document.activeElement.type") == "password"
    seen = []
    for _ in range(4):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id"))
    assert "pay" not in seen
    page.keyboard.press("Escape")
    done(page)


def test_a_saved_card_is_authenticated_when_it_pays(page, begin, secret, checkout):
    begin(futureUse=True, usage="convenience", mandate={"terms": "Keep it."})
    answer(page, "password")
    source = done(page)["source"]
    secret("/customers", {"id": "ann", "email": "ann@example.com"})
    secret(f"/customers/ann/sources/{source['id']}", method="POST")
    session = checkout(customerId="ann")["payment"]["session"]["id"]

    def authenticate(password):
        page.evaluate(
            "given => { result = river.authenticateSource(given) }",
            {
                "sessionId": session,
                "sourceId": source["id"],
                "sourceClientSecret": source["clientSecret"],
                "returnUrl": "https://shop.example/",
            },
        )
        page.get_by_role("dialog").wait_for()
        if password is None:
            page.keyboard.press("Escape")
        else:
            answer(page, password)
        return done(page)

    assert authenticate("1234") == {"status": "complete"}
    assert authenticate(None) == {"status": "failed"}


def test_what_needs_no_authentication_shows_no_sheet(page, site, session):
    page.goto(site.page())
    status = page.evaluate(
        """async given => {
            const river = new DigitalRiver("pk_test_shop");
            const {source} = await river.createSource(given);
            return river.authenticateSource({sessionId: given.sessionId,
                sourceId: source.id, sourceClientSecret: source.clientSecret});
        }""",
        {
            "type": "creditCard",
            "sessionId": session,
            "creditCard": {**ASKED, "number": "4444222233331111"},
        },
    )
    assert status == {"status": "authentication_not_required"}


def test_authentication_wants_all_that_it_is_about(page, site):
    page.goto(site.page())
    results = page.evaluate(
        """async () => {
            const river = new DigitalRiver("pk_test_shop");
            const whole = {sessionId: "s", sourceId: "a", sourceClientSecret: "a_b"};
            return Promise.all(Object.keys(whole).map(name =>
                river.authenticateSource({...whole, [name]: undefined})));
        }"""
    )
    assert [r["error"]["errors"][0]["parameter"] for r in results] == [
        "sessionId",
        "sourceId",
        "sourceClientSecret",
    ]
    assert {r["status"] for r in results} == {"failed"}


def test_an_order_that_needs_an_authentication_gets_it_in_the_page(
    page, site, tenant, secret, checkout
):
    tenant.play("authentication-at-the-order")
    made = checkout()
    page.goto(site.page('<script>river = new DigitalRiver("pk_test_shop")</script>'))
    # The customer of the page is the one of the scenario: this is what they choose.
    chosen = page.evaluate(
        "async given => (await river.createSource(given)).source",
        {
            "type": "creditCard",
            "sessionId": made["payment"]["session"]["id"],
            "creditCard": {**ASKED, "number": "4444222233331111"},
        },
    )
    secret(f"/checkouts/{made['id']}/sources/{chosen['id']}", method="POST")
    refused = secret("/orders", {"checkoutId": made["id"]}, expect=(409,))
    assert refused["errors"][0]["code"] == "additional_payment_action_required"
    action = secret(f"/checkouts/{made['id']}")["payment"]["session"]["nextAction"]
    page.evaluate("given => { result = river.handleNextAction(given) }", action)
    page.get_by_role("dialog").wait_for()
    answer(page, "password")
    assert done(page) == {"status": "complete"}
    assert secret("/orders", {"checkoutId": made["id"]})["state"] == "accepted"


def test_a_next_action_that_nobody_knows_is_an_error(page, site):
    page.goto(site.page())
    result = page.evaluate(
        """() => new DigitalRiver("pk_test_shop").handleNextAction(
            {action: "dance", data: {}})"""
    )
    assert result["error"]["errors"][0]["parameter"] == "action"
    assert "dance" in result["error"]["message"]


@narrow
def test_the_sheet_fits_a_telephone_and_speaks_the_pages_language(page, begin):
    begin()
    picture(page, "challenge-narrow")
    page.keyboard.press("Escape")
    done(page)
    page.emulate_media(color_scheme="dark")
    page.evaluate(
        """() => { river.locale = "de";
            result = river.createSource({type: "creditCard", creditCard: {
                number: "4917610000000000", expirationMonth: 3,
                expirationYear: 2030, cvv: "737"}}) }"""
    )
    dialog = page.get_by_role("dialog", name="Bestätigen Sie")
    dialog.wait_for()
    picture(page, "challenge-narrow-dark")
    box = dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert dialog.get_attribute("lang") == "de"
    page.keyboard.press("Escape")
    done(page)
