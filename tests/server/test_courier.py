"""What happens is told to URLs unasked: when the reply is out, and on the clock."""

from __future__ import annotations

import asyncio
import gc
import json
import threading
import weakref
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from mockdr.base.clock import parse_instant
from mockdr.engine.call import Call
from mockdr.events.senders.recording import RecordingSender
from mockdr.server.app import App
from mockdr.server.building import build_world
from mockdr.server.configuration import load
from mockdr.server.courier import Courier
from mockdr.server.listener import Listener
from mockdr.server.transports import AsyncTransport, SyncTransport
from tests.server.receiver import PATIENCE, receiving

NOW = "2024-05-01T12:00:00Z"


class Served:
    """A served world with a courier, and calls to it that need no socket."""

    def __init__(self, carriers=16, **flags):
        self.courier = Courier(relief=0.01, carriers=carriers)
        settled = load(
            start=Path(__file__).parent, environ={}, flags={"now": NOW, **flags}
        )
        self.world = build_world(settled, courier=self.courier)
        self.app = App(self.world, courier=self.courier)

    def call(self, path, body, key="sk_test_shop"):
        """Make a call whose reply stays where it is: nobody reads it."""
        reply = self.app.answer(
            Call(
                method="POST",
                path=path,
                headers={
                    "authorization": f"Bearer {key}",
                    "content-type": "application/json",
                },
                body=json.dumps(body).encode(),
            )
        )
        assert reply.status in (200, 201), reply.body
        return reply

    def subscribe(self, receiver, *types, key="sk_test_shop"):
        hook = {"address": receiver.url, "types": list(types)}
        self.call("/webhooks", hook, key)

    def states(self, name="shop"):
        return [d.state for d in self.world.tenant(name).mail.deliveries]


@pytest.fixture
def served():
    made = []

    def serve(**flags):
        made.append(Served(**flags))
        return made[-1]

    yield serve
    for one in made:
        one.courier.close()


@pytest.fixture
def receiver():
    with receiving() as one:
        yield one


def test_an_event_is_told_as_soon_as_the_reply_is_out(served, receiver, basket):
    served = served()
    served.subscribe(receiver, "checkout.created")
    listener = Listener(served.app, "127.0.0.1", 0, body_limit=served.app.body_limit)
    listener.start()
    try:
        key = {"Authorization": "Bearer sk_test_shop"}
        url = f"{listener.url}/checkouts"
        checkout = httpx.post(url, json=basket, headers=key, timeout=PATIENCE).json()
        headers, body = receiver.next()
    finally:
        listener.stop()
    event = json.loads(body)
    assert event["type"] == "checkout.created"
    assert event["data"]["object"]["id"] == checkout["id"]
    assert headers["Content-Type"] == "application/json"
    assert headers["DigitalRiver-Signature"].startswith("1714564800, ")


def test_nothing_is_told_before_the_reply_is_out(served, receiver, basket):
    served = served()
    served.subscribe(receiver, "checkout.created")
    reply = served.call("/checkouts", basket)
    mail = served.world.tenant("shop").mail
    assert mail.waiting
    assert not mail.waits_for_courier()
    reply.gone()
    assert receiver.next_type() == "checkout.created"
    assert receiver.parcels.empty()


def test_what_is_told_later_waits_for_what_was_told_before(served, receiver, basket):
    served = served()
    served.subscribe(receiver, "checkout.created", "checkout.updated")
    first = served.call("/checkouts", basket)
    id = json.loads(first.body)["id"]
    change = Call(
        method="POST",
        path=f"/checkouts/{id}",
        headers={
            "authorization": "Bearer sk_test_shop",
            "content-type": "application/json",
        },
        body=b'{"email": "bob@example.com"}',
    )
    second = served.app.answer(change)
    second.gone()
    assert not served.world.tenant("shop").mail.waits_for_courier()
    first.gone()
    assert receiver.next_type() == "checkout.created"
    assert receiver.next_type() == "checkout.updated"


def test_hands_wait_for_no_reply(served, receiver, basket):
    served = served()
    served.subscribe(receiver, "checkout.created")
    served.call("/checkouts", basket)
    served.world.tenant("shop").mail.flush()
    assert served.states() == ["delivered"]


def test_who_calls_without_a_socket_is_told_of_too(served, receiver, basket):
    served = served()
    served.subscribe(receiver, "checkout.created")
    key = {"Authorization": "Bearer sk_test_shop"}
    with httpx.Client(transport=SyncTransport(served.app), headers=key) as client:
        client.post("http://x/checkouts", json=basket)
        assert receiver.next_type() == "checkout.created"


async def _post(app, basket):
    key = {"Authorization": "Bearer sk_test_shop"}
    async with httpx.AsyncClient(transport=AsyncTransport(app), headers=key) as client:
        await client.post("http://x/checkouts", json=basket)


def test_who_calls_from_an_event_loop_is_told_of_too(served, receiver, basket):
    served = served()
    served.subscribe(receiver, "checkout.created")

    asyncio.run(_post(served.app, basket))
    assert receiver.next_type() == "checkout.created"


@pytest.mark.parametrize("kind", ["hang", "reset"])
def test_a_reply_that_never_comes_keeps_nothing_back(served, receiver, basket, kind):
    served = served()
    served.subscribe(receiver, "checkout.created")
    served.world.stand(
        "shop",
        served.world.library.story_from_text(
            "scenario: lost\nsummary: The answer is lost.\nsteps:\n"
            f"  - merchant: createCheckouts\n    fault: {{kind: {kind}, work: done}}\n"
        ),
    )
    key = {"Authorization": "Bearer sk_test_shop"}
    with httpx.Client(transport=SyncTransport(served.app), headers=key) as client:
        with pytest.raises(httpx.TransportError):
            client.post("http://x/checkouts", json=basket)
        assert receiver.next_type() == "checkout.created"


def test_a_clock_that_runs_tries_again_by_itself(served, basket):
    with receiving(500, 503, 202) as receiver:
        served = served(clock="runs", retries=["20ms", "40ms"])
        served.subscribe(receiver, "checkout.created")
        served.call("/checkouts", basket).gone()
        first, second, third = receiver.next(), receiver.next(), receiver.next()
    assert first[1] == second[1] == third[1]
    (delivery,) = served.world.tenant("shop").mail.deliveries
    # The plan counts from the event: the first attempt may have come a little later.
    since = [a.at - delivery.event.at for a in delivery.attempts]
    assert since[1] >= timedelta(milliseconds=20)


def test_a_clock_that_stands_tries_again_when_it_is_moved(served, basket):
    with receiving(500) as receiver:
        served = served()
        served.subscribe(receiver, "checkout.created")
        served.call("/checkouts", basket).gone()
        receiver.next()
        tenant = served.world.tenant("shop")
        tenant.clock.advance(timedelta(minutes=5))
        receiver.next()
    (delivery,) = tenant.mail.deliveries
    assert [a.at for a in delivery.attempts] == [
        parse_instant(NOW),
        parse_instant("2024-05-01T12:05:00Z"),
    ]


def test_what_is_due_on_a_clock_that_runs_happens_unasked(served, receiver):
    served = served(clock="runs")
    served.subscribe(receiver, "checkout.created")
    tenant = served.world.tenant("shop")
    happened = threading.Event()
    with tenant.lock:
        soon = tenant.moment + timedelta(hours=1, milliseconds=30)
        tenant.later(soon, "something", happened.set)
    tenant.clock.advance(timedelta(hours=1))
    assert happened.wait(PATIENCE)


def test_money_that_never_comes_cancels_an_order_unasked_and_that_is_told(
    served, receiver, basket
):
    served = served(clock="runs")
    served.subscribe(receiver, "order.cancelled")
    tenant = served.world.tenant("shop")
    checkout = json.loads(served.call("/checkouts", basket).body)
    session = checkout["payment"]["session"]["id"]
    moved = tenant.happen(
        "customer", "chooses", session, source={"type": "wireTransfer"}
    )
    source = next(thing.id for thing in moved if thing.kind == "source")
    served.call(f"/checkouts/{checkout['id']}/sources/{source}", None)
    order = json.loads(served.call("/orders", {"checkoutId": checkout["id"]}).body)
    assert order["state"] == "pending_payment"
    [(expiry, _)] = tenant.clock.due
    tenant.clock.at(expiry - timedelta(milliseconds=20))
    event = json.loads(receiver.next()[1])
    assert event["data"]["object"]["id"] == order["id"]
    assert event["data"]["object"]["state"] == "cancelled"


def test_a_clock_that_is_let_run_wakes_for_what_was_due_before(served):
    tenant = served().world.tenant("shop")
    happened = threading.Event()
    with tenant.lock:
        soon = tenant.moment + timedelta(milliseconds=30)
        tenant.later(soon, "something", happened.set)
    assert not happened.is_set()
    tenant.clock.freeze(False)
    assert happened.wait(PATIENCE)


def test_a_receiver_that_takes_its_time_holds_up_its_own_tenant_only(served, basket):
    with receiving() as slow, receiving() as quick:
        slow.open.clear()
        served = served()
        served.subscribe(slow, "checkout.created")
        served.subscribe(quick, "checkout.created", key="sk_test_other")
        served.call("/checkouts", basket).gone()
        slow.next()
        served.call("/checkouts", basket, key="sk_test_other").gone()
        assert quick.next_type() == "checkout.created"
        assert served.states() == ["pending"]


def test_more_tenants_than_there_are_carriers_have_their_turn(served, basket):
    with receiving() as first, receiving() as second:
        first.open.clear()
        served = served(carriers=1)
        served.subscribe(first, "checkout.created")
        served.subscribe(second, "checkout.created", key="sk_test_other")
        served.call("/checkouts", basket).gone()
        first.next()
        served.call("/checkouts", basket, key="sk_test_other").gone()
        assert served.states("other") == ["pending"]
        first.open.set()
        assert second.next_type() == "checkout.created"


def test_what_a_test_is_sending_itself_is_left_to_it_and_looked_at_again(
    served, basket
):
    with receiving() as receiver:
        receiver.open.clear()
        served = served()
        served.subscribe(receiver, "checkout.created")
        served.call("/checkouts", basket)
        mail = served.world.tenant("shop").mail
        hands = threading.Thread(target=mail.flush)
        hands.start()
        receiver.next()
        served.call("/checkouts", basket).gone()
        receiver.open.set()
        hands.join()
        assert receiver.next_type() == "checkout.created"


def test_a_tenant_that_begins_anew_is_told_of_no_more(served, receiver, basket):
    served = served()
    served.subscribe(receiver, "checkout.created")
    reply = served.call("/checkouts", basket)
    served.world.reset("shop")
    reply.gone()
    served.subscribe(receiver, "customer.created")
    served.call("/customers", {"email": "ann@example.com"}).gone()
    assert receiver.next_type() == "customer.created"
    assert receiver.parcels.empty()


def test_a_courier_that_is_closed_carries_nothing(served, receiver, basket):
    served = served()
    served.subscribe(receiver, "checkout.created")
    served.courier.close()
    served.call("/checkouts", basket).gone()
    assert served.states() == ["pending"]


def test_a_courier_that_is_closed_ends_what_is_under_way_and_nothing_more(
    served, basket
):
    with receiving() as receiver:
        receiver.open.clear()
        served = served()
        served.subscribe(receiver, "checkout.created")
        served.call("/checkouts", basket).gone()
        receiver.next()
        for _ in range(5):
            served.call("/checkouts", basket).gone()
        closing = threading.Thread(target=served.courier.close)
        closing.start()
        while not served.world.tenant("shop").mail.closed:
            pass
        receiver.open.set()
        closing.join()
        assert receiver.parcels.empty()


def _threads():
    return [t for t in threading.enumerate() if "mockdr-courier" in t.name]


def test_without_anything_to_carry_there_is_no_thread(served, basket):
    served().call("/checkouts", basket)
    assert not _threads()


def test_what_does_not_go_to_a_url_is_not_the_couriers(served, receiver, basket):
    served = served()
    served.subscribe(receiver, "checkout.created")
    mail = served.world.tenant("shop").mail
    mail.route(receiver.url, RecordingSender())
    assert served.call("/checkouts", basket).gone is None
    assert not _threads()


def test_once_everything_is_carried_no_thread_is_left(served, receiver, basket):
    served = served()
    served.subscribe(receiver, "checkout.created")
    for _ in range(2):
        served.call("/checkouts", basket).gone()
        receiver.next()
        for thread in _threads():
            thread.join(PATIENCE)
        assert not _threads()


def _break():
    raise ZeroDivisionError


def test_a_failure_of_the_house_is_a_finding(served, receiver, basket, monkeypatch):
    served = served()
    served.subscribe(receiver, "checkout.created")
    tenant = served.world.tenant("shop")
    found = threading.Event()
    monkeypatch.setattr(tenant.mail._routes, "_outside", _break)
    really = tenant.journal.find

    def find(finding):
        really(finding)
        found.set()

    monkeypatch.setattr(tenant.journal, "find", find)
    served.call("/checkouts", basket).gone()
    assert found.wait(PATIENCE)
    (finding,) = tenant.journal.findings()
    assert (finding.kind, finding.severity) == ("error", "fail")
    assert "ZeroDivisionError" in finding.message


def test_what_fails_on_a_clock_that_runs_stops_nothing_that_comes_after(served):
    tenant = served(clock="runs").world.tenant("shop")
    happened = threading.Event()
    with tenant.lock:
        now = tenant.moment
        tenant.later(now + timedelta(milliseconds=10), "a mistake", _break)
        tenant.later(now + timedelta(milliseconds=20), "what follows", happened.set)
    assert happened.wait(PATIENCE)
    [finding] = tenant.journal.findings()
    assert "ZeroDivisionError" in finding.message


def test_a_tenant_that_is_dropped_is_forgotten_although_something_was_due(served):
    served = served(clock="runs")
    tenant = served.world.tenant("shop")
    seen = threading.Event()
    with tenant.lock:
        tenant.later(tenant.moment + timedelta(days=30), "much later", seen.set)
        tenant.later(tenant.moment + timedelta(milliseconds=1), "soon", seen.set)
    assert seen.wait(PATIENCE)
    gone = weakref.ref(tenant)
    served.world.drop("shop")
    del tenant
    # Once another is looked at, it has looked at this one.
    other, looked = served.world.tenant("other"), threading.Event()
    with other.lock:
        other.later(other.moment + timedelta(milliseconds=1), "soon", looked.set)
    assert looked.wait(PATIENCE)
    gc.collect()
    assert gone() is None


class Busy:
    """A tenant that is rung for once more while what it has told is being carried."""

    closed, name = False, "busy"

    def __init__(self):
        self.mail = self.clock = self
        self.courier = Courier()
        self.looks, self.seen_again = 0, threading.Event()
        self.flushes, self.flushed_again = 0, threading.Event()

    def wake(self):
        return None

    def close(self):
        """End what is under way: a thread may still be at it when the test is over."""

    def waits_for_courier(self):
        self.looks += 1
        if self.looks == 2:
            self.seen_again.set()
        return self.looks <= 3

    def flush_urls(self):
        self.flushes += 1
        if self.flushes > 1:
            self.flushed_again.set()
            return
        watching = self.courier._thread
        self.courier.look(self)
        assert self.seen_again.wait(PATIENCE)
        # Long enough for a thread to end that thinks nothing is to come.
        watching.join(0.2)


def test_what_becomes_ready_while_a_thread_ends_carrying_is_carried():
    busy = Busy()
    busy.courier.look(busy)
    assert busy.flushed_again.wait(PATIENCE)
    busy.courier.close()
