"""What lint finds by trying: a story is rehearsed before anybody relies on it."""

from __future__ import annotations

import textwrap

import pytest

from mockdr.engine import rehearsal
from mockdr.engine.rehearsal import playable, rehearse
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import BrokenScenario, story_from_text
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
