"""What comes from outside stays text in the window, and what is secret stays out."""

from __future__ import annotations

import json

import pytest

from mockdr.server.app import App
from mockdr.server.guard import Guard
from mockdr.server.live import LiveServer
from tests.browser.seeing import picture

#: What would run if it were ever taken for markup, an attribute or an address.
EVIL = "\"'><img src=x onerror=window.pwned=1><script>window.pwned=1</script>"
CARD = "4444222233331111"

#: The same as YAML has it.
QUOTED = json.dumps(EVIL)
STORY = f"""\
scenario: mine
summary: {QUOTED}
steps:
  - merchant: createOrders
"""


@pytest.fixture
def infested(secret, checkout, live, tenant):
    """Let everything that anybody outside can name be called EVIL; returns ids."""
    made = checkout(
        metadata={EVIL[:40]: EVIL},
        billTo={
            "name": EVIL,
            "email": "ann@example.com",
            "address": {
                "line1": EVIL,
                "city": EVIL,
                "state": "MN",
                "postalCode": "55343",
                "country": "US",
            },
        },
        upstreamId=EVIL,
    )
    owner = {"firstName": EVIL, "lastName": EVIL, "email": "ann@example.com"}
    card = {
        "number": CARD,
        "expirationMonth": 7,
        "expirationYear": 2030,
        "cvv": "987",
    }
    address = made["billTo"]["address"]
    source = secret(
        "/sources",
        {
            "type": "creditCard",
            "owner": {**owner, "address": address},
            "creditCard": card,
        },
    )
    hook = "http://127.0.0.1:9/?" + "javascript:window.pwned=1"
    secret(
        "/webhooks",
        {"address": f"{hook}#{EVIL}", "types": ["order.created"], "enabled": True},
        expect=(201, 400),
    )
    secret(f"/orders?createdTime={EVIL}&state={EVIL}", expect=(200, 400))
    secret(f"/{EVIL}", expect=(404,))
    secret("/checkouts", {EVIL: EVIL}, expect=(400,))
    secret(f"/checkouts/{made['id']}/sources/{source['id']}", method="POST")
    order = secret("/orders", {"checkoutId": made["id"], "metadata": {"a": EVIL}})
    return made, source, order


def harmless(page):
    found = page.evaluate(
        "() => [window.pwned, document.querySelectorAll("
        '\'img:not([src^="data:image/svg+xml"]), body script, [onerror], [onclick],'
        ' a[href^="javascript"]\').length]'
    )
    return found == [None, 0]


def shown(page, live, path):
    page.goto(f"{live.url}/_mockdr/#/shop/{path}")
    page.locator(f"main[data-shown='#/shop/{path}']").wait_for()
    assert harmless(page), path
    return page


def test_nothing_from_outside_becomes_markup(page, live, infested, tenant):
    made, source, order = infested
    views = [
        *("sessions", "things", "things/checkout", "things/source", "things/order"),
        *("journal", "acts", "clock", "webhooks", "findings", "tenants", "scenarios"),
        f"thing/checkout/{made['id']}",
        f"thing/source/{source['id']}",
        f"thing/order/{order['id']}",
        f"thing/session/{made['payment']['session']['id']}",
        *(f"journal/{number}" for number in range(1, tenant.journal.seq + 1)),
    ]
    seen = "".join(
        shown(page, live, view).locator("main").inner_text() for view in views
    )
    assert seen.count("<img src=x onerror=window.pwned=1>") > len(views)


def test_a_pasted_scenario_is_text_in_all_its_places(page, live):
    shown(page, live, "scenarios")
    area = page.get_by_label("Scenario as YAML")
    for broken, told in (
        (f"scenario: {QUOTED}\nsummary: x\nsteps: []\n", "onerror"),
        (f"scenario: x\nsteps:\n  - merchant: {QUOTED}\n", "there is no operation"),
    ):
        area.fill(broken)
        page.locator("#verdict").get_by_text(told).first.wait_for()
        assert harmless(page)
    area.fill(STORY)
    page.get_by_text("It can be put in force").wait_for()
    page.get_by_role("button", name="Put in force").first.click()
    played = page.get_by_role("article", name="mine")
    played.wait_for()
    assert EVIL in played.inner_text()
    assert harmless(page)


def test_looking_changes_nothing_and_makes_no_tenant(page, live, infested, tenant):
    page.refusals_expected()  # nobody has no first call
    sent = []

    def asked(request):
        sent.append(request.method)

    page.on("request", asked)
    before = (tenant.journal.seq, len(tenant.mail.deliveries), tenant.moment)
    views = ("sessions", "things", "journal", "journal/1", "acts", "clock")
    for name in ("shop", "nobody", "nobody~live"):
        for view in (*views, "scenarios", "webhooks", "findings", "tenants"):
            page.goto(f"{live.url}/_mockdr/#/{name}/{view}")
            page.get_by_role("navigation", name="Views").wait_for()
    page.locator("main[data-shown$='nobody~live/tenants']").wait_for()
    assert set(sent) == {"GET"}
    assert (tenant.journal.seq, len(tenant.mail.deliveries), tenant.moment) == before
    names = page.get_by_role("table", name="Tenants").get_by_role("row")
    assert [row.split()[0] for row in names.all_inner_texts()[1:]] == ["shop"]


@pytest.mark.parametrize("path", ["<img src=x>", "%00", "shop/thing/<b>/%", "a/../b"])
def test_an_address_that_makes_no_sense_shows_the_tenants(page, live, path):
    page.refusals_expected()
    page.goto(f"{live.url}/_mockdr/#/{path}")
    page.get_by_role("heading", level=1).wait_for()
    assert harmless(page)


def test_no_view_shows_what_pays_or_opens(page, live, infested, tenant):
    made, source, _ = infested
    secrets = [
        CARD,
        "987",
        source["clientSecret"],
        made["payment"]["session"]["clientSecret"],
    ]
    for view in ("journal/1", "journal/2", f"thing/source/{source['id']}"):
        content = shown(page, live, view).content()
        for one in secrets:
            assert f'"{one}"' not in content
            assert len(one) < 4 or one not in content
    kept = "() => [localStorage.length, sessionStorage.length, document.cookie]"
    assert page.evaluate(kept) == [0, 0, ""]


def test_beyond_loopback_the_token_is_asked_for_and_kept_in_memory_only(world, page):
    with LiveServer(App(world, guard=Guard("127.0.0.1", "let-me-in"))) as server:
        page.hosts.add(server.url.partition("//")[2])
        page.refusals_expected()
        assert page.goto(f"{server.url}/_mockdr/").status == 401
        field = page.get_by_label("Token")
        for mistaken in ("let-me-\N{CHECK MARK}", "let-me-out"):
            field.fill(mistaken)
            page.get_by_role("button", name="Open").click()
            page.get_by_text("That is not the token.").wait_for()
        picture(page, "window-token")
        field.fill("let-me-in")
        field.press("Enter")
        page.get_by_role("heading", name="Tenants").wait_for()
        page.get_by_role("link", name="Clock").click()
        page.get_by_role("button", name="+ 1 hour").click()
        page.locator(".notice", has_text="1 hour passed.").wait_for()
        kept = "() => [localStorage.length, sessionStorage.length, document.cookie]"
        assert page.evaluate(kept) == [0, 0, ""]
        assert "let-me-in" not in page.content() + page.url
        page.reload()
        page.get_by_label("Token").wait_for()


def test_another_page_cannot_hold_the_window_in_a_frame(page, live, site):
    with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
        page.goto(site.page("<iframe src='{mockdr}/_mockdr/'></iframe>"))
    assert page.frames[1].url.startswith("chrome-error:")
    page.complaints.clear()
