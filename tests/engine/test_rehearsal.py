"""What lint finds by trying: a story is rehearsed before anybody relies on it."""

from __future__ import annotations

import textwrap

from mockdr.engine.rehearsal import rehearse
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.parse import parse


def rehearsed(steps):
    text = "scenario: early\nsummary: One.\nsteps:\n" + textwrap.indent(steps, "  ")
    story, findings = parse(text, "early.yaml", vocabulary())
    assert story is not None, findings
    return rehearse(story)


def test_a_refusal_that_the_story_does_not_announce_is_a_finding():
    [found] = rehearsed("- merchant: createCheckouts\n- merchant: createOrders\n")
    assert found.code == "MDR210"
    assert "order_submit_failed" in found.message
    assert found.place.line == 5


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
