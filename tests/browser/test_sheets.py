"""Sheets over the page when something goes wrong: the server, the page, the keys."""

from __future__ import annotations

import pytest

from tests.browser.dropins import Dropin
from tests.browser.wallets import Shop

#: Visa of the test environment that the bank always asks about.
ASKED = {
    "number": "4917610000000000",
    "expirationMonth": 3,
    "expirationYear": 2030,
    "cvv": "737",
}
UNASKED = {**ASKED, "number": "4444222233331111"}
ASKED_TYPED = ("4917610000000000", "0330", "737")
CHALLENGE = "**/v1/mockdr/challenge*"


@pytest.fixture
def session(checkout):
    return checkout()["payment"]["session"]["id"]


@pytest.fixture
def paying(page, site, session):
    """Begin to pay with a card that the bank asks about; again with each call."""
    page.goto(
        site.page(
            '<button id="pay">Pay</button>'
            '<script>river = new DigitalRiver("pk_test_shop")</script>'
        )
    )

    def begin():
        source = {"type": "creditCard", "sessionId": session, "creditCard": ASKED}
        page.evaluate(
            """given => { result = river.createSource(given); settled = false;
                result.then(() => { settled = true }) }""",
            source,
        )

    return begin


def answer(page, password):
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def cut(page, method):
    """Cut the line for one method of the question."""

    def route(asked):
        if asked.request.method == method:
            asked.abort()
        else:
            asked.continue_()

    page.route(CHALLENGE, route)


def hold(page):
    """Hold back what is answered to a password; returns what lets go."""
    held = []

    def route(asked):
        if asked.request.method == "POST":
            held.append(asked)
        else:
            asked.continue_()

    page.route(CHALLENGE, route)

    def free():
        for asked in held:
            asked.continue_()
        page.unroute(CHALLENGE)

    return free


def forgive(page):
    """Forget what the browser says of a line that is cut."""
    assert page.complaints
    assert all(
        "cannot reach" in text or "net::ERR_FAILED" in text for text in page.complaints
    )
    page.complaints.clear()


def test_who_could_not_be_asked_has_not_passed(page, paying, checkout, session):
    cut(page, "GET")
    paying()
    result = page.evaluate("result")
    assert result.get("source") is None
    assert result["error"]["type"] == "no_network"
    order = page.evaluate(
        "id => river.handleNextAction({action: 'sca_required', data: {sessionId: id}})",
        session,
    )
    assert order["status"] == "failed"
    assert order["error"]["type"] == "no_network"
    made = page.evaluate(
        "given => river.createSource(given)",
        {"type": "creditCard", "sessionId": session, "creditCard": UNASKED},
    )
    saved = page.evaluate(
        """([id, source]) => river.authenticateSource({sessionId: id,
            sourceId: source.id, sourceClientSecret: source.clientSecret})""",
        [session, made["source"]],
    )
    assert (saved["status"], saved["error"]["type"]) == ("failed", "no_network")
    forgive(page)
    page.unroute(CHALLENGE)
    page.refusals_expected()
    unknown = page.evaluate(
        "river.handleNextAction({action: 'sca_required', data: {sessionId: 'none'}})"
    )
    assert unknown["status"] == "failed"
    assert unknown["error"]["errors"]


def test_a_password_that_did_not_arrive_has_not_passed(page, paying):
    cut(page, "POST")
    paying()
    answer(page, "password")
    result = page.evaluate("result")
    assert result.get("source") is None
    assert result["error"]["type"] == "no_network"
    assert page.get_by_role("dialog").count() == 0
    forgive(page)


def test_escape_again_and_again_leaves_no_question_without_an_answer(page, paying):
    free = hold(page)
    page.click("#pay")
    paying()
    answer(page, "guess")
    for _ in range(4):
        page.keyboard.press("Escape")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    free()
    page.get_by_text("Tries left: 2").wait_for()
    answer(page, "password")
    assert page.evaluate("result")["source"]["state"] == "chargeable"
    # Without any answer under way it is what the customer wants.
    paying()
    dialog.wait_for()
    page.evaluate("document.querySelector('dialog').close()")
    assert page.evaluate("result")["error"]["errors"]


def test_a_sheet_that_the_page_throws_out_is_cancelled(page, paying):
    paying()
    page.get_by_role("dialog").wait_for()
    page.evaluate("document.querySelector('dialog').remove()")
    assert page.evaluate("result")["error"]["errors"]


def test_one_question_is_asked_once(page, site, tenant, secret, checkout):
    tenant.play("authentication-at-the-order")
    made = checkout()
    session = made["payment"]["session"]["id"]
    page.goto(site.page('<script>river = new DigitalRiver("pk_test_shop")</script>'))
    chosen = page.evaluate(
        "async given => (await river.createSource(given)).source",
        {"type": "creditCard", "sessionId": session, "creditCard": UNASKED},
    )
    secret(f"/checkouts/{made['id']}/sources/{chosen['id']}", method="POST")
    secret("/orders", {"checkoutId": made["id"]}, expect=(409,))
    action = secret(f"/checkouts/{made['id']}")["payment"]["session"]["nextAction"]
    asked = []
    page.on("response", lambda reply: asked.append(reply.url))
    page.evaluate(
        """given => { results = Promise.all([1, 2].map(
            () => river.handleNextAction(given))) }""",
        action,
    )
    answer(page, "password")
    assert page.evaluate("results") == [{"status": "complete"}] * 2
    assert page.get_by_role("dialog").count() == 0
    assert len(asked) == 2


def test_what_is_null_is_as_what_is_left_out(page, paying):
    page.refusals_expected()
    said = page.evaluate(
        """async () => {
            const named = new DigitalRiver("pk_test_shop", null).locale;
            const {paymentMethods} = await river.retrieveAvailablePaymentMethods(null);
            const next = {action: "sca_required", data: null};
            const {error} = await river.handleNextAction(next);
            let law = null;
            try { river.Compliance.getDetails(null) } catch (e) { law = e.message }
            return [named, paymentMethods.length > 0, error.errors[0].parameter, law];
        }"""
    )
    assert said[:3] == ["en-US", True, "action"]
    assert said[3].startswith("businessEntityCode is missing")
    page.route(
        "**/payments/sources",
        lambda route: route.fulfill(
            status=200, body="null", headers={"access-control-allow-origin": "*"}
        ),
    )
    broken = page.evaluate("river.createSource({type: 'creditCard'})")
    assert broken["error"]["errors"][0]["code"] == "unknown_error"


def test_a_sheet_leaves_with_its_dropin(page, site, session):
    dropin = Dropin(page, site)
    dropin.start(session, methods="creditCard")
    dropin.fill_card(ASKED_TYPED)
    dropin.press()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    with page.expect_response("**/payments/sources/*"):
        page.evaluate("dropin.unmount()")
    assert dialog.count() == 0
    # Nor does one open later, for a card that was under way.
    dropin.start(session, methods="creditCard")
    dropin.fill_card(ASKED_TYPED)
    held = []

    def keep(asked):
        held.append(asked)

    page.route("**/payments/sources", keep)
    with page.expect_request("**/payments/sources"):
        dropin.press()
    page.evaluate("dropin.unmount()")
    with page.expect_response("**/payments/sources/*"):
        held.pop().continue_()
    page.unroute("**/payments/sources")
    assert dialog.count() == 0
    dropin.start(session, methods="klarnaCredit")
    with page.expect_popup() as opened:
        dropin.press()
    window = opened.value
    with window.expect_event("close"):
        page.evaluate("dropin.unmount()")
    assert dialog.count() == 0
    assert dropin.told() == []
    # The next one is as good as new.
    page.evaluate("dropin.mount('drop-in')")
    dropin.wait("onReady")
    dropin.sent_away()
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"


def test_a_sheet_leaves_with_its_button(page, site, session):
    page.goto(
        site.page(
            '<div id="here"></div>'
            '<script>river = new DigitalRiver("pk_test_shop"); told = []</script>'
        )
    )
    urls = {"returnUrl": "https://a.example/r", "cancelUrl": "https://a.example/c"}
    for leave, told in (("unmount", ["cancel"]), ("destroy", [])):
        page.evaluate(
            """given => {
                told.length = 0;
                element = river.createElement("paypal", {sourceData: given});
                for (const name of ["cancel", "source"])
                  element.on(name, () => told.push(name));
                element.mount("here");
            }""",
            {"type": "payPal", "sessionId": session, "payPal": urls},
        )
        page.get_by_role("button", name="PayPal").click()
        page.get_by_role("button", name="Approve").wait_for()
        with page.expect_response("**/v1/mockdr/decide"):
            page.evaluate("leave => element[leave]()", leave)
        assert page.get_by_role("dialog").count() == 0
        page.evaluate("element.running")
        assert page.evaluate("told") == told


def test_nobody_is_asked_for_an_element_that_left_meanwhile(page, site, session):
    page.refusals_expected()
    shop = Shop(page, site).open()
    urls = {"returnUrl": "https://a.example/r", "cancelUrl": "https://a.example/c"}
    data = {"type": "payPal", "sessionId": session, "payPal": urls}
    shop.start("paypal", {"sourceData": data})
    for leave in ("element.unmount()", "element.mount('here')"):
        shop.forget()
        shop.run("element.mount('here')")
        with page.expect_response("**/v1/mockdr/decide") as decided:
            shop.run(f"element.button.click(); {leave}")
        assert decided.value.request.post_data_json["decision"] == "cancel"
        shop.wait("cancel")
        assert shop.dialog.count() == 0
    total = {"label": "Total", "amount": 10}
    request = {"country": "US", "currency": "USD", "total": total}
    for leave in ("unmount", "destroy"):
        shop.start("googlepay", request)
        shop.button("Google Pay").click()
        page.get_by_label("Last name").fill("SCATest")
        shop.button("Pay").click()
        page.get_by_label("Password").wait_for()
        with page.expect_response("**/payments/sources/*"):
            shop.run(f"element.{leave}()")
        assert shop.dialog.count() == 0
        shop.run("await element.running")
        errors = [data["error"]["type"] for data in shop.told("source")]
        assert errors == ([] if leave == "destroy" else ["bad_request"])
