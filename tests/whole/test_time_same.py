"""The same start and seed give the same bytes: on the wire, and in the books."""

from __future__ import annotations

import json

import orjson

import mockdr as package
from mockdr.engine.deliveries import delivery_to_json
from tests.engine.shop import OWNER

NOW = "2026-05-01T12:00:00Z"
CART = {
    "currency": "USD",
    "email": "ann@example.com",
    "items": [{"skuId": "tea", "price": 12.5, "quantity": 2}],
}


class Merchant:
    """An application that is told, forgets things at times, and asks again."""

    def __init__(self, client):
        self._client = client
        self.told = []

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read()
        self.told.append((environ["HTTP_DIGITALRIVER_SIGNATURE"], body))
        event = json.loads(body)
        if event["type"] == "order.accepted":
            order = event["data"]["object"]
            line = {"itemId": order["items"][0]["id"], "quantity": 1}
            self._client.post(
                "/fulfillments", json={"orderId": order["id"], "items": [line]}
            )
        busy = len(self.told) % 4 == 0
        start_response("503 Busy" if busy else "202 Accepted", [])
        return []


def lived(seed="one"):
    """Live for a week; return every byte that anybody could see of it."""
    start = package.start(
        now=NOW, seed=seed, delivery="chaos", conduct="off", unfinished="allow"
    )
    # Addresses of documents begin with that of mockdr, whose port is another each time.
    with start as mockdr, mockdr.client(base_url="http://mockdr.test") as client:
        merchant = Merchant(client)
        hook = mockdr.webhooks.deliver_to(merchant, "/hooks")
        for _ in range(3):
            checkout = client.post("/checkouts", json=CART).json()
            source = mockdr.customer.chooses("creditCard", checkout, owner=OWNER)
            client.post(f"/checkouts/{checkout['id']}/sources/{source.id}")
            client.post("/orders", json={"checkoutId": checkout["id"]})
            mockdr.webhooks.expect("order.accepted")
            mockdr.clock.advance(minutes=7)
        hook.rotate("1h")
        mockdr.clock.run_until_idle()
        tenant = mockdr._tenant
        return (
            merchant.told,
            mockdr.journal.export(),
            orjson.dumps([delivery_to_json(d) for d in tenant.mail.deliveries]),
            orjson.dumps(tenant.events()),
        )


def test_a_week_with_chaos_is_the_same_week_twice():
    assert lived() == lived()


def test_another_seed_is_another_week():
    one, other = lived("one"), lived("another")

    assert all(left != right for left, right in zip(one, other, strict=True))


def test_what_is_told_is_the_same_whatever_other_tenants_do():
    def told(busy):
        with package.start(now=NOW, conduct="off") as mockdr, mockdr.client() as client:
            seen = Merchant(client)
            mockdr.webhooks.deliver_to(seen)
            for n in range(4):
                if busy:
                    mockdr.world.tenant("other")
                    headers = {"Authorization": "Bearer sk_test_other"}
                    client.post("/checkouts", json=CART, headers=headers)
                client.post("/customers", json={"email": f"{n}@example.com"})
            mockdr.clock.run_until_idle()
            return seen.told

    assert told(busy=True) == told(busy=False)
