"""The index by which scenarios are found says what they do."""

from __future__ import annotations

from mockdr.base.data import data_folder
from mockdr.engine.coverage.index import FILE, SORTS, bundled, told, written
from mockdr.engine.coverage.reached import Reached
from tests.scenarios.watch import STORIES, everything, played


def test_the_index_is_fresh():
    """If this fails: python schemas/stories.py."""
    text = (data_folder("schemas") / FILE).read_text("utf-8")

    assert text == written(found.reached for found in everything())


def test_what_is_written_down_is_read_again():
    assert bundled().keys() == STORIES.keys()
    for title in ("card-accepted", "konbini-paid-late", "bad-day"):
        assert bundled()[title] == told(played(title).reached)


def test_what_comes_before_a_story_is_not_reached_by_it():
    """Each begins with a checkout; that says nothing of what it is about."""
    words = bundled()["order-updated"]

    assert "createCheckouts" not in words["operation"]
    assert "checkout.created" not in words["event"]
    assert "session requires_source" not in words["state"]


def test_what_a_rule_answers_is_reached():
    assert "too_many_requests" in bundled()["bad-day"]["error"]


def test_nothing_reached_is_nothing_written():
    empty = written([Reached(title="empty")])

    assert empty.startswith('{\n "stories": ["empty"],\n "state": {')
    assert [sort for sort in SORTS if f'"{sort}"' not in empty] == []
