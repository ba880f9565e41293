"""The window by keyboard, for screen readers, and with the server's silence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

VIEWS = (
    *("sessions", "things", "things/checkout", "journal", "journal/1", "acts"),
    *("clock", "scenarios", "scenarios/card-accepted", "webhooks", "findings"),
    "tenants",
)
#: What has no name for those who do not see, and which ids are there twice.
NAMELESS = """
() => {
  const text = (node) => (node.getAttribute("aria-label") || node.textContent).trim();
  const bare = [...document.querySelectorAll("a, button, summary, section, nav")]
    .filter((node) => !text(node));
  const inputs = [...document.querySelectorAll("input, select, textarea")]
    .filter((node) => ![...node.labels].some(text) && !node.ariaLabel);
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  return [...bare, ...inputs].map((node) => node.outerHTML)
    .concat(ids.filter((id, place) => ids.indexOf(id) !== place));
}
"""


@pytest.fixture
def shown(page, live):
    def show(view="sessions"):
        page.goto(f"{live.url}/_mockdr/#/shop/{view}")
        page.locator(f"main[data-shown='#/shop/{view}']").wait_for()
        return page

    return show


def test_everything_has_a_name_and_a_place(shown, checkout):
    checkout()
    for view in VIEWS:
        page = shown(view)
        assert page.evaluate(NAMELESS) == [], view
        for role in ("banner", "main"):
            assert page.get_by_role(role).count() == 1, view
        assert page.get_by_role("heading", level=1).count() == 1, view
        current = page.get_by_role("navigation", name="Views").locator("[aria-current]")
        assert current.count() == 1, view
        assert page.title().split()[-3::2] == ["shop", "mockdr"]


def test_the_keyboard_skips_to_the_content_and_comes_to_each_view(shown, live):
    page = shown("sessions")
    focus = "document.activeElement.textContent"
    skip = page.get_by_role("link", name="Skip to the content")
    skip.focus()
    skip.press("Enter")
    page.wait_for_function("() => document.activeElement.tagName === 'H1'")
    assert page.url.endswith("#/shop/sessions")
    journal = page.get_by_role("link", name="Journal")
    journal.focus()
    journal.press("Enter")
    page.get_by_role("heading", name="Journal").wait_for()
    page.wait_for_function("() => document.activeElement.tagName === 'H1'")
    assert page.evaluate(focus) == "Journal"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "search"

    # In a tab of its own the link leads to where the window begins.
    page.goto("about:blank")
    page.goto(f"{live.url}/_mockdr/#main")
    page.get_by_role("navigation", name="Views").wait_for()
    assert not page.url.endswith("#main")
    assert page.get_by_role("heading", level=1).count() == 1


def test_what_has_the_focus_is_seen(shown):
    page = shown("clock")
    page.locator("body").press("Tab")
    for _ in range(20):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            "() => { const style = getComputedStyle(document.activeElement);"
            " return document.activeElement === document.body ||"
            " (style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 3) }"
        )
        assert ring, page.evaluate("document.activeElement.outerHTML")


def test_choosing_another_tenant_shows_the_same_view_of_its_world(
    shown, live, checkout
):
    checkout()
    live.world.tenant("other")
    page = shown("journal")
    chooser = page.get_by_label("Tenant")
    page.get_by_role("option", name="other").wait_for(state="attached")
    chooser.select_option("other")
    page.get_by_text("No calls yet.").wait_for()
    assert page.url.endswith("#/other/journal")


class Pulses:
    """The times that the window asked whether anything is new; its clock is ours."""

    def __init__(self, page):
        self.page, self.count = page, 0
        page.on("request", self.asked)

    def asked(self, request):
        self.count += "/_mockdr/pulse" in request.url

    def passes(self, milliseconds):
        self.page.clock.run_for(milliseconds)
        self.page.evaluate("() => fetch('/_mockdr/health')")
        return self.count


@pytest.fixture
def standing(page, shown):
    """Show the sessions to somebody whose time stands until we let it pass."""
    pulses = Pulses(page)
    # Once its time stands, a page's time is ours for good.
    page.spoilt()
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    shown()
    page.locator(".now").wait_for()
    return pulses


def test_it_asks_more_and_more_seldom_while_nothing_happens(standing):
    for _ in range(8):
        with standing.page.expect_response("**/_mockdr/pulse?*"):
            while standing.passes(4000) == 1:
                pass
    before = standing.count
    assert standing.passes(3000) == before


def test_it_asks_nothing_while_nobody_sees_it(standing):
    page = standing.page
    see = (
        "hidden => { Object.defineProperty(document, 'hidden',"
        " {value: hidden, configurable: true});"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )
    page.evaluate(see, True)
    standing.passes(5000)
    before = standing.count
    assert standing.passes(3_600_000) == before
    with page.expect_response("**/_mockdr/pulse?*"):
        page.evaluate(see, False)


def test_a_server_that_is_gone_is_told_and_its_return_seen(standing, checkout):
    page = standing.page
    page.refusals_expected()
    page.route("**/_mockdr/pulse?*", lambda route: route.abort())
    alert = page.get_by_role("alert")
    with page.expect_event("requestfailed"):
        standing.passes(4000)
    alert.get_by_text("mockdr does not answer.").wait_for()
    page.unroute("**/_mockdr/pulse?*")
    checkout()
    while page.get_by_text("requires_source").count() == 0:
        standing.passes(15_000)
    assert alert.count() == 0


CSS = Path(__file__).parents[2] / "mockdr/server/ui/window/window.css"
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", block))
    for block in re.findall(r":root \{(.*?)\}", CSS.read_text("utf-8"), re.DOTALL)
)
TEXTS = [
    *(
        (ink, ground)
        for ink in ("ink", "soft", "strong", "bad")
        for ground in ("ground", "sheet", "raised")
    ),
    *((tone, f"{tone}-ground") for tone in ("good", "bad", "waiting")),
    *(("ink", ground) for ground in ("plain-ground", "good-ground", "bad-ground")),
    *((tone, "sheet") for tone in ("good", "waiting")),
    ("on-strong", "strong"),
]


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, {**LIGHT, **DARK}], ids=["light", "dark"])
def test_every_text_stands_out_from_its_ground(colours):
    poor = {
        pair: round(contrast(*(colours[name] for name in pair)), 2)
        for pair in TEXTS
        if contrast(*(colours[name] for name in pair)) < 4.5
    }
    assert poor == {}
    for ground in ("ground", "sheet"):
        assert contrast(colours["ring"], colours[ground]) >= 3
