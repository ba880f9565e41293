"""The clock: durations, moments, and what is due."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.base import clock as clocks
from mockdr.base.clock import (
    Clock,
    parse_duration,
    parse_instant,
    wire_time,
    wire_time_fine,
)
from mockdr.base.errors import MockdrError

START = datetime(2024, 5, 1, 12, 0, tzinfo=timezone.utc)

moments = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001 - Hypothesis adds the zone
    max_value=datetime(8999, 12, 30),  # noqa: DTZ001
    timezones=st.just(timezone.utc),
)
seconds = st.integers(min_value=0, max_value=10**6)


class Watch:
    """A source of real seconds that moves when told."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


# --- words of time ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0s", timedelta(0)),
        ("250ms", timedelta(milliseconds=250)),
        ("30s", timedelta(seconds=30)),
        ("5m", timedelta(minutes=5)),
        ("48h", timedelta(hours=48)),
        (" 7d ", timedelta(days=7)),
    ],
)
def test_a_duration_is_digits_and_a_unit(text, expected):
    assert parse_duration(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "5", "h", "-5m", "1.5h", "5 m", "5min", "1h30m", "٣h", "9" * 5000 + "s"],
)
def test_anything_else_is_no_duration_and_the_refusal_shows_one(text):
    with pytest.raises(MockdrError, match="is not a duration") as refused:
        parse_duration(text)

    assert "48h" in refused.value.help


def test_a_duration_longer_than_time_is_refused():
    with pytest.raises(MockdrError, match="longer than a clock can count"):
        parse_duration("999999999999999999d")


@given(seconds, st.sampled_from(["ms", "s", "m", "h", "d"]))
def test_a_duration_grows_with_its_digits(number, unit):
    assert parse_duration(f"{number}{unit}") == number * parse_duration(f"1{unit}")


@given(moments)
def test_a_moment_on_the_wire_reads_back_to_the_second(moment):
    assert parse_instant(wire_time(moment)) == moment.replace(microsecond=0)
    fine = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert parse_instant(wire_time_fine(moment)) == fine


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-01T12:00:00Z", START),
        ("2024-05-01t12:00:00z", START),
        ("2024-05-01 12:00Z", START),
        ("2024-05-01T14:00:00+02:00", START),
        ("2024-05-01T14:00:00+0200", START),
        ("2024-05-01T12:00:00.5Z", START + timedelta(milliseconds=500)),
        ("2024-05-01T12:00:00.123456789Z", START + timedelta(microseconds=123456)),
    ],
)
def test_a_moment_is_read_alike_by_every_interpreter(text, expected):
    moment = parse_instant(text)

    assert moment == expected
    assert moment.tzinfo is timezone.utc


@pytest.mark.parametrize(
    "text",
    [
        "",
        "noon",
        "2024-05-01",
        "20240501T120000Z",
        "2024-02-30T12:00:00Z",
        "2024-05-01T24:00:00Z",
        "2024-05-01T12:00:00+99:00",
        "0001-01-01T00:00:00+23:00",
    ],
)
def test_what_is_no_moment_is_refused_with_an_example(text):
    with pytest.raises(MockdrError, match="is not a moment") as refused:
        parse_instant(text)

    assert "2024-05-01T12:00:00Z" in refused.value.help


def test_a_moment_without_a_zone_is_refused_and_the_help_adds_one():
    with pytest.raises(MockdrError, match="has no time zone") as refused:
        parse_instant("2024-05-01T12:00:00")

    assert refused.value.help == "write 2024-05-01T12:00:00Z for UTC"


def test_the_wire_shows_utc_whole_seconds_and_four_digits_of_year():
    east = timezone(timedelta(hours=9))
    moment = datetime(33, 4, 3, 15, 0, 0, 999_999, tzinfo=east)

    assert wire_time(moment) == "0033-04-03T06:00:00Z"


def test_the_real_doors_open_on_real_time():
    before = clocks.real_monotonic()
    clocks.real_wait(0)

    assert clocks.real_monotonic() >= before
    assert clocks.real_now().utcoffset() == timedelta(0)


# --- standing and running -----------------------------------------------------


def test_a_standing_clock_stands():
    clock = Clock(START)

    assert not clock.running
    assert clock.now == clock.now == START


def test_a_running_clock_follows_its_source():
    watch = Watch()
    clock = Clock(START, running=True, monotonic=watch)
    watch.at += 90

    assert clock.running
    assert clock.now == START + timedelta(seconds=90)


def test_a_frozen_clock_keeps_the_time_it_had_and_thaws_from_there():
    watch = Watch()
    clock = Clock(START, running=True, monotonic=watch)
    watch.at += 10
    clock.freeze()
    watch.at += 1000
    frozen = clock.now
    clock.freeze(frozen=False)
    watch.at += 5

    assert frozen == START + timedelta(seconds=10)
    assert clock.now == START + timedelta(seconds=15)


def test_a_running_clock_that_is_advanced_keeps_running():
    watch = Watch()
    clock = Clock(START, running=True, monotonic=watch)
    watch.at += 1
    clock.advance(timedelta(hours=1))
    watch.at += 1

    assert clock.now == START + timedelta(hours=1, seconds=2)


def test_a_running_clock_can_be_advanced_by_nothing():
    """Real time goes on between one look at the clock and the next."""

    def seconds():
        seconds.at += 1.0
        return seconds.at

    seconds.at = 0.0
    clock = Clock(START, running=True, monotonic=seconds)
    clock.advance(timedelta(0))

    assert clock.now > START


@pytest.mark.parametrize(
    "moment",
    [datetime(2024, 5, 1, 12, 0), START - timedelta(seconds=1)],  # noqa: DTZ001
)
def test_a_clock_moves_forward_and_to_a_moment_with_a_zone_only(moment):
    clock = Clock(START)

    with pytest.raises(MockdrError, match=r"no time zone|cannot go back"):
        clock.move_to(moment)
    assert clock.now == START


def test_a_clock_needs_a_start_with_a_zone():
    with pytest.raises(MockdrError, match="with a time zone"):
        Clock(datetime(2024, 5, 1))  # noqa: DTZ001


@pytest.mark.parametrize("days", [365 * 6990, 999_999_999])
def test_no_clock_leaves_the_calendar(days):
    clock = Clock(START)

    with pytest.raises(MockdrError, match="beyond the end of the calendar"):
        clock.advance(timedelta(days=days))
    assert clock.now == START


def test_no_clock_starts_at_the_end_of_the_calendar():
    with pytest.raises(MockdrError, match="beyond the end"):
        Clock(datetime(9999, 12, 31, tzinfo=timezone.utc))


# --- what is due --------------------------------------------------------------


@given(
    st.lists(st.tuples(seconds, st.integers(0, 3)), max_size=30),
    st.lists(seconds, max_size=5),
)
def test_everything_due_happens_once_in_order_and_at_its_own_moment(agenda, moves):
    """However the clock is moved, it stands at each due time when that comes."""
    clock = Clock(START)
    happened = []
    for number, (when, rank) in enumerate(agenda):
        clock.call_at(
            START + timedelta(seconds=when),
            "a due thing",
            lambda key=(when, rank, number): happened.append((key, clock.now)),
            rank=(rank,),
        )
    for move in moves:
        clock.advance(timedelta(seconds=move))
        assert all(
            START + timedelta(seconds=when) <= clock.now for (when, _, _), _ in happened
        )
        assert not clock.due or clock.due[0].when > clock.now
    clock.run_until_idle()

    keys = [key for key, _ in happened]
    assert keys == sorted(keys)
    assert len(keys) == len(agenda)
    assert all(at == START + timedelta(seconds=key[0]) for key, at in happened)


def test_what_an_action_makes_due_on_the_way_happens_on_the_way():
    clock = Clock(START)
    happened = []

    def first() -> None:
        happened.append(("first", clock.now))
        clock.call_at(
            clock.now + timedelta(hours=1),
            "the second",
            lambda: happened.append(("second", clock.now)),
        )

    clock.call_at(START + timedelta(hours=1), "the first", first)
    clock.advance(timedelta(hours=3))

    assert happened == [
        ("first", START + timedelta(hours=1)),
        ("second", START + timedelta(hours=2)),
    ]
    assert clock.now == START + timedelta(hours=3)


def test_what_was_due_in_the_past_happens_now_and_time_does_not_go_back():
    clock = Clock(START)
    seen = []
    clock.call_at(START - timedelta(days=1), "late", lambda: seen.append(clock.now))
    clock.catch_up()

    assert seen == [START]


def test_catching_up_runs_what_real_time_made_due_at_its_moment():
    watch = Watch()
    clock = Clock(START, running=True, monotonic=watch)
    seen = []
    clock.call_at(START + timedelta(seconds=5), "x", lambda: seen.append(clock.now))
    watch.at += 8
    clock.catch_up()

    assert seen == [START + timedelta(seconds=5)]
    assert clock.now == START + timedelta(seconds=8)


def test_a_cancelled_action_never_happens_and_is_not_due():
    clock = Clock(START)
    happened = []
    kept = clock.call_at(START + timedelta(hours=2), "b", lambda: happened.append("b"))
    gone = clock.call_at(START + timedelta(hours=1), "a", lambda: happened.append("a"))
    gone.cancel()

    assert clock.due == (kept,)
    clock.advance(timedelta(hours=3))
    assert happened == ["b"]


def test_the_soonest_is_the_first_that_is_still_due():
    clock = Clock(START)
    assert clock.soonest is None
    dues = [
        clock.call_at(START + timedelta(hours=h), "a", lambda: None) for h in (3, 1, 2)
    ]
    seen = []
    for due in dues[1:]:
        seen.append(clock.soonest)
        due.cancel()
    assert [*seen, clock.soonest] == [START + timedelta(hours=h) for h in (1, 2, 3)]


def test_running_until_idle_passes_over_what_was_cancelled():
    clock = Clock(START)
    clock.call_at(START + timedelta(hours=1), "a", lambda: None).cancel()
    clock.run_until_idle()

    assert clock.now == START
    assert clock.due == ()


def test_what_has_become_pointless_is_not_due_and_does_not_happen():
    clock = Clock(START)
    pointless = []
    happened = []
    clock.call_at(
        START + timedelta(hours=1),
        "a",
        lambda: happened.append("a"),
        moot=lambda: bool(pointless),
    )
    assert [due.what for due in clock.due] == ["a"]
    pointless.append("now")
    clock.run_until_idle()

    assert (clock.now, clock.due) == (START, ())
    clock.advance(timedelta(hours=2))
    assert happened == []


def test_running_until_idle_gives_up_on_a_chain_without_end():
    clock = Clock(START)

    def again() -> None:
        clock.call_at(clock.now + timedelta(seconds=1), "again", again)

    again()

    with pytest.raises(MockdrError, match="after 50 due moves"):
        clock.run_until_idle(limit=50)


def test_nobody_waits_for_what_comes_again_without_end():
    clock = Clock(START)
    happened = []

    def again() -> None:
        happened.append(clock.now)
        clock.call_at(clock.now + timedelta(days=30), "again", again, endless=True)

    clock.call_at(START + timedelta(days=30), "again", again, endless=True)
    clock.call_at(START + timedelta(days=70), "once", lambda: None)
    clock.run_until_idle()

    assert clock.now == START + timedelta(days=70)
    assert happened == [START + timedelta(days=30), START + timedelta(days=60)]


def test_an_action_cannot_move_the_clock_that_moves_it():
    clock = Clock(START)
    clock.call_at(START, "a loop", lambda: clock.advance(timedelta(hours=1)))

    with pytest.raises(MockdrError, match="moving already"):
        clock.catch_up()


def test_the_clock_survives_an_action_that_fails():
    clock = Clock(START)
    happened = []

    def fails() -> None:
        raise MockdrError("no")

    clock.call_at(START + timedelta(hours=1), "fails", fails)
    clock.call_at(
        START + timedelta(hours=2), "works", lambda: happened.append(clock.now)
    )
    with pytest.raises(MockdrError, match="no"):
        clock.advance(timedelta(hours=5))
    assert clock.now == START + timedelta(hours=1)
    clock.advance(timedelta(hours=4))

    assert happened == [START + timedelta(hours=2)]


@pytest.mark.parametrize(
    "moves",
    [
        lambda clock, due: clock.reach(due, until=lambda: False),
        lambda clock, _: clock.run_until_idle(),
    ],
)
def test_no_way_of_moving_leads_beyond_the_calendar(moves):
    clock = Clock(datetime(8999, 12, 31, 23, 59, tzinfo=timezone.utc))
    due = datetime(9000, 1, 1, 0, 4, tzinfo=timezone.utc)
    happened = []
    clock.call_at(due, "a", lambda: happened.append("a"))

    with pytest.raises(MockdrError, match="beyond the end of the calendar") as raised:
        moves(clock, due)
    assert raised.value.help == "stay before 9000-01-01T00:00:00Z"
    assert clock.now.year == 8999
    assert happened == []
