"""Many clients at once, over sockets: one order, and nobody sees the others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from mockdr.server.live import LiveServer

CLIENTS = 8


@pytest.fixture
def at_once(real_app):
    """Let clients do the same at the same time; each has a number and a connection."""
    with LiveServer(real_app) as server, httpx.Client(base_url=server.url) as client:

        def do(work):
            with ThreadPoolExecutor(CLIENTS) as threads:
                return list(threads.map(lambda n: work(client, n), range(CLIENTS)))

        yield do


def key(name):
    return {"Authorization": f"Bearer sk_test_{name}"}


def test_clients_that_submit_at_once_make_one_order(at_once, shop, basket):
    card = {
        "type": "creditCard",
        "creditCard": {
            "number": "4111111111111111",
            "cvv": "123",
            "expirationMonth": 7,
            "expirationYear": 2099,
        },
        "owner": {
            "firstName": "Ann",
            "lastName": "Example",
            "email": "ann@example.com",
            "address": basket["shipTo"]["address"],
        },
    }
    checkout = shop("/checkouts", basket)["id"]
    source = shop("/sources", card)["id"]
    shop(f"/checkouts/{checkout}/sources/{source}")

    def submit(client, number):
        order = {"checkoutId": checkout}
        return client.post("/orders", json=order, headers=key("shop")).status_code

    assert at_once(submit).count(201) == 1
    assert len(shop("/orders", method="GET")["data"]) == 1


def test_tenants_do_not_see_each_other(at_once, basket, real_world):
    def buy(client, number):
        for _ in range(number):
            client.post("/checkouts", json=basket, headers=key(f"t{number}"))

    at_once(buy)
    counts = [len(real_world.tenant(f"t{n}").sessions()) for n in range(CLIENTS)]
    assert counts == list(range(CLIENTS))
