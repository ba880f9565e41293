"""FastAPI: from a plain test, and in the event loop of an asynchronous one."""

from __future__ import annotations

import asyncio

import pytest

from tests.recipes.shop import SECRET, buy, genuine

fastapi = pytest.importorskip(
    "fastapi", reason="fastapi is not installed: pip install fastapi"
)


def create_app(api) -> fastapi.FastAPI:
    """Return the shop; *api* is its httpx client for the provider's API."""
    app = fastapi.FastAPI()
    app.state.told = asyncio.Queue()
    app.state.orders = {}

    async def hook(request: fastapi.Request) -> fastapi.Response:
        signature = request.headers.get("DigitalRiver-Signature")
        if not genuine(await request.body(), signature):
            return fastapi.Response("not signed by the provider", 401)
        event = await request.json()
        if event["type"] == "order.accepted":
            # Callbacks may come late and in any order: what counts is what is now.
            id = event["data"]["object"]["id"]
            order = (await api.get(f"/orders/{id}")).json()
            app.state.orders[id] = order["state"]
        await app.state.told.put(event["type"])
        return fastapi.Response(status_code=202)

    app.post("/hooks")(hook)
    return app


@pytest.fixture
def app(mockdr):
    return create_app(mockdr.async_client())


@pytest.fixture
def hooks(mockdr, app):
    types = ["order.accepted", "order.blocked"]
    return mockdr.webhooks.deliver_to(app, "/hooks", types=types, secret=SECRET)


def test_the_shop_looks_at_the_order_that_it_is_told_of(mockdr, hooks, app):
    """Without a loop of the test's own, the callback runs in one of mockdr's."""
    order = buy(mockdr)

    mockdr.webhooks.expect("order.accepted", of=order)

    assert app.state.orders == {order["id"]: "accepted"}


@pytest.mark.asyncio
async def test_the_callback_runs_in_the_loop_of_the_test(mockdr, hooks, app):
    """Whoever awaits the queue in this loop is woken by the callback."""
    waiting = asyncio.create_task(app.state.told.get())
    order = buy(mockdr)

    delivery = await mockdr.webhooks.expect_async("order.accepted", of=order)

    assert delivery.status == 202
    assert await waiting == "order.accepted"


def test_what_nobody_signed_is_turned_away(hooks):
    hooks.probe()
