"""The log of events: what can be read stays, what is old goes in time."""

from __future__ import annotations

from datetime import timedelta

from mockdr.engine.settings import Settings
from mockdr.events import Event, EventLog
from mockdr.events.log import RETENTION
from tests.engine.shop import NOON, Shop


def event(number, at):
    return Event(
        id=str(number), type="sku.created", at=at, kind="sku", subject="1", parts={}
    )


def filled(least, count, step):
    """Return a log after *count* events, each *step* after the one before."""
    log = EventLog(least)
    for number in range(count):
        told = event(number, NOON + number * step)
        log.append(told)
        log.matched(told, ["webhook"])
    return log


def test_what_can_be_read_stays_however_much_it_is():
    log = filled(4, 500, timedelta(minutes=1))

    assert [int(told.id) for told in log] == list(range(500))


def test_what_nobody_can_read_goes_and_so_many_of_the_newest_stay():
    log = filled(4, 500, RETENTION + timedelta(seconds=1))

    kept = [int(told.id) for told in log]
    assert kept == list(range(500 - len(kept), 500))
    assert 4 <= len(kept) <= 2 * 4
    assert len(log) == len(kept)
    assert log.webhooks_of(event(0, NOON)) == ()
    assert log.webhooks_of(event(499, NOON)) == ("webhook",)


def test_what_is_just_as_old_as_may_be_read_stays():
    log = filled(1, 3, RETENTION)

    assert [told.id for told in log] == ["1", "2"]


def test_a_tenant_keeps_as_many_old_events_as_calls():
    shop = Shop(settings=Settings(now=NOON, journal_limit=5))
    for _ in range(30):
        shop.customer()
        shop.tenant.clock.advance(timedelta(days=31))
    few = len(shop.tenant.events())

    assert 5 <= few <= 10
    shop.customer()
    assert len(shop.get("/events").body["data"]) == 1
    plain = Shop()
    for _ in range(30):
        plain.customer()
        plain.tenant.clock.advance(timedelta(days=31))
    assert len(plain.tenant.events()) == 30
