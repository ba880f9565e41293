"""What happens while a receiver works: calls, moves, resets, ends, other threads."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine import turnstile
from tests.engine.shop import NOON
from tests.whole.postbox import FINE, Postbox, office

A, B = "https://a.example/hook", "https://b.example/hook"
MINUTES_5 = timedelta(minutes=5)


def states(shop):
    return [delivery.state for delivery in shop.mail.deliveries]


def types(shop):
    return [sent.event["type"] for sent in shop.postbox.sent]


@pytest.fixture
def shop():
    return office()


# -- a receiver that calls back ----------------------------------------------------


def test_what_a_receiver_calls_happens_at_the_moment_of_the_delivery(shop):
    shop.hook(A, "sku.created")
    seen = []

    def calls(sent):
        seen.append(shop.customer()["createdTime"])

    shop.postbox.meanwhile = calls
    shop.tenant.later(NOON + timedelta(hours=1), "x", lambda: shop.tell("sku.created"))
    shop.tenant.clock.advance(timedelta(days=1))

    assert seen == ["2026-05-01T13:00:00Z"]


def test_what_a_receiver_makes_happen_comes_after_what_had_happened(shop):
    shop.hook(A, "sku.created", "plan.created")

    def answers(sent):
        if sent.event["type"] == "sku.created":
            shop.tell("plan.created")

    shop.postbox.meanwhile = answers
    shop.tell("sku.created", "1")
    shop.tell("sku.created", "2")
    shop.mail.flush()

    assert types(shop) == ["sku.created"] * 2 + ["plan.created"] * 2


def test_a_receiver_that_answers_with_what_it_is_told_of_is_stopped(shop):
    shop.hook(A)
    shop.postbox.meanwhile = lambda _: shop.tell()
    shop.tell()

    with pytest.raises(MockdrError, match=r"customer\.created leads to the next"):
        shop.mail.flush()


def test_many_events_at_once_are_no_endless_row(shop):
    shop.hook(A)
    for n in range(1_500):
        shop.tell(id=str(n))
    shop.mail.flush()

    assert [sent.event["data"]["object"]["id"] for sent in shop.postbox.sent] == [
        str(n) for n in range(1_500)
    ]


@pytest.mark.parametrize(
    "does",
    [
        lambda shop: shop.tenant.clock.advance(MINUTES_5),
        lambda shop: shop.tenant.clock.at(NOON + MINUTES_5),
        lambda shop: shop.tenant.clock.run_until_idle(),
        lambda shop: shop.mail.flush(),
        lambda shop: asyncio.run(shop.mail.flush_async()),
    ],
)
def test_a_receiver_at_work_is_told_that_it_cannot_wait_for_itself(shop, does):
    shop.hook(A)
    told = []

    def tries(sent):
        with pytest.raises(MockdrError, match="it is at work on one itself") as raised:
            does(shop)
        told.append(raised.value.help)

    shop.postbox.meanwhile = tries
    shop.tell()
    shop.mail.flush()

    assert told == ["answer first, and do that in the test"]
    assert shop.tenant.clock.now == NOON


def test_what_a_receiver_leaves_behind_may_move_the_clock_later(shop):
    """As a task does that goes on when its request is answered."""
    shop.hook(A)
    left = []
    shop.postbox.meanwhile = lambda _: left.append(contextvars.copy_context())
    shop.tell()
    shop.mail.flush()
    left[0].run(shop.tenant.clock.advance, MINUTES_5)

    assert shop.tenant.clock.now == NOON + MINUTES_5


@pytest.mark.parametrize("first", ["broken", "fine"])
def test_a_delivery_that_is_sent_again_while_it_is_out_goes_out_again(shop, first):
    shop.hook(A)
    shop.postbox.says[A] = [first, "fine"]

    def once_more(sent):
        shop.postbox.meanwhile = None
        shop.mail.resend(shop.mail.deliveries[0])

    shop.postbox.meanwhile = once_more
    shop.tell()
    shop.mail.flush()

    assert shop.postbox.times() == [0, 0]
    assert states(shop) == ["delivered"]
    assert shop.tenant.clock.due == []


def test_what_is_being_sent_by_hand_is_not_sent_again_from_inside(shop):
    """Its receiver would do so at each attempt, without end."""
    shop.hook(A)
    shop.tell()
    shop.mail.flush()
    told = []

    def once_more(sent):
        with pytest.raises(MockdrError, match="1 is being sent again by hand") as no:
            shop.mail.resend(shop.mail.deliveries[0])
        told.append(no.value.help)

    shop.postbox.meanwhile = once_more
    shop.mail.resend(shop.mail.deliveries[0])
    shop.mail.flush()

    assert told == ["let its receiver answer first"]
    assert shop.postbox.times() == [0, 0]


@pytest.mark.parametrize("waits", [True, False])
def test_an_attempt_that_times_out_while_hands_wait_for_it_says_so(shop, waits):
    shop.hook(A)
    others, hands = ThreadPoolExecutor(1), []

    def calls(_):
        if waits and not hands:
            hands.append(others.submit(shop.tenant.clock.advance, MINUTES_5))
            while not shop.mail.turnstile.awaited:
                pass

    shop.postbox.says[A], shop.postbox.meanwhile = ["slow", "fine"], calls
    shop.tell()
    shop.mail.flush_urls()
    others.shutdown()

    reason = shop.mail.deliveries[0].attempts[0].answer.reason
    said = "; a call that moves the clock or waits for deliveries was waiting for it"
    assert (said in reason) == waits


@pytest.mark.parametrize("enabled_again", [True, False])
def test_a_webhook_that_is_disabled_while_it_answers_gets_no_retry(shop, enabled_again):
    made = shop.hook(A)

    def disables(sent):
        for enabled in (False, True)[: 1 + enabled_again]:
            shop.send("PATCH", f"/webhooks/{made['id']}", {"enabled": enabled})

    shop.postbox.says[A], shop.postbox.meanwhile = "broken", disables
    shop.tell()
    shop.tenant.clock.run_until_idle()

    assert shop.postbox.times() == [0]
    assert states(shop) == ["cancelled"]
    assert shop.tenant.clock.now == NOON


# -- a receiver that does not get to the end -----------------------------------------


class Ended(BaseException):
    """What ends a test from within, as `pytest.fail` does."""


def end(sent):
    raise Ended


def test_a_test_that_ends_in_its_receiver_ends_and_the_delivery_is_tried_again(shop):
    shop.hook(A)
    shop.postbox.meanwhile = end
    shop.tell()
    with pytest.raises(Ended):
        shop.mail.flush()
    shop.postbox.meanwhile = None
    (attempt,) = shop.mail.deliveries[0].attempts
    shop.tenant.clock.run_until_idle()

    assert attempt.answer.reason == "the receiver was cut off by Ended"
    assert shop.postbox.times() == [0, 300]
    assert states(shop) == ["delivered"]


def test_who_is_cancelled_while_delivering_loses_no_delivery(shop):
    class Endless(Postbox):
        async def send_async(self, parcel):
            self.sent.append(parcel)
            asyncio.current_task().cancel()
            await asyncio.sleep(0)

    shop.postbox = Endless()
    shop.hook(A)
    shop.tell()

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(shop.mail.flush_async())

    assert len(shop.postbox.sent) == 1
    assert [due for due, _ in shop.tenant.clock.due] == [NOON + MINUTES_5]


def test_who_is_cancelled_while_waiting_for_another_leaves_the_way_free(shop):
    shop.hook(A)

    async def waits():
        task = asyncio.create_task(shop.mail.flush_async())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    def elsewhere(sent):
        with ThreadPoolExecutor(1) as other:
            other.submit(asyncio.run, waits()).result()

    shop.postbox.meanwhile = elsewhere
    shop.tell()
    shop.mail.flush()
    shop.postbox.meanwhile = None
    shop.tell()
    shop.mail.flush()

    assert states(shop) == ["delivered"] * 2


def test_an_event_loop_that_delivers_is_not_kept_waiting_for_itself(shop):
    """Hands that block would wait for a task that cannot go on meanwhile."""
    shop.hook(A)

    class Slow(Postbox):
        async def send_async(self, _):
            asked.set()
            await answers.wait()
            return FINE

    async def both():
        delivering = asyncio.create_task(shop.mail.flush_async())
        await asked.wait()
        with pytest.raises(MockdrError, match="delivering already") as raised:
            shop.tenant.clock.advance(MINUTES_5)
        answers.set()
        await delivering
        return raised.value.help

    asked, answers, shop.postbox = asyncio.Event(), asyncio.Event(), Slow()
    shop.tell()
    assert asyncio.run(both()) == "await deliver_async, expect_async or advance_async"
    assert states(shop) == ["delivered"]


# -- others at the same time -----------------------------------------------------------


def in_another_thread(work, *args):
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(work, *args).result()


def test_no_clock_moves_while_a_delivery_is_under_way(shop):
    shop.hook(A)
    reached = []

    def another_moves(sent):
        moves = shop.tenant.clock.reach
        reached.append(in_another_thread(moves, NOON + timedelta(days=1)))

    shop.postbox.says[A], shop.postbox.meanwhile = ["broken"], another_moves
    shop.tell()
    shop.mail.flush_urls()
    assert reached == [False]
    assert shop.tenant.clock.now == NOON
    shop.tenant.clock.advance(timedelta(days=1))

    assert shop.postbox.times() == [0, 300]


def test_the_courier_leaves_to_the_hands_what_they_are_at(shop):
    shop.hook(A)
    sent = []

    def courier_comes(parcel):
        in_another_thread(shop.mail.flush_urls)
        sent.append(len(shop.postbox.sent))

    shop.postbox.meanwhile = courier_comes
    shop.tell()
    shop.tell()
    shop.mail.flush()

    assert sent == [1, 2]
    assert shop.postbox.most_at_once == 1


def test_nobody_waits_for_a_lock_while_a_receiver_works(shop):
    """Whoever calls, from wherever, is answered before the receiver is."""
    shop.hook(A)
    statuses = []

    def another_calls(sent):
        statuses.append(in_another_thread(shop.get, "/webhooks").status)

    shop.postbox.meanwhile = another_calls
    shop.tell()
    shop.tenant.clock.advance(MINUTES_5)

    assert statuses == [200]


def test_threads_that_call_and_hands_that_move_lose_nothing_and_repeat_nothing(shop):
    """Four call, one is the courier, one moves the clock; receivers fail at times."""
    shop.hook(A, "customer.created", "sku.created")
    shop.hook(B, "customer.created")
    tries = Counter()

    def fails_at_times(sent):
        id = sent.event["id"]
        tries[id] += 1
        return "broken" if tries[id] <= int(id[-1], 16) % 4 else "fine"

    shop.postbox.says[A] = fails_at_times
    done = threading.Event()

    def calls(name):
        for n in range(20):
            if n % 5:
                shop.tell(id=f"{name}-{n}")
            else:
                shop.post("/customers", {"email": f"{name}{n}@example.com"})

    def carries():
        while not done.is_set():
            shop.mail.flush_urls()

    def moves():
        while not done.is_set():
            shop.tenant.clock.advance(timedelta(seconds=100))

    with ThreadPoolExecutor(6) as threads:
        others = [threads.submit(carries), threads.submit(moves)]
        try:
            list(threads.map(calls, "abcd"))
        finally:
            done.set()
        for other in others:
            other.result()
    shop.tenant.clock.run_until_idle()

    told = [event.id for event in shop.tenant.event_log]
    assert len(told) == 80
    for url in (A, B):
        here = [sent for sent in shop.postbox.sent if sent.url == url]
        assert list(dict.fromkeys(sent.event["id"] for sent in here)) == told
    assert shop.postbox.most_at_once == 1
    assert set(states(shop)) == {"delivered"}
    for delivery in shop.mail.deliveries:
        seconds = [
            (a.at - delivery.event.at).total_seconds() for a in delivery.attempts
        ]
        assert seconds == [0, 300, 1800, 7200][: len(seconds)]


@pytest.mark.parametrize(
    "waits", [lambda mail: mail.flush(), lambda mail: asyncio.run(mail.flush_async())]
)
def test_who_waits_for_a_receiver_that_never_answers_is_told_so(
    shop, waits, monkeypatch
):
    """A receiver in this process may take its time, for a debugger may stop in it."""
    monkeypatch.setattr(turnstile, "_PATIENCE", 0.0)
    shop.hook(A)
    told = []

    def another_waits(_):
        with pytest.raises(MockdrError, match="has not answered in") as raised:
            in_another_thread(waits, shop.mail)
        told.append(raised.value.help)

    shop.postbox.meanwhile = another_waits
    shop.tell()
    shop.mail.flush()

    assert told == ["it may be waiting for the test: let it answer first"]
    assert states(shop) == ["delivered"]


def test_who_waits_has_patience_with_each_attempt_not_with_all_of_them(
    shop, monkeypatch
):
    """Thirty receivers that take their time are not one that never answers."""
    seconds = [0.0]
    monkeypatch.setattr(turnstile, "real_monotonic", lambda: seconds[0])
    waits = shop.mail.turnstile._waits
    with waits() as left:
        for _ in range(30):
            with shop.mail.turnstile.within():
                seconds[0] += 29.0
                assert left() > 0.0
        seconds[0] += 30.0
        assert left() <= 0.0


def test_the_courier_makes_way_for_hands_that_wait(shop):
    shop.hook(A)
    others, senders = ThreadPoolExecutor(1), []

    def hands_come(_):
        senders.append(threading.current_thread() is courier)
        if len(senders) == 1:
            hands.append(others.submit(shop.mail.flush))
            while not shop.mail.turnstile.awaited:
                pass

    shop.postbox.meanwhile, hands = hands_come, []
    courier = threading.current_thread()
    for _ in range(3):
        shop.tell()
    shop.mail.flush_urls()
    with others:
        hands[0].result()

    assert senders == [True, False, False]
    assert states(shop) == ["delivered"] * 3


# -- what begins anew ----------------------------------------------------------------


@pytest.mark.parametrize("how", ["reset", "drop", "reset_all"])
def test_a_tenant_that_begins_anew_while_a_receiver_works_sends_nothing_more(shop, how):
    shop.hook(A)
    old = shop.tenant

    def begins_anew(sent):
        shop.postbox.meanwhile = None
        getattr(shop.world, how)(*(() if how == "reset_all" else (shop.name,)))

    shop.postbox.says[A], shop.postbox.meanwhile = "broken", begins_anew
    shop.tell()
    shop.tell()
    old.clock.advance(timedelta(days=3))
    shop.tenant.clock.advance(timedelta(days=3))

    assert len(shop.postbox.sent) == 1
    assert shop.tenant is not old
    assert shop.mail.deliveries == []
    assert old.clock.due == []


def test_a_tenant_that_is_gone_sends_nothing_that_a_late_call_makes_happen(shop):
    shop.hook(A)
    old = shop.tenant
    shop.world.reset(shop.name)
    shop.tell()
    old.mail.post(next(iter(shop.tenant.event_log)))
    old.mail.flush()

    assert not old.mail.waiting
    assert shop.postbox.sent == []
