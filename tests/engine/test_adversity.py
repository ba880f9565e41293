"""What the setting `delivery` can say, and what it says when it says nothing."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest

from mockdr.base.errors import ConfigurationError, MockdrError
from mockdr.engine.adversity import CHAOS, read_delivery
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.bends import When
from mockdr.scenario.parse import parse
from mockdr.server.configuration import load

LATE = {"event": "order.accepted", "kind": "late", "by": "10m", "first": 2}
TWICE = {"event": "any", "kind": "duplicate", "probability": 0.5}


@pytest.mark.parametrize(("text", "bends"), [("none", ()), (" chaos\n", CHAOS)])
def test_a_word_stands_for_all_of_it(text, bends):
    assert read_delivery(text) == bends


@pytest.mark.parametrize(
    "value", [[LATE, TWICE], (LATE, TWICE), orjson.dumps([LATE, TWICE]).decode()]
)
def test_a_list_has_entries_as_a_scenario_has_them(value):
    """A variable of the environment holds the same in JSON."""
    late, twice = read_delivery(value)

    assert (late.event, late.kind, late.by) == (
        "order.accepted",
        "late",
        timedelta(minutes=10),
    )
    assert late.when == When(first=2)
    assert (twice.event, twice.when) == ("any", When(probability=0.5))


def test_what_was_read_is_read_as_it_is():
    """Settings are handed on from one layer to the next."""
    assert read_delivery(read_delivery([LATE])) == read_delivery([LATE])
    assert read_delivery([]) == ()


@pytest.mark.parametrize(
    ("value", "help"),
    [
        ("caos", "'none', 'chaos', or a list of deliveries like [{"),
        ("", "'none', 'chaos', or a list"),
        (None, "'none', 'chaos', or a list"),
        (3, "'none', 'chaos', or a list"),
        (LATE, "'none', 'chaos', or a list"),
        ("[{]", "line 1"),
        ([{**LATE, "by": None}], "here the delivery 'late' lacks 'by': add by: 10m"),
        ([{**LATE, "event": "order.acepted"}], "did you mean 'order.accepted'?"),
        (["drop"], "a delivery must be a mapping, not 'drop'"),
        ([dict.fromkeys(map(str, range(500)))], "a delivery lacks 'event'"),
    ],
)
def test_what_says_nothing_is_refused_with_what_could_be_said(value, help):
    with pytest.raises(MockdrError, match="says nothing about deliveries") as caught:
        read_delivery(value)

    assert help in caught.value.help


def test_of_much_that_is_wrong_the_first_is_told():
    """Nobody reads three hundred findings in one line."""
    with pytest.raises(MockdrError) as caught:
        read_delivery([dict.fromkeys(map(str, range(500)), 1)])

    assert "'2'" in caught.value.help
    assert "'3'" not in caught.value.help


def test_a_file_has_them_as_tables(tmp_path):
    """Each entry of the list is a table of its own."""
    (tmp_path / "mockdr.toml").write_text(
        'delivery = [{event = "any", kind = "duplicate", copies = 3, every = 2}]\n'
    )

    [bend] = load(start=tmp_path, environ={}).settings.delivery
    assert (bend.copies, bend.when) == (3, When(every=2))


def test_a_mistake_in_the_configuration_names_its_place(tmp_path):
    """And tells what the entry should be."""
    with pytest.raises(ConfigurationError) as caught:
        load(start=tmp_path, environ={"MOCKDR_DELIVERY": '[{"event": "any"}]'})

    assert "MOCKDR_DELIVERY" in str(caught.value)
    assert "a delivery lacks 'kind'" in str(caught.value)


def test_a_story_may_ask_for_chaos_and_for_nothing_else():
    """What it bends by itself stands under `delivery`."""
    text = "given: {{settings: {{delivery: {}}}}}\nsteps: [{{merchant: createOrders}}]"
    story, _ = parse(text.format("chaos"), "a.yaml", vocabulary())
    _, found = parse(text.format("caos"), "a.yaml", vocabulary())

    assert story.given.settings == {"delivery": CHAOS}
    [finding] = [d for d in found if d.code == "MDR112"]
    assert finding.message == "'delivery' cannot be 'caos'"
    assert "'none', 'chaos'" in finding.help
