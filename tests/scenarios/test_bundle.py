"""Every story that ships is well told, and holds."""

from __future__ import annotations

import re

import pytest

from mockdr.engine.rehearsal import rehearse
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.looking import look
from tests.scenarios.watch import FILES, FOLDER, LIBRARY, STORIES, everything, played

pytestmark = pytest.mark.whole

FOLDERS = {
    "catalogue",
    "checkouts",
    "customers",
    "disputes",
    "drop-in",
    "errors",
    "faults",
    "files",
    "finance",
    "fulfillments",
    "invoices",
    "limits",
    "logistics",
    "methods",
    "orders",
    "refunds",
    "returns",
    "sessions",
    "sources",
    "subscriptions",
    "taxes",
    "versions",
    "webhooks",
}

names = pytest.mark.parametrize("name", STORIES)


def tried(story):
    return rehearse(story), None


@pytest.mark.parametrize("name", FILES)
def test_a_bundled_file_has_no_finding_at_all(name):
    """Whatever combination of its matrix it is read or rehearsed as."""
    file = FILES[name]
    stories, findings = look(
        file.read_bytes(),
        file.name,
        vocabulary(),
        lambda story: (rehearse(story), None),
    )

    assert stories
    assert findings == ()


@names
def test_a_bundled_story_holds(name):
    assert played(name).findings == []


@names
def test_a_bundled_story_plays_all_its_steps(name):
    """As many beats as steps, at each call's minimum of times and at least once."""
    found = played(name)
    wanted = [
        (step.operation, max(1, step.times.least))
        if hasattr(step, "operation")
        else (step.verb, 1)
        for step in found.steps
    ]
    beats = [
        beat.what
        for beat in found.beats
        if not (beat.prologue or beat.struck or beat.who == "webhook")
    ]

    assert beats == [what for what, times in wanted for _ in range(times)]


@names
def test_a_summary_is_one_sentence_that_fits_a_line(name):
    summary = played(name).story.summary

    assert len(summary) <= 100
    assert summary[0].isupper() or summary.startswith("iDEAL")
    assert summary.endswith(".")
    assert not re.search(r"[.!?] ", summary), "that is more than one"


@names
def test_a_bundled_story_has_tags(name):
    assert played(name).story.tags


def test_every_name_is_there_once_and_in_a_known_folder():
    files = list(FOLDER.rglob("*.yaml"))

    assert len(files) == len(FILES)
    assert {file.parent.relative_to(FOLDER).as_posix() for file in files} == FOLDERS
    assert LIBRARY.findings() == ()


def test_no_two_stories_have_the_same_summary():
    """Those of one matrix may: their names tell them apart."""
    summaries = {(found.story.name, found.story.summary) for found in everything()}

    assert len({summary for _, summary in summaries}) == len(summaries)


def test_a_way_out_of_the_tables_would_be_seen():
    """The watcher is no ornament: it sees what the flagship story does."""
    moves = {str(move) for move in played("card-accepted").changed}

    assert moves >= {
        "session: None -- createCheckouts -> requires_source",
        "session: requires_source -- attachSourceToCheckout -> requires_confirmation",
        "session: requires_confirmation -- createOrders -> complete",
        "order: None -- createOrders -> accepted",
        "fraud: None -- createOrders -> passed",
        "source: chargeable -- createOrders -> consumed",
        "charge: None -- createOrders -> capturable",
        "item: None -- createOrders -> created",
        "checkout: open -- createOrders -> consumed",
    }
