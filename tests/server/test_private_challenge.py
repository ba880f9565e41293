"""The bank's challenge in a page: who is asked, what passes, and what then happens."""

from __future__ import annotations

import pytest

from tests.engine.shop import RETURN, card, session_of
from tests.engine.shop import named as owner
from tests.server.private_calls import CHALLENGED, Page, named


@pytest.fixture
def page():
    return Page()


@pytest.fixture
def shop(page):
    return page.shop


def challenged(shop):
    checkout = shop.checkout()
    return checkout, shop.source(checkout, creditCard=card(CHALLENGED))


def state(shop, source):
    return shop.read("source", source["id"])["state"]


def authenticate(shop, checkout, source):
    body = {
        "sessionId": session_of(checkout)["id"],
        "sourceId": source["id"],
        "sourceClientSecret": source["clientSecret"],
        "returnUrl": RETURN["returnUrl"],
    }
    path = f"/payments/sources/{source['id']}/authenticate"
    return shop.post(path, body, key="public")["status"]


def test_a_source_that_waits_for_its_customer_owes_a_challenge(page, shop):
    checkout, source = challenged(shop)
    expected = {"owed": True, "subject": "source"}
    assert page.get("challenge", **named(source)).body == expected
    assert page.get("challenge", **named(source, checkout)).body == expected


def test_a_source_that_waits_for_nothing_owes_none(page, shop):
    source = shop.source(shop.checkout())
    for said in ({}, {"paying": "true"}):
        answer = page.get("challenge", **named(source, **said))
        assert answer.body == {"owed": False, "subject": "source"}


@pytest.mark.parametrize("password", ["password", "1234"])
def test_a_documented_password_passes(page, shop, password):
    checkout, source = challenged(shop)
    answer = page.post("challenge", **named(source, checkout, password=password))
    assert answer.body == {"result": "passed", "left": 0}
    assert state(shop, source) == "chargeable"
    assert shop.events()[-1] == "source.chargeable"
    assert authenticate(shop, checkout, source) == "complete"


def test_the_third_wrong_password_fails(page, shop):
    checkout, source = challenged(shop)
    said = named(source, checkout, password="guess")
    assert page.post("challenge", **said).body == {"result": "wrong", "left": 2}
    assert page.post("challenge", **said).body == {"result": "wrong", "left": 1}
    assert state(shop, source) == "requires_action"
    assert page.post("challenge", **said).body == {"result": "failed", "left": 0}
    assert state(shop, source) == "failed"
    assert authenticate(shop, checkout, source) == "failed"


def test_wrong_passwords_are_counted_for_each_source_and_each_challenge(page, shop):
    _, one = challenged(shop)
    _, other = challenged(shop)
    assert page.post("challenge", **named(one, password="x"))["left"] == 2
    assert page.post("challenge", **named(other, password="x"))["left"] == 2
    assert page.post("challenge", **named(one, password="password")).body == {
        "result": "passed",
        "left": 0,
    }


def test_giving_up_fails_at_once(page, shop):
    _, source = challenged(shop)
    answer = page.post("challenge", **named(source, cancel=True))
    assert answer.body == {"result": "failed", "left": 0}
    assert state(shop, source) == "failed"


def test_a_card_that_is_challenged_each_time_is_asked_when_it_pays(page, shop):
    _, source = challenged(shop)
    page.post("challenge", **named(source, password="1234"))
    second = shop.checkout()
    said = named(source, second)
    assert page.get("challenge", **said)["owed"] is False
    assert page.get("challenge", **said, paying="true")["owed"] is True

    assert page.post("challenge", **said, password="password")["result"] == "passed"
    assert authenticate(shop, second, source) == "complete"
    assert page.post("challenge", **said, cancel=True)["result"] == "failed"
    assert state(shop, source) == "chargeable"
    assert authenticate(shop, second, source) == "failed"


@pytest.mark.parametrize("charge", ["merchant_initiated", "moto"])
def test_nobody_is_asked_where_no_customer_is_at_a_screen(page, shop, charge):
    _, source = challenged(shop)
    page.post("challenge", **named(source, password="1234"))
    renewal = shop.checkout(chargeType=charge)
    assert shop.source(renewal, creditCard=card(CHALLENGED))["state"] == "chargeable"
    said = named(source, renewal)
    assert page.get("challenge", **said, paying="true")["owed"] is False
    answer = page.post("challenge", **said, password="1234")
    assert (answer.status, answer.errors) == (409, [("challenge_not_owed", None)])


def test_who_must_fail_by_a_test_name_fails_with_the_right_password(page, shop):
    checkout = shop.checkout()
    source = shop.source(checkout, "googlePay", owner=owner("SCATestFail"))
    answer = page.post("challenge", **named(source, checkout, password="password"))
    assert answer["result"] == "failed"
    assert state(shop, source) == "chargeable"
    assert authenticate(shop, checkout, source) == "failed"
    assert shop.attach(checkout, source).status == 200
    assert shop.order(checkout).errors == [("failed-request", None)]


@pytest.mark.parametrize(
    ("said", "result", "after"),
    [
        ({"password": "password"}, "passed", "requires_confirmation"),
        ({"cancel": True}, "failed", "failed"),
    ],
)
def test_what_a_session_owes_is_settled_without_a_source(
    page, shop, said, result, after
):
    shop.play(
        "  - merchant: createOrders\n"
        "    then: {error: additional_payment_action_required}\n"
    )
    checkout, _ = shop.funded()
    assert shop.order(checkout).status == 409
    asked = page.get("challenge", **named(checkout=checkout))
    assert asked.body == {"owed": True, "subject": "session"}
    assert page.post("challenge", **named(checkout=checkout), **said)["result"] == (
        result
    )
    assert shop.session(checkout)["state"] == after


@pytest.mark.parametrize(
    ("verb", "said", "after"),
    [
        ("authenticates", {"password": "password"}, "chargeable"),
        ("fails_authentication", {"cancel": True}, "failed"),
    ],
)
def test_what_the_page_does_is_the_customers_step(page, shop, verb, said, after):
    played = shop.play(
        "  - merchant: createPaymentSources\n"
        "    then: {source: requires_action}\n"
        f"  - customer: {verb}\n"
        f"    then: {{source: {after}}}\n"
    )
    source = shop.source(shop.checkout())
    page.post("challenge", **named(source), **said)
    assert state(shop, source) == after
    assert played.runs[0].ended
    assert shop.findings() == []


def test_a_page_decides_otherwise_than_the_story_and_the_finding_says_so(page, shop):
    played = shop.play(
        "  - merchant: createPaymentSources\n"
        "    then: {source: requires_action}\n"
        "  - customer: fails_authentication\n"
    )
    source = shop.source(shop.checkout(), creditCard=card(CHALLENGED))
    answer = page.post("challenge", **named(source), password="password")
    assert answer["result"] == "passed"
    assert state(shop, source) == "chargeable"
    assert not played.runs[0].ended
    [finding] = shop.tenant.journal.findings()
    assert (finding.kind, finding.severity) == ("off_script", "allow")
    told, _, line = finding.message.partition(", line ")
    assert line.isdigit()
    assert told == (
        "story: customer authenticates in a page, out of turn: the story waits for "
        "customer fails_authentication"
    )
    # Replayed, it is a page's deed again.
    assert [a.said["page"] for a in shop.tenant.tape if a.what == "happen"] == [True]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("said", "status", "error"),
    [
        ({}, 400, ("missing_parameter", "sessionId")),
        ({"sourceId": "x"}, 400, ("missing_parameter", "secret")),
        ({"sourceId": "x", "secret": "y"}, 404, ("source_not_found", None)),
        ({"sessionId": "x"}, 404, ("not_found", "sessionId")),
    ],
)
def test_who_names_nothing_that_is_there_learns_nothing(
    page, method, said, status, error
):
    answer = page.send(method, "/v1/mockdr/challenge", said)
    assert (answer.status, answer.errors) == (status, [error])
