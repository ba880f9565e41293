"""A customer whom the Drop-in sends away, in a window, and what becomes of that."""

from __future__ import annotations

import pytest

from tests.browser.dropins import Dropin, bill_to
from tests.browser.seeing import narrow, picture, shut


@pytest.fixture
def session(checkout):
    return checkout()["payment"]["session"]["id"]


@pytest.fixture
def dropin(page, site):
    return Dropin(page, site)


def begin(dropin):
    """Press the button, and return the window."""
    with dropin.page.expect_popup() as opened:
        dropin.press()
    return opened.value


def test_who_approves_comes_back_to_the_same_page(dropin, page, session):
    ignored = {"returnUrl": "https://a.example/1", "cancelUrl": "https://a.example/2"}
    dropin.start(
        session,
        methods="klarnaCredit",
        redirect={"disableAutomaticRedirects": False, **ignored},
    )
    window = begin(dropin)
    sheet = page.get_by_role("dialog", name="Continue with Klarna")
    assert sheet.is_visible()
    picture(page, "dropin-away")
    assert dropin.told() == []
    with window.expect_event("close"):
        window.get_by_role("button", name="Approve").click()
    data = dropin.wait("onSuccess")
    assert data["source"]["state"] == "chargeable"
    assert data["source"]["redirect"]["returnUrl"].endswith("/v1/mockdr/returned")
    assert page.get_by_role("dialog").count() == 0
    assert dropin.told() == []
    assert dropin.button().evaluate("node => node === document.activeElement")


@pytest.mark.parametrize(
    ("type", "country"), [("klarnaCredit", "US"), ("bancontact", "BE"), ("ideal", "NL")]
)
def test_who_declines_has_cancelled_and_may_choose_again(
    dropin, checkout, type, country
):
    currency = "USD" if country == "US" else "EUR"
    made = checkout(currency=currency, **bill_to(country))
    dropin.start(made["payment"]["session"]["id"], methods=type)
    dropin.sent_away("Decline")
    assert dropin.wait("onCancel") == {"paymentMethod": type}
    dropin.sent_away()
    assert dropin.wait("onSuccess")["source"]["type"] == type


@pytest.mark.parametrize("type", ["payPal", "payPalBilling", "payPalCredit"])
def test_paypal_is_a_redirect_like_others_where_the_shop_redirects(
    dropin, page, session, type
):
    urls = {"returnUrl": "https://a.example/r", "cancelUrl": "https://a.example/c"}
    dropin.start(
        session, methods=type, redirect={"disableAutomaticRedirects": True, **urls}
    )
    assert page.locator(".DRWallet").count() == 0
    dropin.press()
    source = dropin.wait("onSuccess")["source"]
    assert (source["type"], source["state"]) == (type, "pending_redirect")
    assert {name: source["redirect"][name] for name in urls} == urls


def test_a_window_that_is_closed_has_cancelled(dropin, session):
    dropin.start(session, methods="klarnaCredit")
    window = begin(dropin)
    dropin.page.locator('dialog [data-window="open"]').wait_for()
    shut(window, showing="Approve")
    assert dropin.wait("onCancel") == {"paymentMethod": "klarnaCredit"}
    assert dropin.page.get_by_role("dialog").count() == 0


def test_a_page_that_cannot_see_its_window_asks_what_came_of_it(page, site, session):
    policy = {"Cross-Origin-Opener-Policy": "same-origin"}
    dropin = Dropin(page, site, headers=policy)
    dropin.start(session, methods="klarnaCredit")
    window = begin(dropin)
    page.locator('dialog [data-window="unseen"]').wait_for()
    with page.expect_response("**/v1/mockdr/source?*") as asked:
        pass
    assert asked.value.json() == {"state": "pending_redirect"}
    assert "cannot see the window" in page.get_by_role("dialog").inner_text()
    picture(page, "dropin-away-unseen")
    assert dropin.told() == []
    window.get_by_role("button", name="Approve").click()
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"
    begin(dropin)
    page.locator('dialog [data-window="unseen"]').wait_for()
    page.keyboard.press("Escape")
    assert dropin.wait("onCancel") == {"paymentMethod": "klarnaCredit"}


def test_who_cancels_in_the_page_closes_the_window(dropin, page, session):
    dropin.start(session, methods="klarnaCredit")
    window = begin(dropin)
    with window.expect_event("close"):
        page.keyboard.press("Escape")
    assert dropin.wait("onCancel") == {"paymentMethod": "klarnaCredit"}


def test_what_was_approved_counts_though_the_window_never_told(
    dropin, page, session, tenant
):
    dropin.start(session, methods="klarnaCredit")
    with page.expect_response("**/payments/sources") as reply:
        window = begin(dropin)
    tenant.happen("customer", "approves", of=reply.value.json()["id"])
    shut(window, showing="Approve")
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"


def test_who_approved_in_another_window_is_not_waited_for(
    dropin, page, session, tenant
):
    dropin.start(session, methods="klarnaCredit")
    with page.expect_response("**/payments/sources") as reply:
        window = begin(dropin)
    page.locator('dialog [data-window="open"]').wait_for()
    with window.expect_event("close"):
        tenant.happen("customer", "approves", of=reply.value.json()["id"])
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"


def test_a_failure_at_the_bank_is_an_error(dropin, checkout):
    made = checkout(currency="EUR", **bill_to("DE", "SourceFailAfterRedirect"))
    dropin.start(made["payment"]["session"]["id"], methods="directDebit")
    dropin.sent_away()
    error = dropin.wait("onError")
    assert error["paymentMethod"] == "directDebit"
    assert error["errors"][0]["message"] == error["message"]
    assert error["message"] in dropin.message.text_content()


def test_a_browser_that_opens_no_window_offers_it(dropin, page, session):
    dropin.start(session, methods="klarnaCredit")
    page.evaluate(
        """() => {
            const open = window.open;
            window.open = () => { window.open = open; return null; };
        }"""
    )
    dropin.press()
    assert "did not open" in page.get_by_role("dialog").inner_text()
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Show the window").click()
    assert "A window has opened" in page.get_by_role("dialog").inner_text()
    opened.value.get_by_role("button", name="Approve").click()
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"


def test_a_hidden_window_is_shown_again_and_not_opened_twice(dropin, page, session):
    dropin.start(session, methods="klarnaCredit")
    window = begin(dropin)
    page.get_by_role("button", name="Show the window").click()
    assert len(page.context.pages) == 2
    window.get_by_role("button", name="Approve").click()
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"


def test_no_other_window_ends_it(dropin, page, session):
    dropin.start(session, methods="klarnaCredit")
    window = begin(dropin)
    page.evaluate(
        """() => {
            window.postMessage("DigitalRiver: returned", "*");
            return new Promise(done => setTimeout(done));
        }"""
    )
    assert page.get_by_role("dialog").is_visible()
    window.evaluate("opener.postMessage('something else', '*')")
    assert page.get_by_role("dialog").is_visible()
    window.get_by_role("button", name="Approve").click()
    dropin.wait("onSuccess")
    assert dropin.told() == []


def test_the_page_of_the_return_stands_alone(page, live):
    page.goto(f"{live.url}/v1/mockdr/returned")
    assert "This window can be closed" in page.locator("main").inner_text()
    page.goto("about:blank")


def test_returned_runs_no_script_but_its_own(page, live):
    reply = page.request.get(f"{live.url}/v1/mockdr/returned")
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'sha256-" in policy
    assert "unsafe-inline" not in policy.split("script-src")[1]


@narrow
def test_a_telephone_is_sent_away_too(dropin, page, session):
    dropin.start(session)
    dropin.choose("Klarna")
    window = begin(dropin)
    picture(page, "dropin-away-narrow")
    window.get_by_role("button", name="Approve").click()
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"


def test_a_page_that_knows_mockdr_by_another_name_is_told_too(
    page, site, live, session
):
    """The return is answered where the window is, whatever the script's host is."""
    host = "js.digitalriverws.com"

    def answer(route):
        path = route.request.url.partition(host)[2]
        headers = {**route.request.headers, "host": live.url.partition("//")[2]}
        route.fulfill(response=route.fetch(url=live.url + path, headers=headers))

    page.context.route(f"https://{host}/**", answer)
    page.hosts.add(host)
    script = f'<script src="https://{host}/v1/DigitalRiver.js"></script>'
    icon = '<link rel="icon" href="data:,">'
    dropin = Dropin(page, site, head=icon + script)
    dropin.start(session, methods="klarnaCredit")
    dropin.sent_away()
    source = dropin.wait("onSuccess")["source"]
    assert source["redirect"]["returnUrl"].startswith(f"https://{host}/")
    assert source["redirect"]["redirectUrl"].startswith(live.url)
