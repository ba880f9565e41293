"""Flask: the shop's own application is called in this process, signatures and all."""

from __future__ import annotations

import json

import pytest

import mockdr as package
from tests.recipes.shop import SECRET, buy, genuine

flask = pytest.importorskip("flask", reason="flask is not installed: pip install flask")


# The shop looks at the age of signatures by its own clock, which no test moves.
pytestmark = pytest.mark.mockdr(signature_clock="real")


def create_app(ledger: dict) -> flask.Flask:
    """Return the shop; *ledger* is its database: order id to what it knows of it."""
    app = flask.Flask("shop")
    app.testing = True  # what goes wrong inside a view is shown by a failing `expect`

    @app.post("/hooks")
    def hook():
        request = flask.request
        signature = request.headers.get("DigitalRiver-Signature")
        if not genuine(request.get_data(), signature):
            return {"message": "not signed by the provider"}, 401
        event = request.get_json()
        order = event["data"]["object"]
        if event["type"] == "order.accepted":
            ledger[order["id"]] = "to be packed"
        elif event["type"] == "order.blocked":
            ledger.pop(order["id"], None)
        return "", 202

    return app


@pytest.fixture
def ledger():
    return {}


@pytest.fixture
def hooks(mockdr, ledger):
    """The webhook, which any test may talk to; its secret is the shop's."""
    types = ["order.accepted", "order.blocked"]
    app = create_app(ledger)
    return mockdr.webhooks.deliver_to(app, "/hooks", types=types, secret=SECRET)


def test_an_accepted_order_is_packed(mockdr, hooks, ledger):
    order = buy(mockdr)

    delivery = mockdr.webhooks.expect("order.accepted", of=order)

    assert delivery.status == 202
    assert ledger == {order["id"]: "to be packed"}


def test_an_order_waits_for_its_money(mockdr, hooks, ledger):
    """Two days of the clock, and whatever is told on the way is delivered there."""
    mockdr.play("konbini-paid-late")
    order = buy(mockdr, "konbini", konbini={"storeId": "030"})
    mockdr.webhooks.expect("order.accepted", times=0)

    mockdr.clock.advance(hours=48)

    assert ledger == {order["id"]: "to be packed"}


def test_a_webhook_of_the_shop_s_own_is_delivered_in_here(mockdr, ledger):
    """Shops that register themselves give a public address; nothing leaves the test."""
    mockdr.webhooks.route("https://shop.example", create_app(ledger))
    wanted = {"address": "https://shop.example/hooks", "types": ["order.accepted"]}
    webhook = mockdr.client().post("/webhooks", json=wanted).json()

    order = buy(mockdr)
    # Nobody has told the shop the secret that its new webhook got.
    delivery = mockdr.webhooks.expect("order.accepted", of=order, status=401)

    assert delivery.webhook == webhook["id"]
    assert ledger == {}


def test_what_nobody_signed_is_turned_away(hooks):
    hooks.probe()


def test_the_old_secret_holds_for_an_hour_after_a_rotation(mockdr, hooks, ledger):
    """The shop still has the old one in its settings; both sign meanwhile."""
    hooks.rotate(expires="1h")
    buy(mockdr)
    mockdr.webhooks.expect("order.accepted")

    mockdr.clock.advance(hours=1)
    buy(mockdr)
    mockdr.webhooks.expect("order.accepted", status=401)


def test_the_view_alone_without_any_provider():
    """For a unit test of the view, a signature is all that it takes."""
    ledger: dict = {}
    client = create_app(ledger).test_client()
    event = {"type": "order.accepted", "data": {"object": {"id": "1"}}}
    body = json.dumps(event).encode()
    headers = {"DigitalRiver-Signature": package.sign_webhook(body, SECRET)}
    headers["Content-Type"] = "application/json"

    assert client.post("/hooks", data=body, headers=headers).status_code == 202
    assert client.post("/hooks", data=body + b" ", headers=headers).status_code == 401
