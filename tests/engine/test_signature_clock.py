"""Receivers go by their own clock: what is signed can go by it, too."""

from datetime import datetime, timedelta, timezone

import pytest

from mockdr.base.clock import parse_instant, real_now
from mockdr.engine.parcels import stamped
from mockdr.engine.settings import Settings

LONG_AGO = parse_instant("2020-02-02T20:20:02Z")


def test_a_signature_is_as_old_as_the_tenants_clock_says():
    assert stamped(Settings(), LONG_AGO) == "1580674802"


def test_a_signature_can_be_as_old_as_the_real_clock_says():
    before = int(real_now().timestamp())
    told = int(stamped(Settings(signature_clock="real"), LONG_AGO))
    assert before <= told <= int(real_now().timestamp())


@pytest.mark.parametrize("clock", ["tenant", "real"])
def test_what_is_stale_is_older_by_either_clock(clock):
    settings = Settings(signature_clock=clock)
    now = int(stamped(settings, LONG_AGO))
    assert now - 86_400 <= int(stamped(settings, LONG_AGO, timedelta(days=1))) + 1 < now


def test_what_is_older_than_the_calendar_is_as_old_as_that():
    first = datetime(1, 1, 1, tzinfo=timezone.utc)
    there = Settings(signature_time="iso")
    assert stamped(there, first, timedelta(days=3000)) == "0001-01-01T00:00:00Z"
