"""What `rules` say, as values."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.scenario.bends import When
from mockdr.scenario.parse import parse
from mockdr.scenario.requests import Part, Request
from mockdr.scenario.story import NONE, CallStep, Fault
from tests.scenario.words import VOCABULARY

TEXT = """
summary: A story.
steps:
  - merchant: createCheckouts
    as: cart
  - merchant: createOrders
rules:
"""
RESET = "fault: {kind: reset}"


def told(*lines):
    """Return the rules of a file in which nothing is wrong."""
    text = TEXT + "".join(f"  - {{{line}}}\n" for line in lines)
    story, found = parse(text, "a.yaml", VOCABULARY)
    assert found == ()
    return story.rules


def test_a_story_without_rules_is_struck_by_nothing():
    story, _ = parse("- merchant: createOrders", "a.yaml", VOCABULARY)

    assert story.rules == ()


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("first: 2", When(first=2)),
        ("every: 5", When(every=5)),
        ("probability: 0.25", When(probability=0.25)),
        ("probability: .5", When(probability=0.5)),
        ("probability: 1", When(probability=1.0)),
    ],
)
def test_a_rule_says_which_it_strikes(said, when):
    [rule] = told(f"merchant: createOrders, {said}, {RESET}")

    assert (rule.operation, rule.when, rule.then) == ("createOrders", when, None)


def test_any_stands_for_every_operation():
    [rule] = told(f"merchant: any, first: 1, {RESET}")

    assert rule.operation is None
    assert rule.where == "a.yaml:8"


def test_rules_keep_the_order_of_the_file():
    rules = told(*(f"merchant: any, first: {n}, {RESET}" for n in (3, 1, 2)))

    assert [rule.when.first for rule in rules] == [3, 1, 2]


def test_what_is_matched_is_read_as_at_a_step():
    [rule] = told(
        "merchant: createOrders, first: 1, match: {body: {checkoutId: <cart.id>}, "
        f"headers: {{X-Try: 1}}}}, {RESET}"
    )

    assert rule.match.body == {"checkoutId": "<cart.id>"}
    assert rule.match.headers == {"x-try": "1"}
    assert rule.match.body_schema is NONE


def test_a_fault_is_read_as_at_a_step():
    first, second = told(
        "merchant: createOrders, first: 1, fault: {kind: delay, for: 5s}",
        "merchant: any, first: 1, fault: {kind: reset, work: done}",
    )

    assert first.fault == Fault(kind="delay", work="done", wait=timedelta(seconds=5))
    assert (first.idle, second.idle) == (False, False)
    assert told(f"merchant: any, first: 1, {RESET}")[0].idle


def test_an_error_is_one_of_the_operation_or_of_all_of_them():
    one, other = told(
        "merchant: createOrders, first: 1, then: {error: order_submit_failed}",
        "merchant: any, first: 1, "
        "then: {error: too_many_requests, headers: {retry-after: 2}}",
    )

    assert one.then.error.keys == ("order_submit_failed",)
    assert other.then.error.keys == ("too_many_requests",)
    assert other.then.headers == {"Retry-After": "2"}
    assert (one.idle, one.fault, other.fault) == (True, None, None)


# What becomes of a part that a rule strikes


STEP = CallStep(
    operation="createOrders", place=told(f"merchant: any, first: 1, {RESET}")[0].place
)


@pytest.mark.parametrize(
    ("fault", "verdict", "struck"),
    [
        ("kind: reset", "played", "struck"),
        ("kind: reset, work: done", "played", "played"),
        ("kind: truncate", "played", "played"),
        ("kind: reset", "free", "free"),
        ("kind: reset", "off_script", "off_script"),
        ("kind: reset", "outside", "outside"),
    ],
)
def test_only_what_is_left_undone_plays_no_step(fault, verdict, struck):
    [rule] = told(f"merchant: createOrders, first: 1, fault: {{{fault}}}")
    step = STEP if verdict == "played" else None
    part = Part(verdict=verdict, request=Request(operation="createOrders"), step=step)

    assert part.struck(rule).verdict == struck
    assert part.struck(rule).fault == rule.fault
    assert not part.struck(rule).announced


def test_facts_refuse_before_a_rule_does():
    [rule] = told("merchant: createOrders, first: 1, then: {error: too_many_requests}")
    part = Part(
        verdict="played", request=Request(operation="createOrders"), step=STEP
    ).struck(rule)

    assert part.announced
    assert part.answered(["too_many_requests"]) is part
    kept = part.answered(["order_submit_failed"])
    assert (kept.verdict, kept.strike, kept.announced) == ("played", None, False)
