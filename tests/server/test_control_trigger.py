"""`POST /_mockdr/trigger`: an event by hand, for clients in any language."""

from __future__ import annotations

import json

import pytest

from mockdr.contract import event_types
from mockdr.engine.call import Call


def test_the_event_is_answered_as_it_is_told(ask, real_world):
    status, document = ask("POST", "trigger?tenant=shop", {"type": "order.accepted"})

    assert status == 200
    assert document["event"] == real_world.tenant("shop").events()[-1]
    assert document["event"]["data"]["object"]["state"] == "accepted"
    assert document["deliveries"] == []


def test_whom_it_is_on_its_way_to_is_answered_too(ask, real_world):
    address = "https://shop.example/hooks"
    hook = {"types": ["plan.created"], "address": address}
    call = Call(
        method="POST",
        path="/webhooks",
        headers={
            "authorization": "Bearer sk_test_shop",
            "content-type": "application/json",
        },
        body=json.dumps(hook).encode(),
    )
    webhook = json.loads(real_world.answer(call).body)["id"]

    _, told = ask("POST", "trigger?tenant=shop", {"type": "plan.created"})
    _, other = ask("POST", "trigger?tenant=shop", {"type": "plan.updated"})

    assert told["deliveries"] == [{"number": 1, "webhook": webhook, "address": address}]
    assert other["deliveries"] == []


@pytest.mark.parametrize("type", ["refund.failed", "fulfiller.created"])
def test_any_type_can_be_told(ask, type):
    assert type in event_types()

    assert ask("POST", "trigger", {"type": type})[0] == 200


def test_a_thing_is_named_and_one_that_does_not_fit_is_refused(ask):
    _, first = ask("POST", "trigger", {"type": "order.accepted"})
    order = first["event"]["data"]["object"]["id"]

    status, again = ask("POST", "trigger", {"type": "order.accepted", "of": order})
    assert (status, again["event"]["data"]) == (200, first["event"]["data"])
    assert again["event"]["id"] != first["event"]["id"]

    status, no = ask("POST", "trigger", {"type": "order.blocked", "of": order})
    assert (status, no["error"]["code"]) == (409, "impossible")
    assert "trigger order.accepted" in no["error"]["possible"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "no 'type'"),
        ({"type": "order.acepted"}, "is no type of event"),
        ({"type": "order.accepted", "of": "nobody"}, "no 'nobody'"),
        ({"type": 7}, "'type' cannot be 7"),
        ({"type": "order.accepted", "off": "x"}, "'off' is not known"),
    ],
)
def test_what_makes_no_sense_is_refused_with_advice(ask, body, says):
    status, document = ask("POST", "trigger", body)

    assert status == 400
    assert says in document["error"]["message"]
    assert document["error"]["help"]
