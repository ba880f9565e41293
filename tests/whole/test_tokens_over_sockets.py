"""A webhook with OAuth, from the contract's call to the token on the wire."""

from __future__ import annotations

import mockdr
from tests.events.receivers import Receiver

BODY = b'{"access_token":"t1","expires_in":60}'
TOKEN = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY


def test_a_receiver_sees_a_token_that_holds_as_long_as_the_tests_clock_says():
    with (
        Receiver() as shop,
        Receiver(TOKEN) as login,
        mockdr.start(clock="stands") as one,
        one.client() as client,
    ):
        oauth = {"tokenEndPoint": login.url, "clientID": "a", "clientSecret": "b"}
        hook = {
            "address": shop.url,
            "types": ["customer.created"],
            "transportType": "OAUTH",
            "oauth": oauth,
        }
        assert client.post("/webhooks", json=hook).status_code == 201
        asked = []
        for seconds in (0, 59, 1):
            one.clock.advance(seconds=seconds)
            made = client.post("/customers", json={"email": "ann@example.com"})
            assert made.status_code == 201
            one.webhooks.expect("customer.created")
            asked.append(len(login.requests))

    assert asked == [1, 1, 2]
    assert len(shop.requests) == 3
    assert all(b"\r\nAuthorization: Bearer t1\r\n" in told for told in shop.requests)
    assert b"grant_type=password&client_id=a&client_secret=b" in login.requests[0]
