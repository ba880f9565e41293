"""`python -m tests.browser.draw`: take the screenshots that README.md shows, anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from mockdr.server.app import App
from mockdr.server.building import build_world
from mockdr.server.configuration import load
from mockdr.server.live import LiveServer
from tests.browser.conftest import ARGUMENTS, CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER: Final = Path(__file__).parents[2] / "scenarios" / "pictures"
WIDTH: Final = 1200


def _shop(page: Page, url: str) -> None:
    """Buy by card in the demo shop, up to the accepted order."""
    page.goto(f"{url}/_mockdr/demo/")
    page.get_by_role("button", name="Check out").click()
    page.locator('input[autocomplete="cc-number"]').wait_for()
    page.locator('input[autocomplete="cc-csc"]').wait_for()
    page.get_by_role("button", name="4444 2222").click()
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("heading", name="Order").wait_for()
    page.get_by_text("order.accepted").first.wait_for()
    page.evaluate("window.scrollTo(0, 0)")


def _window(page: Page, url: str) -> None:
    """Look at what the shop's order did to its session."""
    page.goto(f"{url}/_mockdr/#/demo/sessions")
    page.locator("main table a").first.click()
    page.get_by_role("heading", name="Its life").scroll_into_view_if_needed()
    page.locator("main img").first.wait_for()


def main() -> None:
    """Write both pictures."""
    from playwright.sync_api import sync_playwright

    world = build_world(
        load(start=FOLDER, environ={}, flags={"now": "2024-05-01T12:00:00Z"})
    )
    with LiveServer(App(world)) as live, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = chromium.new_page()
        for name, height, visit in (
            ("demo-shop", 760, _shop),
            ("window", 1100, _window),
        ):
            page.set_viewport_size({"width": WIDTH, "height": height})
            visit(page, live.url)
            page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
        chromium.close()


if __name__ == "__main__":
    main()
