"""Every story that `mockdr new` offers lints, plays and says what it is about."""

from __future__ import annotations

import pytest

from mockdr import contract
from mockdr.engine.drafts import OUTCOMES, draft, drafted_name, methods, outcomes_of
from mockdr.engine.looking import look_closely
from mockdr.engine.tale import tell
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.context import NAME
from mockdr.scenario.form.layout import reform
from mockdr.scenario.parse import parse

OF_EACH = [
    pytest.param(method, id=method.type)
    for method in methods()
    if method.type in {"creditCard", "payPal", "klarnaCredit", "konbini"}
]


def hold(method, outcome):
    name = drafted_name(method.type, outcome.name)
    text = draft(method, outcome, name)

    assert text is not None
    assert NAME.fullmatch(name)
    assert reform(text) == text
    assert look_closely(text, f"{name}.yaml") == ()
    story, _ = parse(text, f"{name}.yaml", vocabulary())
    assert tell(story).findings == ()


@pytest.mark.parametrize("method", OF_EACH)
def test_what_is_offered_for_one_of_each_kind_lints_and_plays(method):
    for outcome in outcomes_of(method):
        hold(method, outcome)


@pytest.mark.whole
@pytest.mark.parametrize(
    "method",
    [m for m in methods() if m not in [p.values[0] for p in OF_EACH]],
    ids=lambda m: m.type,
)
def test_what_is_offered_for_the_others_lints_and_plays(method):
    """What is offered has been rehearsed without a finding; here it is played."""
    for outcome in outcomes_of(method):
        text = draft(method, outcome, "draft")
        story, _ = parse(text, "draft.yaml", vocabulary())
        assert tell(story).findings == ()


def test_every_method_of_which_anything_is_known_is_offered():
    offered = {method.type for method in methods()}
    left = set(contract.payment_methods()) - offered

    # The first is how the SDK spells ccavenue.
    assert left == {"ccAvenue", "customerCredit", "giftCard"}
    assert all(outcomes_of(method) for method in methods()[:1])


def test_every_outcome_is_offered_for_some_method():
    offered = {o.name for p in OF_EACH for o in outcomes_of(p.values[0])}

    assert offered == set(OUTCOMES)


@pytest.mark.parametrize("method", OF_EACH)
def test_no_two_outcomes_of_a_method_are_the_same_story(method):
    texts = [draft(method, o, "x") for o in outcomes_of(method)]
    stories = {text.partition("steps:")[2] for text in texts}

    assert len(stories) == len(texts)


def test_a_card_is_never_turned_away_on_a_page():
    card, *_ = methods()

    assert card.type == "creditCard"
    assert draft(card, OUTCOMES["turned-away"], "x") is None


def test_nobody_is_asked_who_is_paying_at_the_door():
    on_delivery = next(m for m in methods() if m.type == "codJapan")

    assert draft(on_delivery, OUTCOMES["challenged"], "x") is None
