"""Over sockets, where receivers and hands have threads of their own: nobody blocks."""

from __future__ import annotations

import contextlib
import json
from datetime import timedelta

import httpx
import pytest

import mockdr as package
from tests.server.receiver import receiving
from tests.whole.estate import SKU

NOW = "2026-05-01T12:00:00Z"


@pytest.fixture
def mockdr():
    # These receivers do again what they are told again, which is bad conduct.
    with package.start(now=NOW, conduct="off") as started:
        yield started


@pytest.fixture
def wire(mockdr):
    """Call over the socket, as the merchant's software does."""
    headers = {"Authorization": f"Bearer {mockdr.secret_key}"}
    with httpx.Client(base_url=mockdr.url, headers=headers, timeout=30) as client:
        yield client


@pytest.fixture
def receiver():
    with receiving() as one:
        yield one


def subscribe(wire, receiver, *types):
    body = {"address": receiver.url, "types": list(types)}
    assert wire.post("/webhooks", json=body).status_code == 201


def tell(wire, n=0):
    body = {"email": f"ann{n}@example.com"}
    assert wire.post("/customers", json=body).status_code == 201


def attempts(mockdr):
    """Return of each delivery when it was tried, in seconds, and what came back."""
    start = None
    told = []
    for delivery in mockdr._tenant.mail.deliveries:
        start = start or delivery.event.at
        told.append(
            [
                ((a.at - start).total_seconds(), a.answer.status)
                for a in delivery.attempts
            ]
        )
    return told


def test_a_receiver_calls_back_while_the_test_moves_the_clock(mockdr, wire, receiver):
    """Both at the same time, over the same server, and each retry at its moment."""
    moments = []

    def calls_back(event):
        made = wire.post("/skus", json=SKU)
        moments.append((made.status_code, wire.get("/customers").status_code))

    receiver.meanwhile, receiver.says = calls_back, [500, 500, 500]
    subscribe(wire, receiver, "customer.created")
    tell(wire)
    mockdr.clock.advance(hours=48)

    assert attempts(mockdr) == [[(0, 500), (300, 500), (1800, 500), (7200, 202)]]
    assert moments == [(201, 200)] * 4


def test_what_is_told_just_before_the_clock_moves_is_told_then(mockdr, wire, receiver):
    """The courier may be on its way with it: the clock waits until it is back."""
    receiver.says = [500, 202] * 10
    subscribe(wire, receiver, "customer.created")
    for n in range(10):
        tell(wire, n)
        mockdr.clock.advance(minutes=10)

    assert attempts(mockdr) == [
        [(600 * n, 500), (600 * n + 300, 202)] for n in range(10)
    ]


def test_an_application_calls_the_socket_from_the_thread_of_the_test(mockdr, wire):
    """The test waits for its application, and that for mockdr: nobody for the test."""
    seen = []

    def app(environ, start_response):
        seen.append(wire.post("/customers", json={"email": "b@example.com"}))
        start_response("204 No Content", [])
        return []

    mockdr.webhooks.deliver_to(app, types=["sku.created"])
    mockdr.webhooks.trigger("sku.created")
    mockdr.clock.advance(hours=1)

    assert [reply.status_code for reply in seen] == [201]


def control(path, **body):
    """Return what calls the control API, as any language does."""

    def call(mockdr):
        url = f"{mockdr.url}/_mockdr/{path}"
        reply = httpx.post(url, json=body, timeout=30) if body else httpx.get(url)
        assert reply.status_code == 200, reply.text

    return call


HANDS = {
    "deliver": lambda m: m.webhooks.deliver(),
    "received": lambda m: m.webhooks.received,
    "deliveries": lambda m: m.webhooks.deliveries,
    "expect": lambda m: m.webhooks.expect("customer.created"),
    "trigger": lambda m: m.webhooks.trigger("customer.created"),
    "bend": lambda m: m.webhooks.bend("any", "duplicate"),
    "deliver_to": lambda m: m.webhooks.deliver_to(m.url),
    "probe": lambda m: m.webhooks.probe(),
    "idempotent": lambda m: m.webhooks.idempotent(),
    "check": lambda m: m.check(),
    "advance": lambda m: m.clock.advance(hours=1),
    "at": lambda m: m.clock.at(m.clock.now),
    "idle": lambda m: m.clock.run_until_idle(),
    "act": lambda m: m.customer.chooses("creditCard"),
    "over HTTP: clock": control("clock", advance="1h"),
    "over HTTP: deliveries": control("webhooks/deliveries"),
    "over HTTP: expect": control("webhooks/expect", type="customer.created"),
    "over HTTP: resend": control("webhooks/resend", delivery=1),
    "over HTTP: probe": control("webhooks/probe", only=["stale"]),
}


@pytest.mark.parametrize("hand", HANDS)
def test_whatever_hands_do_nothing_is_sent_while_anybody_is_locked_out(
    mockdr, wire, hand
):
    """The application asks over the socket, and could wait for ever for its answer."""
    seen = []

    def app(environ, start_response):
        seen.append(wire.get("/webhooks").status_code)
        event = json.loads(environ["wsgi.input"].read())
        genuine = event["id"] in {e["id"] for e in mockdr._tenant.events()}
        start_response("200 OK" if genuine else "401 Forged", [])
        return []

    mockdr.webhooks.deliver_to(app, types=["customer.created"])
    line = {"skuId": "tea", "price": 5, "quantity": 1}
    wire.post("/checkouts", json={"currency": "USD", "items": [line]})
    tell(wire)
    HANDS[hand](mockdr)

    assert seen
    assert set(seen) == {200}


def test_a_receiver_that_resets_its_world_gets_an_answer(mockdr, wire, receiver):
    def resets(event):
        reply = httpx.post(f"{mockdr.url}/_mockdr/reset", timeout=30)
        statuses.append(reply.status_code)

    statuses = []
    subscribe(wire, receiver, "customer.created")
    old = mockdr._tenant
    receiver.meanwhile = resets
    tell(wire)
    receiver.next()
    old.mail.flush()  # until the courier is back
    mockdr.clock.advance(hours=48)

    assert statuses == [204]
    assert mockdr._tenant is not old
    assert attempts(mockdr) == []


def test_a_receiver_may_let_the_customer_act(mockdr, wire):
    """What it may not do is move the clock, or wait for what is delivered after it."""
    made = []

    def app(environ, start_response):
        made.append(mockdr.customer.chooses("creditCard"))
        start_response("204 No Content", [])
        return []

    mockdr.webhooks.deliver_to(app, types=["checkout.created"])
    line = {"skuId": "tea", "price": 5, "quantity": 1}
    wire.post("/checkouts", json={"currency": "USD", "items": [line]})
    (delivery,) = mockdr.webhooks.expect("checkout.created", times=1)

    assert delivery.attempts[0]["status"] == 204
    assert made[0].state == "chargeable"


def test_clocks_that_run_retry_by_themselves(receiver):
    with package.start(now=NOW, clock="runs", retries=["20ms", "40ms"]) as mockdr:
        receiver.says = [500, 500]
        headers = {"Authorization": f"Bearer {mockdr.secret_key}"}
        with httpx.Client(base_url=mockdr.url, headers=headers) as client:
            subscribe(client, receiver, "customer.created")
            tell(client)
            bodies = {receiver.next()[1] for _ in range(3)}
            assert len(bodies) == 1
            mockdr._tenant.mail.flush()
        (delivery,) = mockdr._tenant.mail.deliveries
        first, second, third = (a.at - delivery.event.at for a in delivery.attempts)

        assert first < second < third
        assert second >= timedelta(milliseconds=20)
        assert third >= timedelta(milliseconds=40)


@pytest.mark.parametrize("through", ["socket", "transport"])
def test_every_kind_of_reply_lets_its_events_go(mockdr, wire, receiver, through):
    """With a body, without one, refused half-way: the courier needs no hands."""
    subscribe(wire, receiver, "customer.created", "customer.deleted")
    client = wire if through == "socket" else mockdr.client()
    made = client.post("/customers", json={"email": "ann@example.com"}).json()
    assert receiver.next_type() == "customer.created"
    assert client.delete(f"/customers/{made['id']}").status_code == 204
    assert receiver.next_type() == "customer.deleted"


@pytest.mark.parametrize("kind", ["reset", "empty", "truncate", "garbage"])
def test_a_reply_that_never_arrives_lets_its_events_go(mockdr, wire, receiver, kind):
    """The shop knows nothing of its customer, and is told all the same."""
    subscribe(wire, receiver, "customer.created")
    mockdr.play(
        f"""
        scenario: lost
        summary: The reply is lost.
        steps:
          - merchant: createCustomers
            fault: {{kind: {kind}, work: done}}
        """
    )
    with contextlib.suppress(httpx.TransportError):
        wire.post("/customers", json={"email": "ann@example.com"})
    assert receiver.next_type() == "customer.created"
