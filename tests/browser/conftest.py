"""
A real browser, a merchant's own site, and mockdr, each on an origin of its own.

A page that complains on its console, fails in a script, or asks any host but those two
fails its test; what a test refuses on purpose it announces with `refusals_expected`.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx
import pytest
from pytest_httpserver import HTTPServer

from mockdr.server.app import App
from mockdr.server.building import build_world
from mockdr.server.configuration import load
from mockdr.server.live import LiveServer

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
#: What chromium writes to the console of every reply that is no success.
REFUSED = "Failed to load resource"
#: Long enough for a busy machine; nothing waits so long where all is well.
PATIENCE = 20_000
FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """A browser is the same for every interpreter, and missing it is said aloud."""
    absent = pytest.mark.skip(reason="no browser test: there is no chromium")
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.whole)
            if CHROMIUM is None:
                item.add_marker(absent)


@pytest.fixture(scope="package")
def chromium():
    """Run one chromium for all tests here; each has a context of its own."""
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="no browser test: `pip install playwright`"
    )
    sync_api.expect.set_options(timeout=PATIENCE)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def world():
    """Simulate the provider; clocks stand at noon of the first of May 2024."""
    return build_world(
        load(start=FOLDER, environ={}, flags={"now": "2024-05-01T12:00:00Z"})
    )


@pytest.fixture
def live(world):
    """Serve mockdr on a real socket; `.url`, `.world`, `.app`."""
    errors = []
    with LiveServer(App(world)) as server:
        server.app.on_error = errors.append
        yield server
    assert errors == []


@pytest.fixture
def tenant(live):
    """Return whose keys the shop has: `pk_test_shop` and `sk_test_shop`."""
    return live.world.tenant("shop")


@pytest.fixture
def secret(live):
    """Call the provider as the merchant's server does; returns the reply's body."""
    with httpx.Client(
        base_url=live.url,
        headers={"Authorization": "Bearer sk_test_shop"},
        # Nothing here is encrypted, and reading what to trust takes longer than a call.
        verify=False,  # noqa: S501
    ) as client:

        def call(path, body=None, method=None, expect=(200, 201, 204)):
            method = method or ("GET" if body is None else "POST")
            reply = client.request(method, path, json=body)
            assert reply.status_code in expect, reply.text
            return reply.json() if reply.content else None

        yield call


@pytest.fixture
def checkout(secret):
    """Make a checkout with the merchant's server; `more` goes over the basket."""
    address = {
        "line1": "10380 Bren Road West",
        "city": "Minnetonka",
        "state": "MN",
        "postalCode": "55343",
        "country": "US",
    }

    def make(**more):
        basket = {
            "currency": "USD",
            "email": "ann@example.com",
            "billTo": {
                "name": "Ann Example",
                "email": "ann@example.com",
                "address": address,
            },
            "shipTo": {"name": "Ann Example", "address": address},
            "items": [{"skuId": "book", "quantity": 1, "price": 24.5}],
        }
        return secret("/checkouts", {**basket, **more})

    return make


HEAD = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="{mockdr}/v1/css/DigitalRiver.css">
<script src="{mockdr}/v1/DigitalRiver.js"></script></head>
<body>
"""


@pytest.fixture(scope="package")
def ground():
    """Serve what `site` has; starting and stopping it takes longer than most tests."""
    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as server:
        yield server


@pytest.fixture
def site(live, ground):
    """
    Serve the merchant's own pages, on a port of their own.

    `page(html, path, head)` returns the URL of a page that has loaded the script:
    *html* is its body, where `{mockdr}` stands for mockdr's address.
    """

    def page(html="", path="/", head=HEAD, headers=None):
        text = (head + html + "\n").replace("{mockdr}", live.url)
        ground.expect_request(path).respond_with_data(
            text, headers=headers, content_type="text/html; charset=utf-8"
        )
        return ground.url_for(path)

    for path, title in (("/return", "Thank you"), ("/cancel", "Too bad")):
        page(
            f"<h1>{title}</h1>",
            path,
            head='<!doctype html><link rel="icon" href="data:,">',
        )
    url = ground.url_for("").rstrip("/")
    yield SimpleNamespace(page=page, url=url, server=ground)
    ground.clear()


class Pages:
    """
    One page that test after test has for itself: a new one costs more than most tests.

    What a test says is heard by `heard`, a list of its own; whoever leaves something
    behind that no cleaning takes away says `page.spoilt()`, and the next gets another.
    """

    def __init__(self, chromium):
        self.chromium = chromium
        self.context = None
        self.heard, self.expected, self.hosts = [], [], set()

    def fresh(self, hosts, size):
        """Return the page as the next test finds it."""
        self.heard, self.expected, self.hosts = [], [], hosts
        if self.context is None:
            self.context = self.chromium.new_context()
            self.context.set_default_timeout(PATIENCE)
            self.context.on("console", self.said)
            self.context.on("weberror", lambda e: self.heard.append(str(e.error)))
            self.context.on("request", self.asked)
            self.page = self.context.new_page()
        page = self.page
        page.set_viewport_size(size)
        page.complaints, page.hosts = self.heard, hosts
        page.refusals_expected = lambda: self.expected.append(True)
        page.spoilt = self.drop_later
        self.spoilt = False
        return page

    def drop_later(self):
        self.spoilt = True

    def said(self, message):
        if message.type in ("error", "warning"):
            if self.expected and message.text.startswith(REFUSED):
                return
            self.heard.append(message.text)

    def asked(self, sent):
        parts = urlsplit(sent.url)
        foreign = parts.netloc not in self.hosts
        if foreign and parts.scheme in ("http", "https", "ws", "wss"):
            self.heard.append(f"a request to {sent.url}")

    def clean(self):
        """Leave nothing to the next test: no place, no routes, windows or leave."""
        # Chromium may never answer who closes a window that is on its way somewhere.
        if self.spoilt or len(self.context.pages) > 1:
            self.drop()
            return
        self.page.unroute_all(behavior="ignoreErrors")
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.clear_cookies()
        self.context.clear_permissions()
        self.page.emulate_media(color_scheme="light", media="null")
        self.page.goto("about:blank")

    def drop(self):
        if self.context is not None:
            self.context.close()
        self.context = None


@pytest.fixture(scope="package")
def pages(chromium):
    made = Pages(chromium)
    yield made
    made.drop()


@pytest.fixture
def page(pages, live, site, request):
    """Open a page whose every complaint, and every foreign request, fails the test."""
    ours = {urlsplit(url).netloc for url in (live.url, site.url)}
    size = getattr(request, "param", {"width": 1280, "height": 800})
    opened = pages.fresh(ours, size)
    yield opened
    # What was said until now is the test's own; leaving it may break off requests.
    complaints = list(pages.heard)
    pages.clean()
    assert complaints == []
