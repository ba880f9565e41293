"""Where the units of a line are: none is ever lost, and none is twice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.domain.fulfillment_order import (
    COUNTERS,
    LIFECYCLE,
    line_state,
    moved,
    open_units,
    opened,
)

ways = st.tuples(
    st.integers(0, 9),
    st.sampled_from(COUNTERS),
    st.lists(st.sampled_from(COUNTERS), min_size=1, max_size=2, unique=True),
).filter(lambda way: way[1] not in way[2])


@settings(max_examples=100, deadline=None)
@given(quantity=st.integers(1, 9), way=st.lists(ways, max_size=8))
def test_the_counters_of_a_line_are_its_quantity(quantity, way):
    counters = opened(quantity)
    for units, to, of in way:
        there = sum(counters[name] for name in of)
        after = moved(counters, units, to=to, of=tuple(of))
        assert after[to] - counters[to] == min(units, there)
        counters = after
        assert sum(counters.values()) == quantity
        assert min(counters.values()) >= 0
        assert (open_units(counters) > 0) == (
            line_state(counters) in ("pending", "backordered")
        )


def test_the_first_counter_gives_before_the_second():
    counters = {**opened(2), "backordered": 3}
    after = moved(counters, 4, to="cancelled", of=("pending", "backordered"))
    assert (after["pending"], after["backordered"], after["cancelled"]) == (0, 1, 4)


@pytest.mark.parametrize(
    ("counters", "state"),
    [
        ({"pending": 1, "backordered": 1, "shipped": 1}, "pending"),
        ({"backordered": 1, "shipped": 1}, "backordered"),
        ({"shipped": 1, "cancelled": 1}, "shipped"),
        ({"returned": 1, "cancelled": 1}, "shipped"),
        ({"cancelled": 1}, "cancelled"),
    ],
)
def test_a_line_is_where_the_least_of_its_units_is(counters, state):
    assert line_state({**dict.fromkeys(COUNTERS, 0), **counters}) == state


def test_what_is_shipped_or_cancelled_stays_so():
    assert set(LIFECYCLE.final()) == {"shipped", "cancelled"}
