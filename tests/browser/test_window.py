"""The window: what it shows of a tenant, and what its buttons do."""

from __future__ import annotations

import json
import re
import shlex

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.seeing import narrow, picture

VIEWS = (
    *("sessions", "things", "journal", "acts", "clock"),
    *("scenarios", "webhooks", "findings", "tenants"),
)


@pytest.fixture
def window(page, live):
    """Open a view of the tenant `shop`; returns the page when it shows something."""

    def show(path="sessions", tenant="shop"):
        page.goto(f"{live.url}/_mockdr/#/{tenant}/{path}")
        page.locator(f"main[data-shown='#/{tenant}/{path}']").wait_for()
        return page

    return show


@pytest.fixture
def paid(secret, checkout):
    """Sell a book: a checkout, its card, its order; returns all three."""
    made = checkout()
    owner = {
        "firstName": "Ann",
        "lastName": "Example",
        "email": "ann@example.com",
        "address": made["billTo"]["address"],
    }
    card = {
        "number": "4444222233331111",
        "expirationMonth": 7,
        "expirationYear": 2030,
        "cvv": "123",
    }
    source = secret(
        "/sources", {"type": "creditCard", "owner": owner, "creditCard": card}
    )
    secret(f"/checkouts/{made['id']}/sources/{source['id']}", method="POST")
    order = secret("/orders", {"checkoutId": made["id"]})
    return made, source, order


@pytest.fixture
def failing(site, secret):
    """Tell a receiver of each checkout that is made; it takes none of it."""
    site.server.expect_request("/hook").respond_with_data("busy", status=503)
    address = f"{site.url}/hook"
    secret(
        "/webhooks",
        {"address": address, "types": ["checkout.created"], "enabled": True},
    )
    return address


def noticed(page, text):
    page.locator(".notice", has_text=text).wait_for()


def session_of(made):
    return made["payment"]["session"]["id"]


def test_a_session_is_shown_with_its_way_and_what_belongs_to_it(window, paid):
    made, source, order = paid
    page = window()
    row = page.get_by_role("row").filter(has_text=order["id"])
    assert "complete" in row.inner_text()
    row.get_by_role("link").first.click()
    page.get_by_role("heading", name="Session", exact=True).wait_for()
    life = page.get_by_role("img")
    assert "requires_source" in life.get_attribute("alt")
    assert life.evaluate("image => image.naturalWidth") > 300
    # A telephone is as wide as that: what is told first is not cut off.
    drawn = life.evaluate("image => decodeURIComponent(image.src)")
    summary = re.search(r'class="summary"[^>]*>([^<]*)<', drawn)
    assert summary.group(1) == f"{session_of(made)[:12]}…, complete now."
    way = page.get_by_role("table", name="Moves").inner_text()
    assert [word in way for word in ("createCheckouts", "createOrders")] == [True] * 2
    related = page.locator(".facts").inner_text()
    assert all(kind in related for kind in ("checkout", "source", "order", "charge"))
    assert "order.accepted" in page.get_by_role("table", name="Events").inner_text()
    document = page.get_by_role("region", name="Document of").inner_text()
    assert session_of(made) in document
    assert "••••" in document
    assert made["payment"]["session"]["clientSecret"] not in page.content()
    picture(page, "window-session")
    page.get_by_role("link", name=source["id"][:12]).first.click()
    page.get_by_role("heading", name="Source").wait_for()
    assert source["clientSecret"] not in page.content()
    assert "1111" in page.get_by_role("region", name="Document of").inner_text()


def test_the_secret_of_a_source_stays_out_of_its_session(
    window, secret, checkout, tenant
):
    made = checkout()
    [source] = tenant.happen("customer", "chooses", source={"type": "wireTransfer"})
    secret(f"/checkouts/{made['id']}/sources/{source.id}", method="POST")
    order = secret("/orders", {"checkoutId": made["id"]})
    data = order["payment"]["session"]["nextAction"]["data"]
    for path in (f"session/{session_of(made)}", f"order/{order['id']}"):
        page = window(f"thing/{path}")
        document = page.get_by_role("region", name="Document of").inner_text()
        assert '"sourceClientSecret": "••••' in document
        assert data["sourceClientSecret"] not in page.content()


def test_things_are_listed_by_kind(window, paid):
    page = window("things")
    kinds = page.get_by_role("navigation", name="Kinds")
    kinds.get_by_role("link", name="Order 1").click()
    page.get_by_role("heading", name="Orders").wait_for()
    row = page.get_by_role("row").filter(has_text=paid[2]["id"])
    assert "accepted" in row.inner_text()
    assert "USD" in row.inner_text()


def test_new_things_come_by_themselves_and_are_said(window, checkout):
    page = window()
    page.get_by_text("No session yet.").wait_for()
    page.evaluate(
        "() => { window.said = []; new MutationObserver(() => window.said.push("
        "document.getElementById('told').textContent)).observe("
        "document.getElementById('told'), {childList: true}); }"
    )
    checkout()
    page.get_by_text("requires_source").wait_for()
    page.wait_for_function("() => window.said.some((text) => /1 new call/.test(text))")


def test_what_has_the_focus_keeps_it_when_something_comes(window, checkout):
    first = checkout()
    page = window()
    link = page.get_by_role("link", name=session_of(first)[:12])
    link.focus()
    second = checkout()
    page.get_by_text(session_of(second)[:12]).wait_for()
    assert page.evaluate("document.activeElement.title") == session_of(first)


def test_a_call_outside_the_contract_shows_where_what_and_how_to_repeat_it(
    window, secret, live
):
    secret("/checkouts", {"currencyy": "USD"}, expect=(400,))
    page = window("journal")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="createCheckouts").click()
    call = page.get_by_role("article", name="Call 1")
    call.get_by_text("3 violations").wait_for()
    page.wait_for_function("() => document.activeElement.tagName === 'H2'")
    rows = call.get_by_role("table", name="Violations").get_by_role("row")
    told = [row.inner_text().split("\t") for row in rows.all()]
    assert told[1][0] == "/currencyy"
    assert "did you mean 'currency'?" in told[1][1]
    assert told[1][2] == '"USD"'
    assert {"/currency", "/items"} <= {row[0] for row in told[2:]}
    wrong = call.locator(".line.wrong")
    assert '"currencyy": "USD"' in wrong.inner_text()
    assert (
        '"missing_parameter"'
        in call.get_by_role("region", name="Body of the reply").inner_text()
    )
    picture(page, "window-call")
    call.get_by_role("button", name="Copy the curl line").click()
    page.get_by_role("button", name="Copy the curl line").get_by_text(
        "Copied"
    ).wait_for()
    line = page.evaluate("navigator.clipboard.readText()")
    assert line.startswith("curl -X POST ")
    assert f"{live.url}/checkouts" in line


def test_the_journal_is_searched_and_narrowed(window, secret, checkout):
    checkout()
    secret("/checkouts", {"currencyy": "USD"}, expect=(400,))
    page = window("journal")
    calls = page.get_by_role("list", name="Calls").get_by_role("listitem")
    assert calls.count() == 2
    calls.first.get_by_role("link").click()
    page.get_by_role("link", name="← Call before").click()
    page.get_by_role("article", name="Call 1").wait_for()
    assert page.get_by_role("link", name="← Call before").count() == 0
    page.get_by_role("link", name="Call after →").click()
    page.get_by_role("article", name="Call 2").wait_for()
    assert "Call after" not in page.locator("main").inner_text()
    page.get_by_label("Search these").fill("201")
    assert calls.count() == 1
    page.get_by_label("Search these").fill("nothing at all")
    page.get_by_text("None of the calls shown has that.").wait_for()
    page.get_by_label("Search these").fill("")
    page.get_by_label("Only what was wrong").check()
    page.get_by_role("list", name="Calls").wait_for()
    page.wait_for_function("() => document.querySelectorAll('.calls li').length === 1")
    assert "400" in calls.first.inner_text()


def test_an_answer_that_was_lost_does_not_look_like_one_that_came(window, tenant):
    entry = tenant.journal.open(
        time="2024-05-01T12:00:00Z",
        operation="createOrders",
        method="POST",
        path="/orders",
        query=(),
        key="secret",
        body=b"{}",
    )
    entry.answered(201, b"{}")
    entry.fault = "reset"
    page = window("journal")
    status = page.get_by_role("list", name="Calls").locator(".status")
    assert status.inner_text() == "201, reset"
    bad = page.locator("#shell").evaluate(
        "node => { const told = node.appendChild(document.createElement('p'));"
        " told.className = 'bad'; const { color } = getComputedStyle(told);"
        " told.remove(); return color; }"
    )
    colour = "node => getComputedStyle(node).color"
    assert status.evaluate(colour) == bad
    page.get_by_role("link", name="createOrders").click()
    call = page.get_by_role("article", name="Call 1")
    lost = call.get_by_text("the answer was lost")
    lost.wait_for()
    assert lost.evaluate(colour) == bad
    assert call.locator(".status").evaluate(colour) == bad
    assert "reset: the connection was reset." in call.inner_text()


def test_ten_thousand_calls_are_shown_a_hundred_at_a_time(window, tenant, page):
    for number in range(10_000):
        tenant.journal.open(
            time="2024-05-01T12:00:00Z",
            operation="listOrders",
            method="GET",
            path=f"/orders/{number}",
            query=(),
            key="secret",
            body=b"",
        ).answered(200, b"{}")
    asked = []

    def answered(reply):
        asked.append(reply)

    page.on("response", answered)
    window("journal")
    calls = page.get_by_role("list", name="Calls").get_by_role("listitem")
    seqs = "() => [...document.querySelectorAll('.seq')].map((one) => +one.innerText)"
    newest = tenant.journal.seq
    assert page.evaluate(seqs) == list(range(newest, newest - 100, -1))
    page.get_by_role("button", name="Show older").click()
    page.wait_for_function(
        "() => document.querySelectorAll('.calls li').length === 200"
    )
    assert page.evaluate(seqs) == list(range(newest, newest - 200, -1))
    assert "200" in calls.first.inner_text()
    loads = [reply for reply in asked if "/journal?" in reply.url]
    assert loads
    assert all(len(reply.json()["calls"]) <= 100 for reply in loads)


def test_buttons_move_the_clock(window, tenant):
    page = window("clock")
    face = page.locator(".clockface")
    assert "2024-05-01 12:00:00" in face.inner_text()
    page.get_by_role("button", name="+ 1 day").click()
    noticed(page, "1 day passed.")
    assert "2024-05-02 12:00:00" in face.inner_text()
    page.get_by_label("For how long").fill("90m")
    page.get_by_role("button", name="Pass").click()
    noticed(page, "90m passed.")
    assert "2024-05-02 13:30:00" in face.inner_text()
    page.get_by_label("Until when (UTC)").fill("2024-06-01T00:00:30")
    page.get_by_role("button", name="Go there").click()
    noticed(page, "Time has come.")
    assert "2024-06-01 00:00:30" in face.inner_text()
    page.get_by_role("button", name="Let the clock run").click()
    page.get_by_role("button", name="Stop the clock").click()
    page.get_by_role("button", name="Let the clock run").wait_for()
    assert not tenant.clock.running


def test_a_duration_that_is_none_is_refused_with_what_to_do(window, page):
    page.refusals_expected()
    window("clock")
    page.get_by_label("For how long").fill("soon")
    page.get_by_role("button", name="Pass").click()
    assert "soon" in page.get_by_role("alert").inner_text()


def test_what_is_due_is_listed_and_can_be_gone_to(window, failing, checkout, tenant):
    checkout()
    tenant.mail.flush()
    page = window("clock")
    due = page.get_by_role("table", name="What is due").get_by_role("row").nth(1)
    assert "2024-05-01 12:05:00" in due.inner_text()
    due.get_by_role("button", name="Let time pass until").click()
    noticed(page, "Time has come.")
    assert [len(made.attempts) for made in tenant.mail.deliveries] == [2]


def test_an_act_happens_at_a_click_and_can_end_as_is_chosen(window, paid, secret):
    order = paid[2]
    page = window("acts")
    card = page.get_by_role("listitem").filter(has_text=order["id"]).first
    about = f"{order['currency']} {order['totalAmount']} 2024-05-01 12:00:00"
    assert about in card.inner_text().replace("\N{NO-BREAK SPACE}", " ")
    page.get_by_role("button", name="opens a dispute over the order").click()
    noticed(page, "order is dispute")
    assert secret(f"/orders/{order['id']}")["state"] == "dispute"
    choice = page.get_by_role("combobox", name="turns out").first
    endings = choice.get_by_role("option").all_inner_texts()
    assert len(endings) > 2
    choice.select_option(endings[-1])
    act = page.get_by_role("listitem").filter(has=choice)
    with page.expect_request("**/_mockdr/happen?*") as sent:
        act.get_by_role("button").click()
    assert sent.value.post_data_json["then"]
    page.locator(".notice.good").get_by_text("The provider").wait_for()


def test_what_a_scenario_waits_for_comes_first_and_moves_its_run(
    window, secret, checkout, live
):
    httpx.post(
        f"{live.url}/_mockdr/play?tenant=shop", json={"scenario": "card-accepted"}
    ).raise_for_status()
    checkout()
    page = window("acts")
    waiting = page.get_by_role("region", name="A scenario waits for")
    # Once is enough: it does not come again below.
    assert page.get_by_role("button", name="chooses how to pay").count() == 1
    waiting.get_by_role("button", name="chooses how to pay").click()
    noticed(page, "source is chargeable")
    page.get_by_role("link", name="Scenarios").click()
    page.get_by_text("Run 1: step 3 of 4").wait_for()
    here = page.locator("[aria-current=step]")
    assert "attachSourceToCheckout" in here.inner_text()


@pytest.fixture
def in_force(live):
    """Return what is in force for `shop`, by name."""

    def ask():
        found = httpx.get(f"{live.url}/_mockdr/runs?tenant=shop").json()
        return [played["scenario"] for played in found["scenarios"]]

    return ask


def test_a_scenario_is_found_read_and_put_in_force(window, in_force):
    page = window("scenarios")
    page.get_by_text("None: calls turn out").wait_for()
    page.get_by_label("Search", exact=True).fill("klarna approved")
    rows = page.get_by_role("table", name="Scenarios of the library").get_by_role("row")
    assert 1 < rows.count() < 20
    page.get_by_role("link", name="klarna-approved", exact=True).click()
    text = page.get_by_role("region", name="Text of klarna-approved")
    assert "customer: approves" in text.inner_text()
    page.get_by_role("button", name="Put in force").click()
    noticed(page, "klarna-approved is in force.")
    assert in_force() == ["klarna-approved"]
    page.get_by_role("button", name="Change a copy").click()
    page.get_by_role("article", name="klarna-approved").wait_for()
    page.get_by_text("It can be put in force").wait_for()
    copied = page.get_by_label("Scenario as YAML").input_value()
    assert "customer: approves" in copied


def test_what_is_put_in_force_far_below_is_seen_there_and_not_put_twice(
    window, in_force, page
):
    window("scenarios")
    table = page.get_by_role("table", name="Scenarios of the library")
    press = table.get_by_role("button", name="Put ").nth(18)
    name = press.get_attribute("aria-label").split()[1]
    press.click()
    noticed(page, f"{name} is in force.")
    see = page.get_by_role("button", name=f"See {name} in force")
    see.wait_for()
    expect(page.locator(".notice")).to_be_in_viewport(ratio=1)
    assert table.get_by_role("button", name=f"Put {name} in").count() == 0
    see.click()
    out = page.get_by_role("button", name=f"Take {name} out of force")
    expect(out).to_be_focused()
    expect(out).to_be_in_viewport()
    table.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("region", name=f"Text of {name}").wait_for()
    page.get_by_role("button", name="Put in force").click()
    noticed(page, f"{name} is in force, now 2 times.")
    assert in_force() == [name, name]


BROKEN = "scenario: mine\nsummary: Mine.\nsteps:\n  - merchant: createOrderz\n"
WHOLE = """\
scenario: mine
summary: A card is accepted.
steps:
  - merchant: createOrders
    then: {order: accepted}
"""


def test_a_pasted_scenario_is_judged_beside_and_only_then_put_in_force(
    window, in_force
):
    page = window("scenarios")
    area = page.get_by_label("Scenario as YAML")
    area.fill(BROKEN)
    page.get_by_text("It cannot be put in force yet").wait_for()
    verdict = page.locator("#verdict")
    assert "createOrderz" in verdict.inner_text()
    assert page.locator(".lines .error").inner_text().split() == ["✕", "4"]
    picture(page, "window-scenarios")
    page.get_by_role("button", name="Go to line 4").first.click()
    chosen = area.evaluate("a => a.value.slice(a.selectionStart, a.selectionEnd)")
    assert "createOrderz".startswith(chosen)
    assert area.evaluate("a => a === document.activeElement")
    assert page.get_by_role("button", name="Put in force").first.is_disabled()
    assert in_force() == []
    area.fill(WHOLE)
    page.get_by_text("It can be put in force").wait_for()
    page.get_by_role("button", name="Put in force").first.click()
    noticed(page, "mine is in force.")
    page.get_by_role("article", name="mine").wait_for()
    assert area.input_value() == WHOLE
    # Who presses before the verdict is there hears the same in two sentences.
    page.refusals_expected()
    area.evaluate(
        "(area, text) => { area.value = text; area.dispatchEvent(new Event('input'));"
        " document.querySelector('.typing button').click(); }",
        BROKEN,
    )
    noticed(page, "It cannot be put in force yet.")
    assert "createOrderz" not in page.locator(".notice").inner_text()
    verdict.get_by_text("createOrderz").first.wait_for()


def test_findings_lead_to_their_call(window, secret):
    secret("/checkouts", {"currencyy": "USD"}, expect=(400,))
    page = window("findings")
    found = page.get_by_role("list", name="Findings").get_by_role("listitem")
    assert found.count() == 3
    found.filter(has_text="currencyy").get_by_role("link", name="call 1").click()
    page.get_by_role("article", name="Call 1").wait_for()


def test_deliveries_show_their_attempts_and_are_sent_once_more(
    window, failing, checkout, tenant
):
    checkout()
    tenant.mail.flush()
    page = window("webhooks")
    assert failing in page.get_by_role("table", name="Webhooks").inner_text()
    row = page.get_by_role("table", name="Deliveries").get_by_role("row").nth(1)
    row.get_by_text("503").wait_for()
    assert "checkout.created" in row.inner_text()
    row.get_by_role("button", name="Send delivery 1 once more").click()
    noticed(page, "Delivery 1 was sent once more: 503.")
    row.get_by_role("link", name="1", exact=True).click()
    attempts = page.get_by_role("table", name="Attempts").get_by_role("row")
    attempts.nth(2).wait_for()
    assert "503" in attempts.nth(1).inner_text()
    picture(page, "window-delivery")


def test_an_event_is_told_by_hand(window, failing, page):
    window("webhooks")
    page.get_by_label("Tell an event").fill("checkout.created")
    page.get_by_role("button", name="Tell it").click()
    noticed(page, "checkout.created was told to 1 webhook.")
    events = page.get_by_role("table", name="Events").get_by_role("row")
    events.filter(has_text="checkout.created").get_by_role("link").first.click()
    page.get_by_role("heading", name="Event", level=1).wait_for()
    told = page.get_by_role("region", name="The event as the provider tells it")
    assert '"type": "checkout.created"' in told.inner_text()


def test_a_tenant_begins_anew_only_when_asked_twice(window, checkout, tenant):
    checkout()
    page = window("tenants")
    page.get_by_role("button", name="Let shop begin anew").click()
    page.get_by_role("button", name="Keep it").click()
    assert tenant.journal.seq == 1
    page.get_by_role("button", name="Let shop begin anew").click()
    page.get_by_role("button", name="Forget all of shop").click()
    noticed(page, "shop begins anew.")
    page.get_by_role("link", name="0 calls").wait_for()


def test_what_begins_anew_shows_nothing_of_the_world_before(
    window, secret, checkout, live
):
    old = checkout()
    secret(f"/checkouts/{old['id']}")
    page = window("journal/2")
    page.get_by_role("article", name="Call 2").get_by_text(old["id"]).first.wait_for()
    see = (
        "hidden => { Object.defineProperty(document, 'hidden',"
        " {value: hidden, configurable: true});"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )
    # Nobody looks while the new world makes as many calls as the old one had.
    page.evaluate(see, True)
    live.world.reset("shop")
    secret("/orders")
    secret("/customers", {"email": "ann@example.com"})
    deep = {"x": "end"}
    for _ in range(300):
        deep = {"x": deep}
    secret("/checkouts", deep, expect=(400,))
    page.evaluate(see, False)
    page.get_by_role("link", name="createCheckouts").wait_for()
    page.get_by_role("article", name="Call 2").get_by_text(
        "createCust"
    ).first.wait_for()
    calls = page.get_by_role("list", name="Calls").get_by_role("listitem")
    assert [text.split()[0] for text in calls.all_inner_texts()] == ["3", "2", "1"]
    assert old["id"] not in page.content()
    # However deep a body is, it can be looked at.
    page.get_by_role("link", name="createCheckouts").click()
    last = page.get_by_role("article", name="Call 3")
    body = last.get_by_role("region", name="Body of the request")
    assert 90 < body.inner_text().count('"x": ') < 110


def session_and_order(paid):
    made, _, order = paid
    return f"thing/session/{session_of(made)}", f"thing/order/{order['id']}"


def test_no_view_is_wider_than_the_screen(window, paid, secret, page, failing):
    secret("/checkouts", {"currencyy": "USD"}, expect=(400,))
    for view in (*VIEWS, *session_and_order(paid), "journal/3", "journal/6"):
        window(view)
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert beyond == 0, view


@narrow
def test_no_view_is_wider_than_a_telephone(window, paid, secret, page):
    secret("/checkouts", {"currencyy": "USD"}, expect=(400,))
    window("acts")
    page.get_by_role("button", name="opens a dispute over the order").click()
    # How a dispute turns out is said in options longer than a line.
    page.get_by_role("combobox", name="turns out").first.wait_for()
    for view in (*VIEWS, "things/order", *session_and_order(paid), "journal/4"):
        window(view)
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert beyond == 0, view
        # The numbers beside the views come after them, and make their row longer.
        expect(page.locator("nav [aria-current=page]")).to_be_in_viewport(ratio=1)
        picture(page, f"window-narrow-{view.split('/')[0]}")


def test_of_a_matrix_the_chosen_combination_is_put_in_force(window, in_force):
    page = window("scenarios")
    page.get_by_label("Search", exact=True).fill("refunded-in-part")
    page.get_by_role("table").get_by_role("link", name="one of").click()
    page.get_by_label("Combination").select_option("refunded-in-part[percent=50]")
    page.get_by_role("button", name="Put in force").click()
    noticed(page, "refunded-in-part[percent=50] is in force.")
    assert in_force() == ["refunded-in-part[percent=50]"]


def test_a_scenario_is_taken_out_of_force_and_kept_apart(window, checkout, live, page):
    httpx.post(
        f"{live.url}/_mockdr/play?tenant=shop", json={"scenario": "card-accepted"}
    ).raise_for_status()
    checkout()
    window("scenarios")
    assert "Waits for customer: chooses." in page.locator("main").inner_text()
    page.get_by_role("button", name="Take card-accepted out of force").click()
    noticed(page, "card-accepted is not in force any more.")
    page.get_by_text("None: calls turn out").wait_for()
    page.get_by_text("Played out (1)").click()
    article = page.get_by_role("article", name="card-accepted")
    assert "1 run, stopped" in article.inner_text()
    assert article.get_by_role("button").count() == 0


def test_a_method_is_chosen_by_hand_and_the_source_is_there_to_attach(
    window, checkout, page
):
    checkout()
    window("acts")
    row = page.get_by_role("listitem").filter(has_text="chooses how to pay")
    offered = row.get_by_label("With").get_by_role("option").all_inner_texts()
    assert offered[0] == "a card"
    assert "Konbini" not in offered
    row.get_by_label("With").select_option("payPal")
    row.get_by_role("button").click()
    noticed(page, "source is pending_redirect")
    notice = page.locator(".notice.good")
    source = notice.get_by_role("link").inner_text()
    assert f"POST /checkouts/{{id}}/sources/{source}" in notice.inner_text()
    notice.get_by_role("link").click()
    page.get_by_role("heading", name="Source").wait_for()


def test_who_has_no_webhook_gets_a_line_that_makes_one(window, page, live):
    window("webhooks", "mockdr")
    assert page.title() == "Webhooks \N{EN DASH} mockdr"
    shown = page.get_by_role("region", name="How to make one")
    assert shown.evaluate("node => node.scrollWidth <= node.clientWidth")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the line that makes one").click()
    page.get_by_text("Copied").wait_for()
    line = shown.inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == line
    *_, body = shlex.split(line)
    assert "sk_test_mockdr" in line
    sent = httpx.post(
        f"{live.url}/webhooks",
        json=json.loads(body),
        headers={"Authorization": "Bearer sk_test_mockdr"},
    )
    assert sent.status_code == 201, sent.text
    page.get_by_role("table", name="Webhooks").wait_for()
    form = page.locator("form.tools")
    assert form.evaluate("form => parseFloat(getComputedStyle(form).marginBottom)") > 8
