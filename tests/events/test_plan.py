"""The plans of retries: whole, with the moments that follow from them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.errors import MockdrError
from mockdr.events.plan import PLANS, moments, next_moment, read_retries

NOON = datetime(2026, 5, 1, 12, tzinfo=timezone.utc)
LIVE = [1, 3, 7, 15, 31, 63, 127, 255, 511, *range(871, 4321, 360)]


def test_test_mode_tries_three_times_more():
    minutes = [m / timedelta(minutes=1) for m in moments("documented", live=False)]
    assert minutes == [5, 30, 120]


def test_live_mode_doubles_up_to_six_hours_for_three_days():
    found = moments("documented", live=True)
    assert [m / timedelta(minutes=1) for m in found] == LIVE
    assert len(found) == 19
    waits = [after - before for before, after in pairwise(found)]
    assert max(waits) == timedelta(hours=6)
    assert found[-1] <= timedelta(hours=72) < found[-1] + timedelta(hours=6)


def test_each_plan_says_what_of_it_is_known():
    for plan in PLANS.values():
        assert "documented" in plan.evidence
        assert "inferred" in plan.evidence
        assert plan.page.endswith(".md")


plans = st.sets(st.timedeltas(timedelta(seconds=1), timedelta(days=9)), min_size=1)


@given(
    st.sampled_from(["documented", "none"]) | plans.map(sorted).map(tuple),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_one_attempt_after_another_follows_the_whole_plan(retries, live):
    plan = moments(retries, live=live)
    made, when, last = 0, NOON, NOON
    found = []
    while when is not None:
        made, last = made + 1, when
        when = next_moment(retries, live=live, last=last, made=made)
        if when is not None:
            found.append(when - NOON)
    assert tuple(found) == plan


def test_a_retry_is_as_far_from_a_late_attempt_as_from_one_in_time():
    late = NOON + timedelta(hours=1)
    found = next_moment("documented", live=False, last=late, made=2)
    assert found == late + timedelta(minutes=25)


def test_what_was_never_tried_is_not_tried_again():
    assert next_moment("documented", live=True, last=NOON, made=0) is None


@pytest.mark.parametrize(
    ("value", "retries"),
    [
        ("documented", "documented"),
        (" none ", "none"),
        ("1m", (timedelta(minutes=1),)),
        ("1m, 2h", (timedelta(minutes=1), timedelta(hours=2))),
        ("1m 2h 3d", (timedelta(minutes=1), timedelta(hours=2), timedelta(days=3))),
        (["500ms", "1s"], (timedelta(milliseconds=500), timedelta(seconds=1))),
        ((timedelta(minutes=1), "90s"), (timedelta(minutes=1), timedelta(seconds=90))),
    ],
)
def test_retries_are_a_word_or_durations(value, retries):
    assert read_retries(value) == retries


@pytest.mark.parametrize(
    "value", ["never", "", [], "5m, 1m", "0s", "1m, 1m", 3, None, True, [1], {"a": 1}]
)
def test_other_retries_are_refused_with_those_that_can_be(value):
    with pytest.raises(MockdrError, match=r"is no plan of retries; .*'5m, 30m, 2h'"):
        read_retries(value)
