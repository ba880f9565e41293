"""What a merchant's typed tests look like; mypy reads them, nobody runs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import httpx

import mockdr as package
from mockdr import (
    InvalidSignature,
    Mockdr,
    MockdrError,
    sign_webhook,
    verify_signature,
)


def place(shop: httpx.Client, checkout: str) -> str:
    """Place an order, as the software under test would."""
    reply = shop.post("/orders", json={"checkoutId": checkout})
    return str(reply.json()["id"])


def test_with_the_fixture(mockdr: Mockdr) -> None:
    """Use everything that a test needs, as it is documented."""
    story = mockdr.play("card-accepted", runs=1)
    with mockdr.client(timeout=5) as shop:
        checkout: str = shop.post("/checkouts", json={}).json()["id"]
        source = mockdr.customer.chooses("creditCard", checkout)
        order = place(shop, checkout)
    key: str = mockdr.secret_key + mockdr.public_key + mockdr.url
    mockdr.clock.advance(hours=48, minutes=1)
    mockdr.provider.completes(of="charge.1")
    mockdr.fraud.passes(of=order)
    state: str = mockdr.order(order).state + mockdr.session("1").state
    name: str = source.id + story.name + key + state
    assert len(mockdr.journal) >= len(name) or story.runs[0].things["card"].id
    mockdr.check()


def test_what_the_shop_is_told(mockdr: Mockdr, app: Callable[..., Any]) -> None:
    """Use the webhooks, with an application of any framework."""
    hooks = mockdr.webhooks.deliver_to(app, "/hooks", types=["order.accepted"])
    secret: str = hooks.secret + hooks.rotate(expires="1h") + hooks.address
    mockdr.webhooks.route("https://shop.example", app)
    mockdr.webhooks.bend("order.accepted", "late", by="1h")
    event = mockdr.webhooks.trigger("order.accepted").data
    one = hooks.expect("order.accepted", within="48h")
    two = mockdr.webhooks.expect("order.accepted", times=2, status=500)
    statuses: list[int] = [delivery.status for delivery in (one, *two)]
    assert event or secret or statuses
    assert len(hooks.probe()) < len(mockdr.webhooks.received)
    mockdr.webhooks.idempotent(state=lambda: mockdr.webhooks.deliveries)


class Driver:
    """What the shop can do, for journeys at random."""

    def __init__(self, mockdr: Mockdr) -> None:
        self.shop = mockdr.client()

    def orders(self, method: Literal["konbini", "creditCard"]) -> None:
        """Order, if anything is in the cart."""
        if method == "konbini":
            raise package.NotNow


def test_every_journey(mockdr: Mockdr) -> None:
    """Explore the shop, and hand over what became of it."""
    explored = mockdr.explore(Driver, examples=5, acts=["customer"], out="scenarios")
    alone = package.explore(Driver, seed=2, conduct="off")
    gone: int = explored.steps["shop orders"] + alone.journeys
    name: str = mockdr.export("bug.mockdr", {"test": "mine"}).name
    assert gone or name


async def test_what_the_shop_is_told_in_its_loop(mockdr: Mockdr) -> None:
    """Use them where the application lives in the loop of the test."""
    one = await mockdr.webhooks.expect_async("order.accepted")
    two = await mockdr.webhooks.expect_async("order.accepted", times=2)
    told = await mockdr.webhooks.deliver_async()
    await mockdr.clock.advance_async(hours=48)
    assert [one.status, *(delivery.status for delivery in two), len(told)]


async def test_without_a_thread(mockdr: Mockdr) -> None:
    """Use the client that waits without holding anybody up."""
    async with mockdr.async_client() as shop:
        reply = await shop.get("/orders")
    assert reply.status_code


def receive(mockdr: Mockdr, body: bytes, headers: dict[str, str]) -> str:
    """Verify what was received, and refuse what nobody signed."""
    secret = "whk_00000000-0000-4000-8000-000000000001"
    headers["DigitalRiver-Signature"] = sign_webhook(body, secret, at=mockdr.clock.now)
    try:
        told = verify_signature(body, headers, [secret], now=mockdr.clock.now)
    except InvalidSignature as problem:
        return problem.reason + problem.help
    return f"{told.timestamp} {told.at.isoformat()} {told.position + told.secret}"


def run_by_hand() -> str:
    """Use mockdr without pytest."""
    try:
        with package.start(seed="1", mode="strict") as house:
            return house.url
    except MockdrError as problem:
        return problem.help
