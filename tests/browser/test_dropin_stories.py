"""The customer of the Drop-in is the customer of the scenario."""

from __future__ import annotations

import pytest

from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.parse import parse
from tests.browser.dropins import Dropin

DECIDED = """
  - merchant: createPaymentSources
    then: {{source: {state}}}
  - customer: {verb}
"""
REFUSED = """
  - merchant: createPaymentSources
    then: {error: unknown_error}
"""
BROKEN = """
  - merchant: createPaymentSources
    fault: {kind: garbage}
"""


@pytest.fixture
def dropin(page, site):
    page.refusals_expected()
    return Dropin(page, site)


@pytest.fixture
def play(tenant):
    """Put a scenario of these steps in force, and return it."""

    def play(steps):
        head = "scenario: story\nsummary: A customer pays.\nsteps:"
        story, found = parse(head + steps, "story.yaml", vocabulary())
        assert [diagnostic.message for diagnostic in found] == []
        return tenant.play(story)

    return play


@pytest.fixture
def session(checkout):
    return checkout()["payment"]["session"]["id"]


@pytest.mark.parametrize("verb", ["authenticates", "fails_authentication"])
def test_the_banks_question_is_answered_as_told(dropin, session, play, verb):
    page = dropin.page
    played = play(DECIDED.format(state="requires_action", verb=verb))
    dropin.start(session)
    dropin.fill_card()
    dropin.press()
    bank = page.get_by_role("dialog")
    if verb == "authenticates":
        bank.get_by_label("Password").fill("password")
        page.keyboard.press("Enter")
        dropin.wait("onSuccess")
    else:
        bank.get_by_role("button", name="Cancel").click()
        dropin.wait("onError")
    assert played.runs[0].ended


@pytest.mark.parametrize("verb", ["approves", "cancels"])
def test_who_is_sent_away_decides_as_told(dropin, session, play, verb):
    played = play(DECIDED.format(state="pending_redirect", verb=verb))
    dropin.start(session, methods="klarnaCredit")
    dropin.sent_away("Approve" if verb == "approves" else "Decline")
    dropin.wait("onSuccess" if verb == "approves" else "onCancel")
    assert played.runs[0].ended


def test_a_source_that_a_scenario_refuses_is_shown_as_refused(dropin, session, play):
    play(REFUSED)
    dropin.start(session)
    dropin.fill_card()
    dropin.press()
    error = dropin.wait("onError")
    assert error["paymentMethod"] == "creditCard"
    assert error["message"] in dropin.message.text_content()


def test_a_connection_that_breaks_is_an_error_and_the_page_goes_on(
    dropin, session, play
):
    play(BROKEN)
    dropin.start(session)
    dropin.fill_card()
    dropin.press()
    error = dropin.wait("onError")
    assert error["errors"][0]["message"] == error["message"]
    dropin.press()
    assert dropin.wait("onSuccess")["source"]["state"] == "chargeable"
