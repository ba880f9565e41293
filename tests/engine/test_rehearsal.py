"""What lint finds by trying: a story is rehearsed before anybody relies on it."""

from __future__ import annotations

import textwrap

import pytest

from mockdr.engine import rehearsal
from mockdr.engine.rehearsal import playable, rehearse
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import BrokenScenario, story_from_text
from mockdr.scenario.parse import parse


def rehearsed(steps, given=""):
    text = f"scenario: early\nsummary: One.\n{given}steps:\n" + textwrap.indent(
        steps, "  "
    )
    story, findings = parse(text, "early.yaml", vocabulary())
    assert story is not None, findings
    return rehearse(story)


def test_a_refusal_that_the_story_does_not_announce_is_a_finding():
    [found] = rehearsed("- merchant: createCheckouts\n- merchant: createOrders\n")
    assert found.code == "MDR210"
    assert "order_submit_failed" in found.message
    assert found.place.line == 5


EARLY = "- merchant: createCheckouts\n- merchant: createOrders\n"
WAY = (
    "the session is requires_source, and createOrders needs requires_confirmation: "
    "attachSourceToCheckout (a primary source that is chargeable or pending) or "
    "updateCheckouts comes first"
)


@pytest.mark.parametrize(
    ("then", "consequence", "advice"),
    [
        ("order: accepted", ", so there is no order to be 'accepted'", WAY),
        (
            "session: complete, order: accepted, events: [order.accepted]",
            ", so session is 'requires_source', not 'complete'",
            WAY,
        ),
        (
            "session: requires_source",
            ", and `then` does not say so",
            f"{WAY}; or announce it: error: order_submit_failed",
        ),
    ],
)
def test_a_refusal_is_told_once_with_what_it_left_undone(then, consequence, advice):
    [found] = rehearsed(f"{EARLY}  then: {{{then}}}\n")
    assert found.code == "MDR211"
    assert found.message == (
        f"createOrders is refused with 400 order_submit_failed{consequence}"
    )
    assert found.help == advice


def test_without_a_then_it_is_told_what_was_needed_as_well():
    [found] = rehearsed(EARLY)
    assert found.help == f"{WAY}; or announce the error in `then`"


def test_a_refusal_for_the_request_itself_is_told_in_the_providers_words():
    [found] = rehearsed(
        "- merchant: createCheckouts\n  match: {body: {currency: ABC}}\n"
        "  then: {checkout: open}\n"
    )
    assert "createCheckouts is refused with 400" in found.message
    assert found.help.startswith("the provider says: ")
    assert "currency" in found.help


def test_an_announced_refusal_is_none():
    assert not rehearsed(
        "- merchant: createCheckouts\n"
        "- merchant: createOrders\n"
        "  then: {error: order_submit_failed}\n"
    )


def test_what_a_fault_answers_needs_no_announcement():
    assert not rehearsed(
        "- merchant: createOrders\n"
        "  fault: {kind: status, status: 502}\n"
        "- merchant: createOrders\n"
        "  then: {order: accepted}\n"
    )


IMPOSSIBLE = """\
scenario: early
summary: One.
steps:
  - merchant: createOrders
    then: {session: pending_funds}
"""


def test_a_story_that_cannot_happen_is_not_playable_and_says_why():
    story = story_from_text(IMPOSSIBLE, "early.yaml", vocabulary())

    for _ in range(2):
        with pytest.raises(BrokenScenario) as raised:
            playable(story)
        [found] = raised.value.findings
        assert found.code == "MDR201"
        assert "early.yaml:5:" in raised.value.message


def test_a_text_is_rehearsed_once_in_a_file(monkeypatch):
    asked = []
    monkeypatch.setattr(rehearsal, "rehearse", lambda s: asked.append(s.file) or ())
    text = "scenario: kept\nsummary: One.\nsteps: [{merchant: createCheckouts}]\n"

    for file in ("kept.yaml", "kept.yaml", "other/kept.yaml"):
        story = story_from_text(text, file, vocabulary())
        assert playable(story) is story

    assert asked == ["kept.yaml", "other/kept.yaml"]


def test_no_more_verdicts_are_kept_than_a_suite_has_stories(monkeypatch):
    monkeypatch.setattr(rehearsal, "_KEPT", 2)
    monkeypatch.setattr(rehearsal, "rehearse", lambda _: ())
    for number in range(4):
        text = f"scenario: s\nsummary: {number}.\nsteps: [{{merchant: listOrders}}]\n"
        playable(story_from_text(text, "s.yaml", vocabulary()))

    assert len(rehearsal._verdicts) == 2


UNPAID = "the money is still to come: `- customer: pays`, after `- merchant: create"
UNAPPROVED = "the customer has still to approve: `- customer: approves`, after `- mer"
CHALLENGED = (
    "it stays requires_source here; what makes it requires_action is createOrders "
    "(strong customer authentication is owed)"
)
ANOTHER = "match: {headers: {authorization: ...}} sends another key, and each key"
GIVEN = "given: {source: {type: %s}}\n"
LOOKS = "- merchant: createCheckouts\n- merchant: retrieveCheckouts\n"
KEYED = EARLY.partition("\n")[0] + "\n  match: {headers: {Authorization: Bearer %s}}\n"


@pytest.mark.parametrize(
    ("steps", "given", "help"),
    [
        (f"{LOOKS}  then: {{session: requires_action}}\n", "", CHALLENGED),
        ("- merchant: createRefunds\n", GIVEN % "wireTransfer", UNPAID),
        ("- merchant: createRefunds\n", GIVEN % "klarnaCredit", UNAPPROVED),
        (KEYED % "abc", "", ANOTHER),
        (KEYED % "sk_test_abcdefghijklmnopqrst", "", ANOTHER),
    ],
)
def test_what_does_not_hold_comes_with_what_to_do(steps, given, help):
    [found] = rehearsed(steps, given)
    assert found.help.startswith(help)


@pytest.mark.parametrize("of", ["source", "it"])
def test_of_what_the_story_names_alone_it_is_said_that_it_can_not(of):
    [found] = rehearsed(
        "- merchant: createCheckouts\n"
        "- customer: chooses\n"
        "  source: {type: klarnaCredit}\n"
        "  as: it\n"
        f"- provider: expires\n  of: {of}\n"
    )
    assert found.message.endswith("no source can take provider expires now")


def test_what_a_step_leaves_as_it_is_can_be_claimed_of_it():
    [found] = rehearsed(
        "- merchant: createCheckouts\n"
        "- customer: chooses\n"
        "  source: {type: payPal}\n"
        "- merchant: attachSourceToCheckout\n"
        "- merchant: createOrders\n"
        "- customer: approves\n"
        "  then: {order: accepted}\n"
    )
    assert found.help == (
        "possible here:\n- order: pending_payment\n- order: cancelled\n"
        "that comes later: claim it at a step of its own, `- merchant: refreshOrders`"
    )
