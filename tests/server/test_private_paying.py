"""What a page does for the customer of a redirect or a transfer, and tells them."""

from __future__ import annotations

import pytest

from tests.server.private_calls import Page, named


@pytest.fixture
def page():
    return Page()


@pytest.fixture
def shop(page):
    return page.shop


@pytest.mark.parametrize(
    ("type", "decision", "after"),
    [
        ("klarnaCredit", "approve", "chargeable"),
        ("klarnaCredit", "cancel", "pending_redirect"),
        ("wireTransfer", "pay", "chargeable"),
    ],
)
def test_a_decision_moves_the_source(page, shop, type, decision, after):
    checkout = shop.checkout()
    source = (shop.redirected if type == "klarnaCredit" else shop.wire)(checkout)
    answer = page.post("decide", **named(source, decision=decision))
    assert answer.status == 200
    assert answer["source"]["state"] == after
    assert answer["source"]["sessionId"] == source["sessionId"]
    assert shop.findings() == []


@pytest.mark.parametrize(
    ("decision", "type", "possible"),
    [
        ("pay", "klarnaCredit", "approve or cancel"),
        ("approve", "wireTransfer", "pay"),
        ("cancel", "wireTransfer", "pay"),
    ],
)
def test_what_cannot_be_decided_says_what_can(page, shop, decision, type, possible):
    checkout = shop.checkout()
    source = (shop.redirected if type == "klarnaCredit" else shop.wire)(checkout)
    answer = page.post("decide", **named(source, decision=decision))
    assert (answer.status, answer["type"]) == (409, "conflict")
    message = answer["errors"][0]["message"]
    assert message.endswith(f"possible: {possible}.")


@pytest.mark.parametrize(
    ("decision", "error"),
    [
        (None, ("missing_parameter", "decision")),
        ("perhaps", ("invalid_parameter", "decision")),
    ],
)
def test_a_decision_is_one_of_three(page, shop, decision, error):
    said = named(shop.redirected(shop.checkout()))
    if decision:
        said["decision"] = decision
    answer = page.post("decide", **said)
    assert (answer.status, answer.errors) == (400, [error])


@pytest.mark.parametrize("secret", ["", "x", "_"])
def test_only_who_knows_the_secret_decides(page, shop, secret):
    source = shop.redirected(shop.checkout())
    said = {"sourceId": source["id"], "secret": secret, "decision": "approve"}
    assert page.post("decide", **said).status in (400, 404)
    assert shop.read("source", source["id"])["state"] == "pending_redirect"


def test_the_part_of_the_secret_after_the_line_is_enough(page, shop):
    source = shop.redirected(shop.checkout())
    part = source["clientSecret"].partition("_")[2]
    said = named(source, secret=part, decision="approve")
    assert page.post("decide", **said).status == 200


def test_a_page_that_approves_plays_the_customers_step(page, shop):
    played = shop.play(
        "  - merchant: createPaymentSources\n"
        "    then: {source: pending_redirect}\n"
        "  - customer: approves\n"
        "    then: {source: chargeable}\n"
    )
    source = shop.redirected(shop.checkout())
    page.post("decide", **named(source, decision="approve"))
    assert played.runs[0].ended


def test_instructions_tell_how_to_pay_and_where_the_page_is(page, shop):
    source = shop.wire(shop.checkout())
    told = page.get("instructions", **named(source)).body
    account = source["wireTransfer"]
    assert (told["type"], told["state"]) == ("wireTransfer", "pending_funds")
    assert (told["amount"], told["currency"]) == ("26.89", "USD")
    assert told["expirationTime"] == source["expirationTime"]
    rows = {row["name"]: row["value"] for row in told["rows"]}
    assert rows["iban"] == account["iban"]
    assert rows["referenceId"] == account["referenceId"]
    assert all(row["label"] for row in told["rows"])
    path = told["page"].removeprefix("http://127.0.0.1:8400")
    where, _, query = path.partition("?")
    pairs = dict(pair.split("=") for pair in query.split("&"))
    seen = page.send("GET", where, pairs, key=None)
    assert seen.status == 200
    assert account["iban"].encode() in seen.raw


def test_only_receivers_have_instructions(page, shop):
    answer = page.get("instructions", **named(shop.source(shop.checkout())))
    assert (answer.status, answer.errors) == (400, [("invalid_parameter", "sourceId")])
