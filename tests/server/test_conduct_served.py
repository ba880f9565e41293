"""Conduct over real sockets: the client calls, and its receiver is called, by URL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from mockdr.server.handle import CheckFailed, start
from tests.server.receiver import PATIENCE, receiving

EMAIL = {"email": "ann@example.com"}
CART = {"currency": "USD", "items": [{"skuId": "gift", "price": 1}]}


def client_of(mockdr):
    key = {"Authorization": f"Bearer {mockdr.secret_key}"}
    return httpx.Client(base_url=mockdr.url, headers=key, timeout=PATIENCE)


def welcome(mockdr, *, twice):
    """Let a receiver begin a checkout for each customer, who is told of twice."""
    handled = set()
    with receiving() as receiver, client_of(mockdr) as client:

        def begin(event):
            if event["id"] in handled and not twice:
                return
            handled.add(event["id"])
            customer = event["data"]["object"]["id"]
            client.post("/checkouts", json={**CART, "customerId": customer})

        receiver.meanwhile = begin
        mockdr.webhooks.deliver_to(receiver.url, types=["customer.created"])
        mockdr.webhooks.bend("customer.created", "duplicate")
        client.post("/customers", json=EMAIL)
        mockdr.webhooks.expect("customer.created", times=2)
    return handled


def test_a_receiver_at_a_url_that_does_things_twice_fails_where_conduct_does():
    with pytest.raises(CheckFailed) as failed, start(conduct="fail") as mockdr:
        [event] = welcome(mockdr, twice=True)

    [finding] = failed.value.findings
    assert finding.kind == "conduct"
    assert finding.details["rule"] == "not_idempotent"
    assert finding.details["event"] == event
    told = "while it worked, createCheckouts in #2, and once more in #3"
    assert told in finding.message


def test_what_the_test_does_meanwhile_is_no_fault_of_a_receiver_at_a_url():
    """The provider cannot tell who calls; so it fails nothing."""
    with receiving() as receiver, start() as mockdr, client_of(mockdr) as shop:
        receiver.meanwhile = lambda _: shop.post("/customers", json=EMAIL)
        mockdr.webhooks.deliver_to(receiver.url, types=["checkout.created"])
        mockdr.webhooks.bend("checkout.created", "duplicate")
        shop.post("/checkouts", json=CART)
        mockdr.webhooks.expect("checkout.created", times=2)

        assert mockdr.check() is None
        [finding] = mockdr.warned()
        assert (finding.kind, finding.severity) == ("conduct", "warn")
        # What was found warns at the end, and here nobody is to be warned.
        mockdr.world.reset(mockdr.name)


def test_a_receiver_at_a_url_that_remembers_passes():
    with start(conduct="fail") as mockdr:
        assert len(welcome(mockdr, twice=False)) == 1


def test_a_client_is_told_in_the_reply_and_the_journal_tells_everybody():
    with start(conduct="warn", unfinished="allow") as mockdr, client_of(mockdr) as shop:
        # However slow the machine is, it all happens within a second.
        mockdr.world.find(mockdr.name).conduct._monotonic = lambda: 0.0
        path = f"/customers/{shop.post('/customers', json=EMAIL).json()['id']}"
        hints = [shop.get(path).headers.get("X-Mockdr-Hint") for _ in range(25)]
        journal = shop.get("/_mockdr/journal", params={"tenant": mockdr.name}).json()
        # What was found warns at the end, and here nobody is to be warned.
        mockdr.world.reset(mockdr.name)

    assert hints[:24] == [None] * 24
    assert hints[24].startswith(f"retrieveCustomers asked {path} 25 times within a sec")
    [finding] = journal["findings"]
    assert (finding["kind"], finding["severity"]) == ("conduct", "warn")
    assert finding["details"] == {"rule": "polling", "times": 25, "calls": [2, 26]}


def test_many_clients_that_each_do_their_own_are_no_storm():
    with start(conduct="fail") as mockdr, client_of(mockdr) as shop:

        def serve(number):
            made = shop.post("/customers", json={"email": f"{number}@example.com"})
            path = f"/customers/{made.json()['id']}"
            return [shop.get(path).status_code for _ in range(5)]

        with ThreadPoolExecutor(8) as pool:
            assert set(map(tuple, pool.map(serve, range(16)))) == {(200,) * 5}
