"""The bundled stories of bad days, met by a shop that tries again, and by many."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from mockdr.server.live import LiveServer

CART = {
    "currency": "EUR",
    "email": "ada@example.com",
    "items": [{"skuId": "tea", "price": 9.9}],
}
PINNED = pytest.mark.mockdr(now="2024-05-01T12:00:00Z")
TEXT = """
summary: Every fourth request is turned away.
steps: [{merchant: createOrders}]
rules:
  - {merchant: any, every: 4, fault: {kind: status, status: 503}}
"""


class Stubborn:
    """A shop that sends again what was lost or turned away, and waits if told to."""

    def __init__(self, mockdr):
        self.mockdr = mockdr
        self.client = mockdr.client()
        self.tried = []

    def post(self, path, body=None):
        for _ in range(9):
            try:
                answer = self.client.post(path, json=body)
            except httpx.TransportError as error:
                self.tried.append(type(error).__name__)
                continue
            self.tried.append(answer.status_code)
            if answer.status_code < 429:
                return answer.json()
            wait = int(answer.headers.get("Retry-After", 0))
            self.mockdr.clock.advance(seconds=wait)
        raise AssertionError("nobody tries that often")

    def buys(self, cart=CART):
        checkout = self.post("/checkouts", cart)
        card = self.mockdr.customer.chooses("creditCard", checkout)
        self.post(f"/checkouts/{checkout['id']}/sources/{card.id}")
        return self.post("/orders", {"checkoutId": checkout["id"]})


@PINNED
@pytest.mark.mockdr(unfinished="allow")
@pytest.mark.parametrize(
    ("story", "tried"),
    [
        ("bad-day", [201, 200, 429, 201]),
        ("down-for-a-while", [201, 200, 503, 503, 503, 201]),
        ("limit-reached-again-and-again", [201, 200, 429, 201]),
    ],
)
def test_a_stubborn_shop_gets_over_it(mockdr, story, tried):
    mockdr.play(story)
    shop = Stubborn(mockdr)
    order = shop.buys()

    assert order["state"] == "accepted"
    assert shop.tried == tried
    assert mockdr.journal.findings == []
    struck = [call for call in mockdr.journal if call.rule]
    assert len(struck) == len(tried) - 3
    assert [call.rule for call in struck if f"{story}.yaml:" not in call.rule] == []


@PINNED
def test_only_large_checkouts_are_struck(mockdr):
    mockdr.play("large-orders-time-out")
    shop = Stubborn(mockdr)
    shop.post("/checkouts", CART)
    large = {**CART, "items": [*CART["items"], {"skuId": "pot", "price": 30.0}]}
    shop.post("/checkouts", large)

    assert shop.tried == [201, 504, 504, 201]


@PINNED
@pytest.mark.mockdr(unfinished="allow")
def test_what_was_done_before_the_connection_closed_is_there(mockdr):
    mockdr.play("closed-after-the-work")
    client = mockdr.client()
    with pytest.raises(httpx.TransportError):
        client.post("/checkouts", json=CART)
    [checkout] = client.get("/checkouts").json()["data"]

    assert checkout["items"][0]["skuId"] == "tea"


def test_many_at_once_are_counted_once_each(real_app, ask):
    assert ask("POST", "play", {"yaml": TEXT})[0] == 200
    key = {"Authorization": "Bearer sk_test_mockdr"}
    with (
        LiveServer(real_app) as server,
        httpx.Client(base_url=server.url, headers=key) as client,
        ThreadPoolExecutor(8) as threads,
    ):
        answers = list(threads.map(lambda _: client.get("/orders"), range(40)))

    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(503), statuses.count(200)) == (10, 30)
    struck = [a.headers["X-Mockdr-Rule"] for a in answers if a.status_code == 503]
    assert set(struck) == {"<text>:5"}
    calls = ask("GET", "journal")[1]["calls"]
    assert sum(call["rule"] == "<text>:5" for call in calls) == 10


def test_what_is_wrong_with_rules_is_told_before_they_strike(ask):
    status, document = ask("POST", "play", {"yaml": TEXT.replace("every: 4, ", "")})

    assert (status, document["error"]["code"]) == (422, "findings")
    assert [one["code"] for one in document["error"]["findings"]] == ["MDR410"]
