"""What a merchant's typed tests look like; mypy reads them, nobody runs them."""

from __future__ import annotations

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
