"""A state claimed too early: the help says which step would bring it."""

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
  - merchant: createCheckouts
  - customer: chooses
  - merchant: attachSourceToCheckout
  - merchant: createOrders
"""
SENT = f"{ORDERED}  - merchant: createFulfillments\n"
NEXT = "that comes next, by itself: claim it at a step of its own, "
LATER = "that comes later: claim it at a step of its own, "


def rehearsed(text: str):
    story, findings = parse(text, "tale.yaml", vocabulary())
    assert story is not None, findings
    return rehearse(story)


@pytest.mark.parametrize(
    ("text", "claim", "said", "act"),
    [
        (SENT, "order: complete", NEXT, ("completes", "capture")),
        (SENT, "capture: complete", NEXT, ("completes", "capture")),
        (SENT, "capture: failed", LATER, ("fails", "capture")),
        (
            f"{SENT}  - merchant: createRefunds\n",
            "refund: succeeded",
            NEXT,
            ("completes", "refund"),
        ),
        (
            f"{SENT}  - merchant: createRefunds\n",
            "refund: pending_information",
            LATER,
            ("asks_bank_details", "refund"),
        ),
    ],
)
def test_a_state_that_comes_after_the_step_is_claimed_at_the_act_that_is_named(
    text, claim, said, act
):
    verb, kind = act
    [found] = rehearsed(f"{text}    then: {{{claim}}}\n")
    assert found.code == "MDR201"
    assert f"{said}`- provider: {verb}` with `of: {kind}`" in found.help
    own = f"{text}  - provider: {verb}\n    of: {kind}\n    then: {{{claim}}}\n"
    assert rehearsed(own) == ()


REDIRECTED = """\
scenario: tale
summary: One.
given: {source: {type: klarnaCredit}}
steps:
  - merchant: createOrders
"""
APPROVED = f"{REDIRECTED}  - customer: approves\n"


@pytest.mark.parametrize(
    "claim", ["order: accepted", "order: in_review", "session: complete"]
)
def test_a_state_that_the_merchant_brings_about_is_claimed_at_the_call_that_does(claim):
    [found] = rehearsed(f"{APPROVED}    then: {{{claim}}}\n")
    assert found.help.endswith(f"{LATER}`- merchant: refreshOrders`")
    own = f"{APPROVED}  - merchant: refreshOrders\n    then: {{{claim}}}\n"
    assert rehearsed(own) == ()


def test_a_call_that_somebody_must_act_before_is_told_with_the_act():
    claim = "    then: {order: accepted}\n"
    [found] = rehearsed(REDIRECTED + claim)
    way = "`- merchant: refreshOrders`, after `- customer: approves`"
    assert found.help.endswith(f"{LATER}{way}")
    own = f"{APPROVED}  - merchant: refreshOrders\n{claim}"
    assert rehearsed(own) == ()


def test_what_comes_two_steps_later_holds_there():
    paid = REDIRECTED.replace("klarnaCredit", "konbini")
    claim = "    then: {order: fulfilled}\n"
    [found] = rehearsed(paid + claim)
    way = "`- merchant: createFulfillments`, after `- customer: pays`"
    assert found.help.endswith(f"{LATER}{way}")
    own = f"{paid}  - customer: pays\n  - merchant: createFulfillments\n{claim}"
    assert rehearsed(own) == ()


def test_no_way_is_told_that_facts_decide_against():
    paid = REDIRECTED.replace("klarnaCredit", "konbini")
    [found] = rehearsed(f"{paid}    then: {{order: complete}}\n")
    assert "later" not in found.help


def test_where_no_act_leads_nothing_is_said_of_later():
    [found] = rehearsed(f"{SENT}    then: {{order: accepted}}\n")
    assert found.help == "possible here: order: fulfilled"


def test_no_advice_leads_through_what_harms_somebody():
    [found] = rehearsed(
        f"{SENT}  - merchant: createFulfillments\n    then: {{order: fulfilled}}\n"
    )
    assert found.help == "the order is complete, and createFulfillments needs accepted"


def test_a_capture_that_failed_can_be_tried_again():
    failed = f"{SENT}  - provider: fails\n    of: capture\n"
    [found] = rehearsed(
        f"{failed}  - merchant: createRefunds\n    then: {{refund: pending}}\n"
    )
    assert found.help.startswith("the capture has failed: `- provider: completes`")
    again = f"{failed}  - provider: completes\n    of: capture\n"
    assert rehearsed(f"{again}  - merchant: createRefunds\n") == ()


def test_one_refusal_is_one_finding_that_begins_with_what_is_wrong():
    [found] = rehearsed(
        f"{ORDERED}  - merchant: createCheckouts\n"
        "    match: {body: {chargeType: customer}}\n"
    )
    assert found.help.startswith("the provider says: ")
    assert found.help.endswith("; or announce the error in `then`")
    assert "(parameter chargeType)" in found.help
