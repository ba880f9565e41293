"""What a story's `given` gets wrong is told where it stands, with what to do."""

from __future__ import annotations

import pytest

from mockdr.engine.given import GivenRefused
from mockdr.engine.rehearsal import rehearse
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.parse import parse
from tests.engine.shop import Shop

PLAN = """\
    monthly:
      terms: It renews by the month.
      interval: month
      intervalCount: 1
      billingOffsetDays: 5
      collectionPeriodDays: 10
"""
STEPS = """\
steps:
  - merchant: createCheckouts
    match:
      body:
        items:
          - subscriptionInfo: {planId: <monthly.id>, terms: Yes., autoRenewal: true}
    then: {checkout: open}
"""
HOOK = """\
  webhooks:
    shop:
      {types: [order.acepted], address: "https://a.example", enabled: true,
       apiVersion: latest}
"""
BAD_HOOK = (
    "given 'shop' is refused: invalid_parameter types "
    "('order.acepted' is not a valid parameter)"
)
LACKING = (
    "given 'monthly' is refused: missing: billingOffsetDays, collectionPeriodDays, "
    "intervalCount, terms"
)


def story_of(given: str, steps: str = "steps:\n  - merchant: createCheckouts\n"):
    text = f"scenario: tale\nsummary: One.\ngiven:\n{given}{steps}"
    story, findings = parse(text, "tale.yaml", vocabulary())
    assert story is not None, findings
    return story


@pytest.mark.parametrize(
    ("given", "place", "told", "help"),
    [
        (
            "  plans:\n    monthly: {state: active, interval: month}\n",
            (5, 5),
            LACKING,
            "add them to the plan 'monthly'",
        ),
        (
            "  customers:\n    ann: {}\n    bob: {emial: x}\n",
            (6, 5),
            "given 'bob' is refused: unknown: emial",
            "take it from the customer 'bob'",
        ),
        (
            HOOK,
            (5, 5),
            BAD_HOOK,
            "change the webhook 'shop' so that the contract allows it",
        ),
    ],
)
def test_it_is_told_once_at_its_own_line(given, place, told, help):
    [found] = rehearse(story_of(given))
    assert (found.place.line, found.place.column) == place
    assert (found.message, found.help) == (told, help)


def test_outside_of_lint_the_place_is_said_as_well():
    with pytest.raises(GivenRefused, match=r"^tale.yaml:5:5: given 'bob' is refused"):
        Shop().tenant.play(story_of("  customers:\n    bob: {emial: x}\n"))


def test_a_plan_that_is_not_for_sale_lacks_its_state():
    checkout = "  checkout: {shipTo: null, shipFrom: null, shippingChoice: null}\n"
    [found] = rehearse(story_of(f"  plans:\n{PLAN}{checkout}", STEPS))
    assert "plan_not_active" in found.message
    assert "add state: active to the plan" in found.help
