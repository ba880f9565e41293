"""Events are read from the newest, with numbers that stay theirs."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from mockdr.events.log import RETENTION, Event, EventLog

NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


def event(number, at=NOON):
    return Event(
        id=f"e{number}", type="sku.created", at=at, kind="sku", subject="1", parts={}
    )


@pytest.mark.parametrize(
    ("before", "numbers"), [(None, [3, 2, 1]), (3, [2, 1]), (1, []), (9, [3, 2, 1])]
)
def test_events_are_read_from_the_newest(before, numbers):
    log = EventLog()
    for number in (1, 2, 3):
        log.append(event(number))
    read = [*log.newest(before)]
    assert [number for number, _ in read] == numbers
    assert [one.id for _, one in read] == [f"e{number}" for number in numbers]


def test_numbers_stay_when_old_events_are_forgotten():
    log = EventLog(least=2)
    for number in range(1, 5):
        log.append(event(number))
    log.append(event(5, NOON + RETENTION + timedelta(days=1)))
    assert log.count == 5
    assert [number for number, _ in log.newest()] == [5, 4]
    assert [one.id for _, one in log.newest(5)] == ["e4"]
