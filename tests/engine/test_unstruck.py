"""Rules that strike nothing: said of those about any request as of those about one."""

from __future__ import annotations

import pytest

from mockdr.engine.rehearsal import rehearse
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.parse import parse

ORDERED = """\
scenario: tale
summary: One.
steps:
  - merchant: createOrders
"""
THREE = """\
scenario: tale
summary: One.
steps:
  - merchant: createCheckouts
  - merchant: retrieveCheckouts
  - merchant: createCheckouts
"""


def rehearsed(text: str):
    story, findings = parse(text, "tale.yaml", vocabulary())
    assert story is not None, findings
    return rehearse(story)


def rule(when: str, operation: str = "any", more: str = "") -> str:
    return f"rules: [{{merchant: {operation}, {when}, fault: {{kind: reset}}{more}}}]\n"


@pytest.mark.parametrize("every", [4, 400])
def test_a_rule_on_any_that_counts_further_than_the_story_strikes_nothing(every):
    [found] = rehearsed(THREE + rule(f"every: {every}"))
    assert found.code == "MDR412"
    assert found.message == f"the story calls 3 times: number {every} never comes"


@pytest.mark.parametrize("when", ["every: 3", "every: 2", "first: 1"])
def test_a_rule_on_any_that_strikes_is_no_finding(when):
    assert rehearsed(THREE + rule(when)) == ()


def test_what_comes_before_the_story_is_not_among_what_a_rule_on_any_counts():
    # Four requests come before the only one that the story tells of.
    text = ORDERED.replace("createOrders", "createFulfillments")
    [found] = rehearsed(text + rule("every: 2"))
    assert found.message == "the story calls once: number 2 never comes"


def test_with_a_match_only_what_fits_it_is_counted():
    english = "match: {body: {locale: en_US}}"
    text = THREE.replace("createCheckouts", f"createCheckouts\n    {english}", 1)
    [found] = rehearsed(text + rule("every: 2", more=f", {english}"))
    assert found.message == "the story sends what fits it once: number 2 never comes"


def test_a_shop_that_may_call_more_often_gives_a_rule_on_any_its_chance():
    text = THREE.replace("retrieveCheckouts", "retrieveCheckouts\n    times: 1..")
    assert rehearsed(text + rule("every: 4")) == ()


def test_a_rule_on_any_behind_one_that_is_always_first_is_told_which():
    text = f"{THREE}rules:\n" + 2 * (
        "  - merchant: any\n    first: 1\n    fault: {kind: reset}\n"
    )
    [found] = rehearsed(text)
    assert (
        found.message == "the rule of line 8 strikes first what this one would strike"
    )
    assert found.place.line == 11


def test_a_rule_that_nobody_gets_past_is_shown_where_it_stands():
    [found] = rehearsed(ORDERED + rule("every: 1", "createCheckouts"))
    assert (found.code, found.place.line) == ("MDR210", 5)
    assert found.message.startswith("this rule has struck createCheckouts 100 times")


def test_a_rule_that_it_leaves_nothing_is_told_beside_it():
    endless = rule("every: 1", "createOrders")
    behind = "{merchant: createOrders, first: 1, fault: {kind: reset}}]"
    found = rehearsed(ORDERED + endless.replace("}]", f"}},\n  {behind}"))
    assert [(f.code, f.place.line) for f in found] == [("MDR210", 5), ("MDR412", 6)]
