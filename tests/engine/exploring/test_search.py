"""A search finds what goes wrong, and tells the shortest way to it."""

from __future__ import annotations

import sys

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.exploring.search import Move, NotNow, search

LEFT, RIGHT, STAY = (Move(who="shop", what=w) for w in ("left", "right", "stay"))


class Walker:
    """Goes along a line; falls where the line ends."""

    made = 0
    closed = 0

    def __init__(self, edge=3):
        type(self).made += 1
        self.at, self.edge = 0, edge

    def moves(self):
        return [STAY, LEFT, RIGHT] if self.at else [STAY, RIGHT]

    def go(self, move):
        if move == STAY:
            raise NotNow
        self.at += {"left": -1, "right": 1}[move.what]
        if self.at == self.edge:
            raise AssertionError(f"fell at {self.at}")

    def close(self):
        type(self).closed += 1


@pytest.fixture(autouse=True)
def counted():
    Walker.made = Walker.closed = 0


def test_the_shortest_journey_is_found_and_its_traveller_kept():
    searched = search(Walker, examples=100, steps=20, seed=1)

    found = searched.found
    assert found.journey == (RIGHT, RIGHT, RIGHT)
    assert str(found.error) == "fell at 3"
    assert found.traveller.at == 3
    found.traveller.close()
    assert Walker.made == Walker.closed


def test_where_nothing_goes_wrong_all_is_counted():
    searched = search(lambda: Walker(edge=99), examples=20, steps=5, seed=1)

    assert searched.found is None
    assert searched.journeys == Walker.made == Walker.closed >= 20
    assert set(searched.steps) == {LEFT, RIGHT}
    assert max(searched.steps.values()) <= 5 * searched.journeys


def test_equal_seeds_walk_equal_journeys():
    def steps(seed):
        walked = search(lambda: Walker(edge=99), examples=20, steps=9, seed=seed)
        return walked.steps

    assert steps(7) == steps(7)
    assert steps(7) != steps(8)


def test_no_step_can_be_left_out_of_what_is_found():
    class Picky(Walker):
        """Falls when it has been left and right, in that order, whatever else."""

        def __init__(self):
            super().__init__()
            self.been = []

        def moves(self):
            return [STAY, LEFT, RIGHT]

        def go(self, move):
            self.been.append(move)
            if LEFT in self.been and RIGHT in self.been[self.been.index(LEFT) :]:
                raise ValueError("both")

    found = search(Picky, examples=50, steps=20, seed=3).found

    assert found.journey == (LEFT, RIGHT)


def test_what_goes_wrong_elsewhere_is_another_thing():
    class Two(Walker):
        """Goes wrong at once to the left, and later to the right: two things."""

        def go(self, move):
            if move == RIGHT:
                self.at += 1
                if self.at == 2:
                    raise KeyError("right")

    found = search(Two, examples=50, steps=20, seed=3).found

    assert found.journey == (RIGHT, RIGHT)
    assert isinstance(found.error, KeyError)


def test_what_goes_wrong_only_once_is_said_to_be_fickle():
    class Fickle(Walker):
        """Remembers what earlier walkers did."""

        fell = False

        def go(self, move):
            if not Fickle.fell and move == RIGHT:
                Fickle.fell = True
                raise AssertionError("once")

    with pytest.raises(MockdrError, match="went well when it was gone again") as no:
        search(Fickle, examples=50, steps=5, seed=1)

    assert "begin anew" in no.value.help
    assert Walker.made == Walker.closed


def test_who_ends_the_process_ends_the_search():
    class Impatient(Walker):
        """Will not wait."""

        def go(self, move):
            raise KeyboardInterrupt(move)

    with pytest.raises(KeyboardInterrupt):
        search(Impatient, examples=5, steps=5, seed=1)


def test_without_hypothesis_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "hypothesis", None)

    with pytest.raises(MockdrError, match="not installed") as no:
        search(Walker, examples=5, steps=5, seed=1)

    assert no.value.help == "pip install 'hypothesis>=6.100'"


@pytest.mark.parametrize(
    ("move", "told"),
    [
        (RIGHT, "shop right"),
        (Move(who="customer", what="pays", how="source.1"), "customer pays (source.1)"),
        (Move(who="clock", what="3d"), "the clock goes on by 3d"),
    ],
)
def test_a_move_is_told_in_a_few_words(move, told):
    assert str(move) == told
