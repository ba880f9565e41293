"""A tale: a story is played, and told by its moves, its refusals and its events."""

from __future__ import annotations

import pytest

from mockdr.base.data import data_folder
from mockdr.engine.tale import tell
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import Library, story_from_text

LIBRARY = Library((data_folder("scenarios"),), vocabulary())


def told(text):
    return tell(story_from_text(text, "story.yaml", vocabulary()))


def path(tale, kind):
    return [
        (m.step, m.before, m.trigger, m.after) for m in tale.moves if m.kind == kind
    ]


DECLINED = """\
scenario: story
summary: The card is declined.
steps:
  - merchant: createCheckouts
    as: cart
  - customer: chooses
    source: {type: creditCard}
    as: card
  - merchant: attachSourceToCheckout
  - merchant: createOrders
    then: {error: failed-request, session: failed}
"""


def test_the_moves_of_a_kind_are_told_in_order_each_with_its_step():
    assert path(told(DECLINED), "session") == [
        (1, None, "createCheckouts", "requires_source"),
        (2, "requires_source", "customer.chooses", "requires_source"),
        (3, "requires_source", "attachSourceToCheckout", "requires_confirmation"),
        (4, "requires_confirmation", "createOrders", "failed"),
    ]


def test_a_refusal_tells_the_states_that_it_was_met_in():
    (refused,) = told(DECLINED).refused

    assert (refused.operation, refused.key, refused.step) == (
        "createOrders",
        "failed-request",
        4,
    )
    assert refused.states["session"] == "requires_confirmation"
    assert refused.facts[:1] == (409,)


def test_names_of_the_story_lead_to_its_things():
    tale = told(DECLINED)

    assert {name: thing.kind for name, thing in tale.things.items()} == {
        "cart": "checkout",
        "card": "source",
    }
    assert tale.tenant.document(*tale.things["card"])["type"] == "creditCard"


def test_what_comes_before_a_story_belongs_to_no_step():
    tale = tell(LIBRARY.story("receiver-down"))

    assert {m.step for m in tale.moves if m.kind == "capture"} == {0}
    assert path(tale, "refund") == [
        (1, None, "createRefunds", "pending"),
        (2, "pending", "provider.completes", "succeeded"),
    ]


def test_what_follows_by_itself_belongs_to_the_step_that_it_follows():
    tale = told(
        "scenario: story\nsummary: All is sent.\nsteps:\n"
        "  - merchant: createFulfillments\n  - merchant: retrieveOrders\n"
    )

    assert path(tale, "capture") == [
        (1, None, "createFulfillments", "pending"),
        (1, "pending", "provider.completes", "complete"),
    ]


def test_a_story_that_does_not_hold_is_told_up_to_there():
    tale = told(DECLINED.replace("session: failed", "session: complete"))

    assert tale.findings
    assert [m.after for m in tale.moves if m.kind == "session"][-1] == "failed"


@pytest.mark.parametrize("name", ["declined", "webhooks-on-a-bad-day"])
def test_the_same_story_is_told_the_same_way(name):
    one, other = (tell(LIBRARY.story(name)) for _ in range(2))

    assert one.moves == other.moves
    assert one.refused == other.refused
    assert one.events == other.events
