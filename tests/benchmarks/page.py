"""How long a page takes until the Drop-in is ready, and how much script that is."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from mockdr.server.app import App
from mockdr.server.building import build_world
from mockdr.server.configuration import load
from mockdr.server.live import LiveServer
from tests.benchmarks.harness import Report, Spread, ratios, rounds

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["measure_page"]

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
HEAD = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">'
#: The same page as anybody would write it: one form, and nothing to load.
BARE = f"""{HEAD}<form><input><input><input><button>Pay</button></form>
<script>window.readyAfter = performance.now();</script>"""
DROPIN = f"""{HEAD}
<link rel="stylesheet" href="@/v1/css/DigitalRiver.css">
<script src="@/v1/DigitalRiver.js"></script>
<div id="DR"></div>
<script>
  const river = new DigitalRiver("pk_test_shop", {{locale: "en-US"}});
  river.createDropin({{
    sessionId: "#",
    onReady: () => {{ window.readyAfter = performance.now(); }},
  }}).mount("DR");
</script>"""


def measure_page(*, count: int = 15) -> Report:
    """
    Load a page with a Drop-in, and one without, each in a context of its own.

    Args:
        count: Rounds.
    """
    title = f"page: from its load to a ready Drop-in, {count} rounds"
    report = Report(title=title)
    world = build_world(load(start=Path(__file__).parent, environ={}, flags={}))
    with ExitStack() as open_:
        live = open_.enter_context(LiveServer(App(world)))
        for name in ("DigitalRiver.js", "css/DigitalRiver.css"):
            script = httpx.get(f"{live.url}/v1/{name}").content
            size, packed = len(script) / 1024, len(gzip.compress(script)) / 1024
            report.note(f"{name}: {size:.0f} KiB, {packed:.0f} KiB compressed")
        if CHROMIUM is None:
            report.note("not measured: there is no chromium on the PATH")
            return report
        # Whoever measures something else needs no browser.
        from playwright.sync_api import sync_playwright

        for path, text in (("/bare", BARE), ("/dropin", _dropin(live.url))):
            live.expect_request(path).respond_with_data(text, content_type="text/html")
        browser = open_.enter_context(sync_playwright()).chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        measures = {
            name: _loading(browser, f"{live.url}/{name}") for name in ("dropin", "bare")
        }
        for warm_up in measures.values():
            warm_up()
        found = rounds(measures, count=count)
        browser.close()
    for name, shown in (
        ("dropin", "until a Drop-in is ready"),
        ("bare", "a bare form"),
    ):
        millis = Spread.of([1e3 * figure for figure in found[name]])
        report.add(shown, millis, unit=" ms")
    report.add("Drop-in / bare form", ratios(found, "dropin", to="bare"), unit="")
    return report


def _dropin(mockdr: str) -> str:
    """Return the page for a checkout that is made for it."""
    with httpx.Client(
        base_url=mockdr, headers={"Authorization": "Bearer sk_test_shop"}
    ) as shop:
        cart = {
            "currency": "USD",
            "email": "ann@example.com",
            "items": [{"skuId": "book", "price": 24.5}],
        }
        session = shop.post("/checkouts", json=cart).json()["payment"]["session"]["id"]
    return DROPIN.replace("#", str(session)).replace("@", mockdr)


def _loading(browser: Browser, url: str) -> Callable[[], float]:
    def load_page() -> float:
        context = browser.new_context()
        page = context.new_page()
        page.goto(url)
        ready = page.wait_for_function("() => window.readyAfter").json_value()
        context.close()
        return float(ready) / 1e3

    return load_page
