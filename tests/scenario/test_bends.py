"""What a `delivery` says, whom it strikes, and what several make of one event."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.errors import MockdrError
from mockdr.base.ids import Ids
from mockdr.base.source import Place
from mockdr.scenario.bends import ANY, Bend, Bent, Tally, When, fold
from mockdr.scenario.deliveries import KINDS, read_bend
from mockdr.scenario.parse import parse
from tests.scenario.words import VOCABULARY

HERE = Place(file="a.yaml", line=1, column=1, end_line=1, end_column=1)
TEXT = """
summary: A story.
steps: [{merchant: createOrders}]
delivery:
"""


def never():
    """Return the highest chance that there is."""
    return 1 - 2**-52


def bend(kind="drop", *, event=ANY, place=HERE, **said):
    """Return a bend of *kind*."""
    return Bend(event=event, kind=kind, place=place, **said)


def struck(bends, events, seed="seed"):
    """Return the kinds that strike each of *events*, one after the other."""
    tally = Tally(bends, lambda number: Ids(seed, str(number)).chance)
    return [tuple(b.kind for b in tally.struck(event)) for event in events]


def told(*lines):
    """Return what a file with these deliveries says."""
    text = TEXT + "".join(f"  - {line}\n" for line in lines)
    story, found = parse(text, "a.yaml", VOCABULARY)
    assert found == ()
    return story.delivery


# What is said


def test_a_story_without_deliveries_bends_nothing():
    """The key may be absent; of an empty list lint says that it is empty."""
    story, _ = parse("- merchant: createOrders", "a.yaml", VOCABULARY)
    empty, found = parse(TEXT.strip() + " []", "a.yaml", VOCABULARY)

    assert story.delivery == empty.delivery == ()
    assert found == ()


def test_what_is_said_is_typed_and_the_rest_has_its_default():
    """Two copies and one attempt are meant when nobody says how many."""
    late, twice, down = told(
        "{event: order.accepted, kind: late, by: 10m, first: 2}",
        "{event: any, kind: duplicate, probability: .5}",
        "{event: any, kind: down, every: 3}",
    )

    assert (late.event, late.kind, late.by) == (
        "order.accepted",
        "late",
        timedelta(minutes=10),
    )
    assert late.when == When(first=2)
    assert (twice.copies, twice.when) == (2, When(probability=0.5))
    assert (down.attempts, down.when) == (1, When(every=3))
    assert (late.place.line, late.place.column) == (5, 13)


@pytest.mark.parametrize("kind", KINDS)
def test_a_mapping_from_outside_says_the_same_as_a_file(kind):
    """What code and configuration say is read by the rules of the language."""
    more = {"by": "90s"} if "by" in KINDS[kind].takes else {}
    said = {"event": "order.accepted", "kind": kind, **more, "every": 2}
    line = ", ".join(f"{key}: {value}" for key, value in said.items())

    [written] = told(f"{{{line}}}")
    read = read_bend(said, VOCABULARY)

    assert (read.event, read.kind, read.by, read.when) == (
        written.event,
        written.kind,
        written.by,
        written.when,
    )


def test_a_mapping_from_outside_may_hold_what_a_program_has():
    """A duration, numbers, and None for what is not said."""
    read = read_bend(
        {
            "event": "any",
            "kind": "late",
            "by": timedelta(minutes=1, milliseconds=5),
            "copies": None,
            "probability": 0.25,
        },
        VOCABULARY,
    )

    assert read.by == timedelta(minutes=1, milliseconds=5)
    assert read.when.probability == 0.25


@pytest.mark.parametrize(
    ("said", "message", "help"),
    [
        (
            {"event": "order.acepted", "kind": "drop"},
            "there is no event 'order.acepted'",
            "did you mean 'order.accepted'?",
        ),
        (
            {"event": "any", "kind": "late"},
            "the delivery 'late' lacks 'by'",
            "add by: 10m",
        ),
        ({"event": "any"}, "a delivery lacks 'kind'", "add kind: one of duplicate"),
        ("chaos", "a delivery must be a mapping, not 'chaos'", "its keys are event"),
        ({"event": ["any"], "kind": "drop"}, "'event' must be a word", "write one"),
    ],
)
def test_what_a_file_could_not_say_is_refused_in_the_same_words(said, message, help):
    """Without a place, for there is no file."""
    with pytest.raises(MockdrError) as caught:
        read_bend(said, VOCABULARY)

    assert message in caught.value.message
    assert help in caught.value.help


# Who is struck


@given(st.integers(1, 9), st.integers(1, 30))
@settings(max_examples=30, deadline=None)
def test_the_first_are_struck_and_no_other(first, events):
    """They are counted from one."""
    found = struck([bend(when=When(first=first))], ["a"] * events)

    assert found == [("drop",) if n < first else () for n in range(events)]


@given(st.integers(1, 9), st.integers(1, 30))
@settings(max_examples=30, deadline=None)
def test_one_in_so_many_is_struck_and_it_is_the_last_of_them(every, events):
    """With 5 it is the fifth, the tenth, and so on."""
    found = struck([bend(when=When(every=every))], ["a"] * events)

    assert found == [("drop",) if n % every == 0 else () for n in range(1, events + 1)]


@given(st.text(max_size=5), st.lists(st.sampled_from("ab"), max_size=20))
@settings(max_examples=30, deadline=None)
def test_chance_depends_on_the_seed_and_on_no_neighbour(seed, events):
    """A bend that is added below does not change whom the others strike."""
    chance = bend(when=When(probability=0.5))
    alone = struck([chance], events, seed)
    accompanied = struck(
        [chance, bend("swap", when=When(probability=0.5))], events, seed
    )

    assert [tuple(k for k in kinds if k == "drop") for kinds in accompanied] == alone
    assert struck([chance], events, seed) == alone


def test_a_chance_of_one_strikes_all():
    """Even the highest number that chance can be is below it."""
    tally = Tally([bend(when=When(probability=1.0))], lambda _: never)

    assert tally.struck("a") != ()


def test_about_half_are_struck_with_a_chance_of_one_half():
    """The seed is fixed, so that this never fails by chance."""
    found = struck([bend(when=When(probability=0.5))], ["a"] * 1000)

    assert 450 < sum(map(bool, found)) < 550


def test_only_events_of_the_type_are_counted():
    """The second order.accepted is the second, whatever came between."""
    found = struck([bend(event="b", when=When(first=1))], ["a", "a", "b", "a", "b"])

    assert found == [(), (), ("drop",), (), ()]


def test_every_bend_that_fits_strikes_by_its_own_count():
    """Unlike rules, of which the first strikes: an event can be late and twice."""
    bends = [bend("swap", when=When(every=2)), bend("tampered", when=When(first=1))]

    assert struck(bends, ["a", "a", "a"]) == [("tampered",), ("swap",), ()]


# What becomes of an event


@pytest.mark.parametrize(
    ("said", "bent"),
    [
        ({"kind": "duplicate", "copies": 3}, Bent(copies=3)),
        ({"kind": "late", "by": timedelta(1)}, Bent(late=timedelta(1))),
        ({"kind": "swap"}, Bent(swapped=True)),
        ({"kind": "drop"}, Bent(dropped=True)),
        ({"kind": "stale", "by": timedelta(1)}, Bent(stale=timedelta(1))),
        ({"kind": "tampered"}, Bent(tampered=True)),
        ({"kind": "old_secret"}, Bent(old_secret=True)),
        ({"kind": "unknown_type"}, Bent(stranger=True)),
        ({"kind": "down", "attempts": 2}, Bent(down=2)),
    ],
)
def test_each_kind_does_one_thing(said, bent):
    """An extra event bends no delivery of the one that it comes with."""
    kinds = () if bent.stranger else (said["kind"],)

    assert fold([bend(**said)]) == bent
    assert bent.kinds == kinds


def test_every_kind_of_the_language_has_a_meaning():
    """The table of the kinds and the test above list the same."""
    by = timedelta(1)

    assert all(fold([bend(kind, by=by)]) != Bent() for kind in KINDS)
    assert fold([]) == Bent()


def test_several_bends_come_together_and_of_one_kind_the_first_holds():
    """As the file has them, from top to bottom."""
    first, second = timedelta(minutes=1), timedelta(minutes=2)

    bent = fold([bend("late", by=first), bend("down"), bend("late", by=second)])

    assert bent == Bent(late=first, down=1)
    assert bent.kinds == ("late", "down")


def test_chance_is_remembered():
    """Nobody can be asked to wait for what only chance has held back."""
    by_chance = bend("swap", when=When(probability=0.5))

    assert fold([by_chance]) == Bent(swapped=True, chance=True)
    assert fold([bend("swap"), by_chance]) == Bent(swapped=True)


def test_what_is_late_is_not_swapped_besides():
    """It comes after others in any case."""
    assert fold([bend("swap"), bend("late", by=timedelta(1))]).kinds == ("late",)


def test_what_is_dropped_meets_nothing_else():
    """It never arrives; what would be done to it there is not told."""
    assert fold([bend("swap"), bend("drop"), bend("tampered")]).kinds == ("drop",)
