"""What did not come as `then` says: the help is what can be written instead."""

from __future__ import annotations

import pytest

from mockdr.engine.rehearsal import rehearse
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.parse import parse

ORDERED = """\
scenario: tale
summary: One.
given: {source: {type: creditCard}}
steps:
  - merchant: createOrders
    then: {%s}
"""
OPENED = """\
scenario: tale
summary: One.
steps:
  - merchant: createCheckouts
    then: {%s}
"""
REPRICED = """\
scenario: tale
summary: One.
steps:
  - merchant: createCheckouts
  - merchant: updateCheckouts
    match: {body: {currency: QQQ}}
    then: {%s}
"""


def rehearsed(text: str):
    story, findings = parse(text, "tale.yaml", vocabulary())
    assert story is not None, findings
    return rehearse(story)


def test_a_state_that_comes_with_a_refusal_is_shown_with_what_announces_it():
    [found] = rehearsed(ORDERED % "session: requires_action")
    code = "additional_payment_action_required"
    assert found.message == (
        f"createOrders is refused with 409 {code}, and `then` does not say so"
    )
    assert found.help == f"announce it: error: {code}"
    assert (found.place.line, found.place.column) == (6, 21)
    assert rehearsed(ORDERED % f"session: requires_action, error: {code}") == ()


def test_what_is_possible_is_listed_where_nobody_chooses():
    [found] = rehearsed(OPENED % "session: complete")
    assert found.code == "MDR201"
    assert found.help == (
        "possible here:\n- session: requires_source\n- session: requires_confirmation"
    )


def test_what_only_facts_decide_against_is_not_called_impossible():
    [found] = rehearsed(OPENED % "session: requires_confirmation")
    assert found.code == "MDR211"
    assert found.message.endswith(
        "session should be 'requires_confirmation', is 'requires_source'"
    )


def test_a_thing_that_is_not_there_is_no_state():
    [found] = rehearsed(OPENED % "order: accepted")
    assert found.message == (
        "createCheckouts makes and moves no order that could be 'accepted'"
    )
    assert found.help == "what it has is checkout: open, session: requires_source"


def test_a_thing_that_a_later_step_makes_is_claimed_there():
    text = (ORDERED % "charge: capturable").replace("creditCard", "konbini")
    [found] = rehearsed(text)
    assert found.help.endswith("`- customer: pays`")


@pytest.mark.parametrize(
    ("text", "claim", "instead"),
    [
        (
            ORDERED,
            "events: [order.accepted]",
            "events: [order.created, order.charge.capturable, order.accepted]",
        ),
        (
            REPRICED,
            "error: {code: invalid_parameter, parameter: foo}",
            "error: {code: invalid_parameter, parameter: currency}",
        ),
    ],
)
def test_the_help_is_what_can_be_written_and_holds(text, claim, instead):
    [found] = rehearsed(text % claim)
    assert found.code == "MDR211"
    assert found.help.endswith(f", write {instead}")
    assert rehearsed(text % instead) == ()
