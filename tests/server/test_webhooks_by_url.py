"""A receiver behind a URL, in a test: carried by the courier, awaited by the hands."""

from __future__ import annotations

import json

import httpx
import pytest

from mockdr import start, verify_signature
from mockdr.server.handle import CheckFailed
from tests.server.receiver import PATIENCE, receiving

TEA = {"currency": "EUR", "items": [{"skuId": "tea", "price": 9.9}]}
NOON = "2024-05-01T12:00:00Z"


@pytest.fixture
def receiver():
    with receiving() as one:
        yield one


def over_a_socket(mockdr):
    key = {"Authorization": f"Bearer {mockdr.secret_key}"}
    return httpx.Client(base_url=mockdr.url, headers=key, timeout=PATIENCE)


def test_what_the_courier_carried_is_returned_by_expect(receiver):
    with start(now=NOON) as mockdr, over_a_socket(mockdr) as shop:
        hook = mockdr.webhooks.deliver_to(receiver.url, types=["checkout.created"])
        checkout = shop.post("/checkouts", json=TEA).json()
        headers, body = receiver.next()
        delivery = mockdr.webhooks.expect("checkout.created", of=checkout)
        assert delivery.status == 202
        assert delivery.event == json.loads(body)
        verify_signature(body, headers, hook.secret, now=mockdr.clock.now)
    assert receiver.parcels.empty()


def test_expect_waits_for_what_is_under_way(receiver):
    receiver.open.clear()
    with start() as mockdr, over_a_socket(mockdr) as shop:
        mockdr.webhooks.deliver_to(receiver.url, types=["checkout.created"])
        shop.post("/checkouts", json=TEA)
        receiver.next()
        receiver.open.set()
        assert mockdr.webhooks.expect("checkout.created").status == 202


def test_the_plan_of_retries_is_played_on_the_clock():
    with receiving(500, 500, 500, 500) as receiver, start(now=NOON) as mockdr:
        mockdr.webhooks.deliver_to(receiver.url, types=["checkout.created"])
        with over_a_socket(mockdr) as shop:
            shop.post("/checkouts", json=TEA)
        mockdr.clock.advance(hours=72)
        delivery = mockdr.webhooks.expect("checkout.created", status=500)
        assert [attempt["at"][11:19] for attempt in delivery.attempts] == [
            "12:00:00",
            "12:05:00",
            "12:30:00",
            "14:00:00",
        ]


def test_a_receiver_calls_back_over_the_socket_while_the_clock_moves(receiver):
    with start(now=NOON, retries=["1h"]) as mockdr, over_a_socket(mockdr) as shop:
        seen = []

        def look(event):
            id = event["data"]["object"]["id"]
            seen.append(shop.get(f"/checkouts/{id}").status_code)

        receiver.meanwhile = look
        receiver.says[:] = [500]
        mockdr.webhooks.deliver_to(receiver.url, types=["checkout.created"])
        with over_a_socket(mockdr) as other:
            other.post("/checkouts", json=TEA)
        mockdr.clock.advance(hours=2)
        assert seen == [200, 200]
        mockdr.webhooks.expect("checkout.created")


def _tell(url):
    with start() as mockdr, over_a_socket(mockdr) as shop:
        mockdr.webhooks.deliver_to(url, types=["checkout.created"])
        shop.post("/checkouts", json=TEA)


def test_a_receiver_that_is_not_there_fails_the_test_at_its_end():
    with receiving() as gone:
        url = gone.url
    with pytest.raises(CheckFailed, match=r"checkout\.created"):
        _tell(url)
