"""The redirect page in a real browser, by mouse and by keyboard alone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from mockdr.server.live import LiveServer

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="no browser test: `pip install playwright` for it"
)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no browser test: there is no chromium on the PATH"
)


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def live(real_app):
    with LiveServer(real_app) as server:
        for path, title in (("return", "Thank you"), ("cancel", "Too bad")):
            server.expect_request(f"/shop/{path}").respond_with_data(
                f'<title>{title}</title><link rel="icon" href="data:,">',
                content_type="text/html",
            )
        yield server


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 900, "height": 640})
    context.set_default_timeout(20_000)
    opened = context.new_page()
    opened.complaints = []
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    context.close()


@pytest.fixture
def pay(live, redirected, page):
    """Open the page of a new source."""

    def visit():
        source = redirected(
            returnUrl=f"{live.url}/shop/return?order=7&x=%20",
            cancelUrl=f"{live.url}/shop/cancel?order=7",
        )
        _, slash, rest = source["redirect"]["redirectUrl"].partition("/payments")
        page.goto(live.url + slash + rest)
        return source

    return visit


def picture(page, name):
    """Keep what was seen, where somebody wants to look at it."""
    folder = os.environ.get("MOCKDR_TEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_approving_leads_back_to_the_shop(pay, page, live, shop):
    source = pay()
    picture(page, "ask")
    assert page.title().startswith("Confirm your payment")
    page.get_by_role("button", name="Approve").click()
    page.wait_for_url("**/shop/return**")
    assert page.url == f"{live.url}/shop/return?order=7&x=%20"
    assert page.title() == "Thank you"
    found = shop(f"/sources/{source['id']}", method="GET")
    assert found["state"] == "chargeable"


def test_declining_by_keyboard_leads_back_to_the_shop(pay, page, live):
    pay()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    picture(page, "focus")
    page.keyboard.press("Enter")
    page.wait_for_url("**/shop/cancel**")
    assert page.url == f"{live.url}/shop/cancel?order=7"
    page.go_back()
    assert page.get_by_role("button", name="Approve").is_visible()


def test_what_was_decided_is_told_and_nothing_complains(pay, page):
    pay()
    url = page.url
    page.get_by_role("button", name="Approve").click()
    page.wait_for_url("**/shop/return**")
    page.goto(url)
    picture(page, "decided")
    assert page.get_by_role("heading").inner_text().endswith("already decided")
    page.get_by_role("link", name="Back to the shop").click()
    page.wait_for_url("**/shop/return**")
    assert page.complaints == []


def test_it_fits_a_telephone_and_the_dark(pay, page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="dark")
    pay()
    picture(page, "dark")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
