"""When a subscription is billed: the documented dates, and the laws of the others."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.errors import Refusal
from mockdr.domain.invoice import given_up
from mockdr.domain.subscription import Terms, after_intervals, period

laws = settings(max_examples=60, deadline=None)


def day(text):
    return datetime.fromisoformat(f"{text}T21:09:39+00:00")


def terms(interval="month", count=1, *, billing=5, reminder=5):
    return Terms(
        interval=interval,
        count=count,
        billing_offset=billing,
        reminder_offset=reminder,
    )


def test_the_dates_are_those_of_the_page():
    found = period(day("2022-02-09"), 0, terms())

    assert found.end == day("2022-03-09")
    assert found.invoice == day("2022-03-04")
    assert found.reminder == day("2022-02-27")


def test_the_dates_are_those_of_the_sample_that_was_extended():
    found = period(day("2022-08-25"), 1, terms(billing=0, reminder=3))

    assert found.end == found.invoice == day("2022-10-25")
    assert found.reminder == day("2022-10-22")


@pytest.mark.parametrize(
    ("start", "interval", "count", "end"),
    [
        ("2024-01-31", "month", 1, "2024-02-29"),
        ("2023-01-31", "month", 1, "2023-02-28"),
        ("2023-01-31", "month", 2, "2023-03-31"),
        ("2023-10-31", "month", 6, "2024-04-30"),
        ("2023-12-15", "month", 1, "2024-01-15"),
        ("2024-02-29", "year", 1, "2025-02-28"),
        ("2024-02-29", "year", 4, "2028-02-29"),
        ("2024-02-28", "day", 7, "2024-03-06"),
        ("2024-02-28", "week", 1, "2024-03-06"),
    ],
)
def test_intervals_end_on_their_day_or_on_the_last_of_the_month(
    start, interval, count, end
):
    assert after_intervals(day(start), interval, count) == day(end)


@pytest.mark.parametrize("interval", ["day", "week", "month", "year"])
def test_an_interval_beyond_the_calendar_is_refused(interval):
    with pytest.raises(Refusal) as refused:
        after_intervals(day("2024-01-01"), interval, 10_000_000)
    assert refused.value.complaints[0].parameter == "intervalCount"


def test_a_negative_offset_reminds_nobody():
    assert period(day("2024-01-01"), 0, terms(reminder=-1)).reminder is None
    assert period(day("2024-01-01"), 0, terms(reminder=None)).reminder is None


anchors = st.integers(0, 36_500).map(lambda n: day("2000-01-01") + timedelta(days=n))
plans = st.builds(
    terms,
    st.sampled_from(["day", "week", "month", "year"]),
    st.integers(1, 24),
    billing=st.integers(0, 400),
    reminder=st.none() | st.integers(-3, 400),
)


@laws
@given(anchors, plans, st.integers(0, 12))
def test_one_period_ends_where_the_next_begins(anchor, found, number):
    assert period(anchor, number, found).end == period(anchor, number + 1, found).start


@laws
@given(anchors, plans, st.integers(0, 12))
def test_reminder_and_invoice_lie_within_their_period_in_this_order(
    anchor, found, number
):
    dates = period(anchor, number, found)

    assert dates.start <= dates.invoice <= dates.end
    assert dates.start < dates.end
    if dates.reminder is not None:
        assert dates.start <= dates.reminder <= dates.invoice


@pytest.mark.parametrize(
    ("days", "optimized", "after"), [(30, True, 30), (0, True, 0), (30, False, 0)]
)
def test_an_invoice_is_given_up_after_its_days_or_after_one_attempt(
    days, optimized, after
):
    opened = day("2024-05-01")
    assert given_up(opened, days, optimized=optimized) == opened + timedelta(days=after)
