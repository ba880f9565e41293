"""The bundled stories of callbacks that go astray, met by a shop of one's own."""

from __future__ import annotations

import json

import pytest

from mockdr import InvalidSignature, verify_signature

CART = {
    "currency": "EUR",
    "email": "ada@example.com",
    "items": [{"skuId": "tea", "price": 9.9}],
}

pytestmark = pytest.mark.mockdr(now="2024-05-01T12:00:00Z")


class Shop:
    """Turns away what is not signed as it should be; counts what it is told of."""

    def __init__(self, mockdr):
        self.mockdr = mockdr
        self.heard, self.refused = [], []
        self.receiver = mockdr.webhooks.deliver_to(self, "/hooks")

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read()
        event = json.loads(body)
        try:
            verify_signature(
                body,
                environ.get("HTTP_DIGITALRIVER_SIGNATURE"),
                self.receiver.secrets,
                now=self.mockdr.clock.now,
            )
        except InvalidSignature as no:
            self.refused.append((event["type"], no.reason))
            start_response("401 Unauthorized", [])
            return []
        self.heard.append(event["type"])
        start_response("200 OK", [])
        return []

    def buys(self):
        client = self.mockdr.client()
        checkout = client.post("/checkouts", json=CART).json()
        card = self.mockdr.customer.chooses("creditCard", checkout)
        client.post(f"/checkouts/{checkout['id']}/sources/{card.id}")
        return client.post("/orders", json={"checkoutId": checkout["id"]}).json()


@pytest.mark.parametrize(
    ("story", "refused", "types"),
    [
        ("webhook-comes-twice", [], ["order.accepted"] * 2),
        ("webhook-replayed", ["stale"], ["order.accepted"]),
        ("webhook-forged", ["mismatch"], ["order.accepted"]),
        ("webhook-signed-with-an-old-secret", ["mismatch"], ["order.accepted"]),
        (
            "webhook-of-an-unknown-type",
            [],
            ["order.accepted", "order.mockdr_unheard_of"],
        ),
    ],
)
def test_a_shop_that_looks_twice_learns_of_its_order(mockdr, story, refused, types):
    """What is turned away at first comes true within the hour."""
    mockdr.play(story)
    shop = Shop(mockdr)
    order = shop.buys()

    told = mockdr.webhooks.expect("order.accepted", of=order)

    assert told.event["data"]["object"]["id"] == order["id"]
    assert [reason for _, reason in shop.refused] == refused
    assert shop.heard[-len(types) :] == types


def test_a_shop_whose_callback_is_lost_has_to_ask(mockdr):
    """Whoever waits for it is told that it was dropped on purpose."""
    mockdr.play("webhook-lost")
    shop = Shop(mockdr)
    client = mockdr.client()
    checkout = client.post("/checkouts", json=CART).json()
    source = mockdr.customer.chooses("klarnaCredit", checkout)
    client.post(f"/checkouts/{checkout['id']}/sources/{source.id}")
    order = client.post("/orders", json={"checkoutId": checkout["id"]}).json()
    mockdr.customer.approves()
    client.post(f"/orders/{order['id']}/refresh")

    with pytest.raises(AssertionError, match="dropped on purpose"):
        mockdr.webhooks.expect("order.accepted")
    [event] = client.get("/events", params={"type": "order.accepted"}).json()["data"]

    assert "order.accepted" not in shop.heard
    assert event["data"]["object"]["state"] == "accepted"
