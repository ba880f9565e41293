"""Retries to the second, secrets to the moment, and a clock that plays three days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.webhook_secrets import EXPIRIES, rotate
from mockdr.events.delivery import Answer
from tests.engine.shop import NOON, moment
from tests.whole import postbox
from tests.whole.postbox import office

A, B = "https://a.example/hook", "https://b.example/hook"
#: When attempts are made that all fail, by mode, as people would read it off a log.
ATTEMPTS = {
    "test": """
        2026-05-01T12:00:00Z 2026-05-01T12:05:00Z 2026-05-01T12:30:00Z
        2026-05-01T14:00:00Z
    """,
    "live": """
        2026-05-01T12:00:00Z 2026-05-01T12:01:00Z 2026-05-01T12:03:00Z
        2026-05-01T12:07:00Z 2026-05-01T12:15:00Z 2026-05-01T12:31:00Z
        2026-05-01T13:03:00Z 2026-05-01T14:07:00Z 2026-05-01T16:15:00Z
        2026-05-01T20:31:00Z 2026-05-02T02:31:00Z 2026-05-02T08:31:00Z
        2026-05-02T14:31:00Z 2026-05-02T20:31:00Z 2026-05-03T02:31:00Z
        2026-05-03T08:31:00Z 2026-05-03T14:31:00Z 2026-05-03T20:31:00Z
        2026-05-04T02:31:00Z 2026-05-04T08:31:00Z
    """,
}
MODES = sorted(ATTEMPTS)


def attempts(mode):
    return [moment(text) for text in ATTEMPTS[mode].split()]


def in_mode(mode, **more):
    shop = office(live=mode == "live", **more)
    return shop, shop.hook(A)


def states(shop):
    return [delivery.state for delivery in shop.mail.deliveries]


def idles(shop):
    shop.tenant.clock.run_until_idle()


def jumps(shop):
    shop.tenant.clock.advance(timedelta(days=30))


def steps(shop):
    for _ in range(80):
        shop.tenant.clock.advance(timedelta(hours=1, seconds=1))


def names_days(shop):
    for day in range(2, 6):
        shop.tenant.clock.at(moment(f"2026-05-0{day}T11:59:59Z"))


# -- the plan --------------------------------------------------------------------------


@pytest.mark.parametrize("moves", [idles, jumps, steps, names_days])
@pytest.mark.parametrize("mode", MODES)
def test_however_the_clock_moves_each_attempt_is_made_at_its_second(mode, moves):
    shop, _ = in_mode(mode, says={A: ["broken"] * 40})
    shop.tell()
    moves(shop)
    (delivery,) = shop.mail.deliveries

    assert [sent.at for sent in shop.postbox.sent] == attempts(mode)
    assert [attempt.at for attempt in delivery.attempts] == attempts(mode)
    assert delivery.state == "failed"
    assert shop.tenant.clock.due == []
    stamps = [attempt.timestamp for attempt in delivery.attempts]
    assert stamps == [str(int(at.timestamp())) for at in attempts(mode)]
    assert len({sent.parcel.body for sent in shop.postbox.sent}) == 1
    assert len({attempt.signature for attempt in delivery.attempts}) == len(stamps)


@pytest.mark.parametrize("mode", MODES)
def test_what_is_accepted_once_is_not_sent_again(mode):
    for fails in range(len(attempts(mode))):
        shop, _ = in_mode(mode, says={A: ["gone"] * fails})
        shop.tell()
        idles(shop)

        assert [sent.at for sent in shop.postbox.sent] == attempts(mode)[: fails + 1]
        assert shop.tenant.clock.now == attempts(mode)[fails]


@pytest.mark.parametrize(
    ("retries", "expected"),
    [("none", [0]), ((timedelta(seconds=1), timedelta(hours=100)), [0, 1, 360_000])],
)
def test_a_plan_of_ones_own_is_kept(retries, expected):
    shop = office(says={A: ["slow"] * 9}, retries=retries)
    shop.hook(A)
    shop.tell()
    idles(shop)

    assert shop.postbox.times() == expected


def test_what_is_sent_once_more_by_hand_neither_moves_nor_eats_a_retry():
    shop = office(says={A: ["broken"] * 9})
    shop.hook(A)
    shop.tell()
    shop.mail.flush()
    shop.tenant.clock.advance(timedelta(minutes=1))
    shop.mail.resend(shop.mail.deliveries[0])
    idles(shop)

    assert shop.postbox.times() == [0, 60, 300, 1800, 7200]
    assert states(shop) == ["failed"]


def test_a_retry_is_planned_from_when_the_last_attempt_was_due():
    """However long a receiver takes, on a clock that runs attempts keep apart."""
    plan = tuple(timedelta(minutes=n) for n in (1, 2, 3))
    shop = office(says={A: ["broken"] * 9}, retries=plan)
    shop.hook(A)
    shop.tell()
    # As if real time had gone on before the courier came.
    for late in (timedelta(seconds=9), *plan):
        shop.tenant._ticker.move_to(NOON + late)
        (delivery,) = shop.mail.deliveries
        assert delivery.due == (NOON if late < plan[0] else NOON + late)
        shop.tenant._ticker.advance(timedelta(seconds=9))
        shop.mail.flush()

    assert shop.postbox.times() == [18, 69, 129, 189]
    assert states(shop) == ["failed"]


def test_what_is_behind_is_not_held_up_by_what_fails():
    shop = office(says={A: ["broken"] * 2})
    shop.hook(A)
    shop.tell(id="first")
    shop.tenant.clock.advance(timedelta(minutes=1))
    shop.tell(id="second")
    idles(shop)

    assert [
        (at, sent.event["data"]["object"]["id"])
        for at, sent in zip(shop.postbox.times(), shop.postbox.sent, strict=True)
    ] == [(0, "first"), (60, "second"), (300, "first"), (360, "second")]


def test_one_webhook_that_fails_costs_another_nothing():
    shop = office(says={A: ["broken"] * 9})
    shop.hook(A)
    shop.hook(B)
    shop.tell()
    idles(shop)

    assert [s.at for s in shop.postbox.sent if s.url == A] == attempts("test")
    assert [s.at for s in shop.postbox.sent if s.url == B] == [NOON]


def test_a_receiver_that_says_when_to_come_again_is_not_heard(monkeypatch):
    """No page says that the provider reads `Retry-After` of an answer."""
    later = Answer(outcome="answered", status=503, headers={"Retry-After": "60"})
    monkeypatch.setitem(postbox.ANSWERS, "later", later)
    shop = office(says={A: ["later"] * 9})
    shop.hook(A)
    shop.tell()
    idles(shop)

    assert [sent.at for sent in shop.postbox.sent] == attempts("test")


# -- things of one moment --------------------------------------------------------------


def test_what_the_provider_does_at_a_moment_comes_before_what_is_tried_again_then():
    shop = office(says={A: ["broken"]})
    shop.hook(A, "customer.created", "sku.created")
    shop.tell()
    shop.mail.flush()
    at = NOON + timedelta(minutes=5)
    shop.tenant.later(at, "to tell", lambda: shop.tell("sku.created"))
    idles(shop)

    types = [sent.event["type"] for sent in shop.postbox.sent]
    assert types == ["customer.created", "sku.created", "customer.created"]
    assert shop.postbox.times() == [0, 300, 300]


def test_what_happened_at_one_moment_is_told_in_the_order_in_which_it_did():
    shop = office()
    shop.hook(A)
    for n in range(5):
        tell = lambda n=n: shop.tell(id=str(n))  # noqa: E731
        shop.tenant.later(NOON + timedelta(hours=1), "to tell", tell)
    idles(shop)

    ids = [sent.event["data"]["object"]["id"] for sent in shop.postbox.sent]
    assert ids == list("01234")


def test_a_clock_that_is_sent_back_stays_and_what_was_due_still_is():
    shop = office(says={A: ["broken"]})
    shop.hook(A)
    shop.tell()
    shop.tenant.clock.advance(timedelta(minutes=4))
    with pytest.raises(MockdrError, match="cannot go back"):
        shop.tenant.clock.at(NOON)
    with pytest.raises(MockdrError, match="cannot go back"):
        shop.tenant.clock.advance(timedelta(seconds=-1))

    assert shop.tenant.clock.now == NOON + timedelta(minutes=4)
    assert [when for when, _ in shop.tenant.clock.due] == [NOON + timedelta(minutes=5)]


# -- secrets ---------------------------------------------------------------------------


@pytest.mark.parametrize("expires", EXPIRIES)
def test_a_secret_signs_until_it_expires_and_not_at_that_moment(expires):
    shop = office()
    made = shop.hook(A)
    rotate(shop.tenant, made["id"], expires)
    ends = NOON + expires
    for at in (NOON, ends - timedelta(seconds=1), ends, ends + timedelta(days=9)):
        if at >= NOON:
            shop.tenant.clock.at(max(at, shop.tenant.clock.now))
            shop.tell()
            shop.mail.flush()

    assert {sent.at: sent.signature.count(", ") for sent in shop.postbox.sent} == {
        sent.at: 2 if sent.at < ends else 1 for sent in shop.postbox.sent
    }


def test_each_attempt_is_signed_by_what_signs_then():
    shop = office(says={A: ["broken"] * 3})
    made = shop.hook(A)
    shop.tell()
    shop.mail.flush()
    rotate(shop.tenant, made["id"], timedelta(hours=1))
    idles(shop)

    counts = [sent.signature.count(", ") for sent in shop.postbox.sent]
    assert shop.postbox.times() == [0, 300, 1800, 7200]
    assert counts == [1, 2, 2, 1]
