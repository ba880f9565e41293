"""The control API on webhooks: secrets, deliveries, expectations and forgeries."""

from __future__ import annotations

import json

import pytest

from mockdr.engine.call import Call
from mockdr.events.delivery import Answer
from mockdr.events.senders.recording import RecordingSender
from mockdr.events.verifying import verify_signature

SLOW = Answer(outcome="timeout", reason="no answer in 3 seconds")
HOOK = "http://127.0.0.1:9/hooks"
HERE = "?tenant=shop"


@pytest.fixture
def hook(shop, real_world):
    """Make a webhook, as the merchant does; what goes there is kept and answered."""

    def make(*replies, types=("checkout.created",), address=HOOK, then=202):
        body = {"address": address, "types": list(types)}
        id = shop("/webhooks", body)["id"]
        sender = RecordingSender(*replies, then=then)
        real_world.tenant("shop").mail.route(address, sender)
        return id, sender

    return make


@pytest.fixture
def buys(shop, basket):
    """Let somebody begin to buy, which is told; returns the checkout."""
    return lambda: shop("/checkouts", basket)


def says(answer):
    status, document = answer
    error = document["error"]
    return status, error["code"], f"{error['message']}; {error['help']}"


# -- who is told ---------------------------------------------------------------------


def test_webhooks_are_listed_with_what_they_take_and_no_secret(ask, hook):
    assert ask("GET", f"webhooks{HERE}") == (200, {"webhooks": []})
    first, _ = hook()
    second, _ = hook(types=["order.accepted"], address="http://127.0.0.1:9/other")
    status, document = ask("GET", f"webhooks{HERE}")
    assert status == 200
    assert [(w["id"], w["secrets"]) for w in document["webhooks"]] == [
        (first, 1),
        (second, 1),
    ]
    assert document["webhooks"][1]["types"] == ["order.accepted"]
    assert "whk_" not in json.dumps(document)


def test_a_secret_is_revealed_and_signs(ask, hook, buys):
    id, sender = hook()
    status, document = ask("GET", f"webhooks/secrets{HERE}")
    assert (status, document["webhook"]) == (200, id)
    [secret] = document["secrets"]
    assert secret["expires"] is None
    buys()
    ask("GET", f"webhooks/deliveries{HERE}")
    [parcel] = sender.parcels
    header = parcel.headers["DigitalRiver-Signature"]
    verify_signature(parcel.body, header, secret["token"], now=parcel.moment)


def test_a_secret_is_rotated_and_the_old_one_expires_on_the_clock(ask, hook):
    id, _ = hook()
    [old] = ask("GET", f"webhooks/secrets{HERE}&webhook={id}")[1]["secrets"]
    status, document = ask("POST", f"webhooks/rotate{HERE}", {"expires": "1h"})
    assert status == 200
    new, kept = document["secrets"]
    assert new["token"] != old["token"] == kept["token"]
    assert kept["expires"].startswith("2024-05-01T13:00:00")
    ask("POST", f"clock{HERE}", {"advance": "1h"})
    [left] = ask("GET", f"webhooks/secrets{HERE}")[1]["secrets"]
    assert left["token"] == new["token"]


def test_a_secret_may_be_chosen_and_replaces_at_once(ask, hook):
    hook()
    body = {"expires": "0h", "secret": "whk_mine"}
    _, document = ask("POST", f"webhooks/rotate{HERE}", body)
    assert [s["token"] for s in document["secrets"]] == ["whk_mine"]


@pytest.mark.parametrize("secret", ["", "whk_a\nb"])
def test_what_cannot_be_a_secret_is_refused(ask, hook, secret):
    hook()
    status, code, told = says(ask("POST", f"webhooks/rotate{HERE}", {"secret": secret}))
    assert (status, code) == (400, "invalid")
    assert "a secret cannot be" in told


def test_a_sixth_secret_is_impossible(ask, hook):
    hook()
    for _ in range(4):
        assert ask("POST", f"webhooks/rotate{HERE}")[0] == 200
    status, code, _ = says(ask("POST", f"webhooks/rotate{HERE}"))
    assert (status, code) == (409, "impossible")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"webhooks/secrets{HERE}", None),
        ("POST", f"webhooks/rotate{HERE}", {}),
    ],
)
def test_which_webhook_is_to_be_said_where_there_are_several(
    ask, hook, method, path, body
):
    assert says(ask(method, path, body))[:2] == (404, "not_found")
    first, _ = hook()
    assert ask(method, path, body)[0] == 200
    hook(address="http://127.0.0.1:9/other")
    status, _, said = says(ask(method, path, body))
    assert status == 400
    assert first in said


# -- deliveries ----------------------------------------------------------------------


def test_deliveries_are_listed_with_every_attempt(ask, hook, buys):
    id, _ = hook(500, SLOW)
    checkout = buys()
    ask("POST", f"clock{HERE}", {"advance": "5m"})
    status, document = ask("GET", f"webhooks/deliveries{HERE}")
    assert (status, document["dropped"]) == (200, 0)
    [delivery] = document["deliveries"]
    assert (delivery["number"], delivery["webhook"]) == (1, id)
    assert (delivery["type"], delivery["of"]) == ("checkout.created", checkout["id"])
    assert delivery["state"] == "pending"
    assert delivery["next"] == "2024-05-01T12:30:00.000Z"
    told = [(a["at"], a["outcome"], a["status"]) for a in delivery["attempts"]]
    assert told == [
        ("2024-05-01T12:00:00.000Z", "answered", 500),
        ("2024-05-01T12:05:00.000Z", "timeout", None),
    ]


@pytest.mark.parametrize(
    ("filtered", "numbers"),
    [
        ("", [1, 2, 3]),
        ("after=1", [2, 3]),
        ("limit=2", [1, 2]),
        ("after=1&limit=1", [2]),
        ("type=customer.created", [2]),
        ("state=failed", []),
        ("state=delivered", [1, 3]),
        ("state=pending", [2]),
        ("of=nothing", []),
        ("webhook=nothing", []),
    ],
)
def test_deliveries_are_filtered(ask, hook, buys, filtered, numbers):
    hook(202, 500, types=["checkout.created", "customer.created"])
    buys()
    happens = {"type": "customer.created"}
    ask("POST", f"trigger{HERE}", happens)
    buys()
    _, document = ask("GET", f"webhooks/deliveries{HERE}&{filtered}")
    assert [d["number"] for d in document["deliveries"]] == numbers


def test_deliveries_of_one_thing_to_one_webhook(ask, hook, buys):
    first, _ = hook()
    second, _ = hook(address="http://127.0.0.1:9/other")
    checkout = buys()
    buys()
    query = f"of={checkout['id']}&webhook={second}"
    _, document = ask("GET", f"webhooks/deliveries{HERE}&{query}")
    assert [d["webhook"] for d in document["deliveries"]] == [second] != [first]


def test_a_refusal_is_listed_with_what_may_be_wrong(ask, hook, buys):
    hook(401, 500)
    buys()
    buys()
    _, document = ask("GET", f"webhooks/deliveries{HERE}")
    first, second = document["deliveries"]
    assert "signature_clock='real'" in first["hint"]
    assert "hint" not in second


def test_a_state_that_no_delivery_has_is_refused(ask):
    status, _, said = says(ask("GET", "webhooks/deliveries?state=delivred"))
    assert status == 400
    assert "did you mean 'delivered'?" in said


def test_a_delivery_is_sent_once_more(ask, hook, buys):
    _, sender = hook()
    buys()
    ask("GET", f"webhooks/deliveries{HERE}")
    status, delivery = ask("POST", f"webhooks/resend{HERE}", {"delivery": 1})
    assert (status, len(delivery["attempts"])) == (200, 2)
    first, second = sender.parcels
    assert first.body == second.body
    absent = ask("POST", f"webhooks/resend{HERE}", {"delivery": 2})
    assert says(absent)[:2] == (404, "not_found")


# -- expectations --------------------------------------------------------------------


def test_what_is_expected_is_delivered_and_returned_once(ask, hook, buys):
    hook(503)
    checkout = buys()
    wanted = {"type": "checkout.created", "of": checkout["id"]}
    status, document = ask("POST", f"webhooks/expect{HERE}", wanted)
    assert status == 200
    [delivery] = document["deliveries"]
    assert [a["status"] for a in delivery["attempts"]] == [503, 202]
    assert delivery["event"]["data"]["object"]["id"] == checkout["id"]
    _, clock = ask("GET", f"clock{HERE}")
    assert clock["now"] == "2024-05-01T12:05:00Z"
    again = says(ask("POST", f"webhooks/expect{HERE}", wanted))
    assert again[:2] == (409, "unmet")


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"times": 2}, 200),
        ({"times": 1}, 409),
        ({"times": 0}, 409),
        ({"status": 500}, 200),
        ({"status": "timeout"}, 409),
        ({"within": "3h"}, 200),
    ],
)
def test_how_often_how_soon_and_with_which_answer(ask, hook, buys, wanted, status):
    hook(500)
    buys()
    buys()
    body = {"type": "checkout.created", **wanted}
    assert ask("POST", f"webhooks/expect{HERE}", body)[0] == status


def test_what_did_not_come_is_told_with_what_did_and_what_is_due(ask, hook, buys):
    id, _ = hook(then=500)
    buys()
    wanted = {"type": "checkout.created", "webhook": id}
    status, document = ask("POST", f"webhooks/expect{HERE}", wanted)
    error = document["error"]
    assert (status, error["code"]) == (409, "unmet")
    assert error["message"].startswith("checkout.created was to be delivered")
    assert "failed after 4 attempts" in error["help"]
    [delivery] = error["deliveries"]
    assert delivery["state"] == "failed"
    assert error["due"] == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "no 'type'"),
        ({"type": "order.accepteds"}, "did you mean 'order.accepted'?"),
        ({"type": "order.accepted", "times": -1}, "0 or more"),
        ({"type": "order.accepted", "times": True}, "an integer"),
        ({"type": "order.accepted", "within": "soon"}, "is not a duration"),
        ({"type": "order.accepted", "status": []}, "an integer or a string"),
        ({"type": "order.accepted", "status": "lost"}, "'timeout'"),
        ({"type": "order.accepted", "often": 1}, "not known here"),
    ],
)
def test_an_expectation_that_makes_no_sense_is_refused(ask, body, says):
    status, document = ask("POST", "webhooks/expect", body)
    assert status == 400
    error = document["error"]
    assert says.strip("'") in f"{error['message']}; {error['help']}"


def test_an_expectation_of_a_webhook_that_is_not_there_is_refused(ask):
    body = {"type": "order.accepted", "webhook": "none"}
    assert says(ask("POST", "webhooks/expect", body))[:2] == (404, "not_found")


# -- forgeries and adversity ---------------------------------------------------------


def test_a_receiver_that_turns_forgeries_away_passes(ask, hook):
    _, sender = hook(then=400)
    status, document = ask("POST", f"webhooks/probe{HERE}")
    assert status == 200
    assert len(document["probed"]) == len(sender.parcels) >= 4
    assert {one["fault"] for one in document["probed"]} == {""}
    assert {one["status"] for one in document["probed"]} == {400}


def test_a_receiver_that_takes_a_forgery_for_true_is_told_of(ask, hook):
    id, _ = hook(then=200)
    body = {"webhook": id, "only": ["unsigned"]}
    status, document = ask("POST", f"webhooks/probe{HERE}", body)
    error = document["error"]
    assert (status, error["code"]) == (409, "accepted")
    assert error["message"].startswith(f"{HOOK} accepted an event without a signature")
    [probed] = error["probed"]
    assert (probed["kind"], probed["webhook"], probed["status"]) == (
        "unsigned",
        id,
        200,
    )


@pytest.mark.parametrize("only", ["unsigned", [1], ["stolen"]])
def test_forgeries_are_named_in_an_array(ask, hook, only):
    hook()
    assert ask("POST", f"webhooks/probe{HERE}", {"only": only})[0] == 400


def test_a_receiver_that_forgets_what_it_has_handled_is_told_of(ask, hook, shop, buys):
    def welcome(parcel):
        event = json.loads(parcel.body)
        shop("/customers", {"email": event["data"]["object"]["email"]})
        return 202

    hook(then=welcome)
    buys()
    status, document = ask("POST", f"webhooks/idempotent{HERE}", {})
    error = document["error"]
    assert (status, error["code"]) == (409, "not_idempotent")
    assert "checkout.created" in error["message"]
    [delivery] = error["deliveries"]
    assert len(delivery["attempts"]) == 2


def test_a_receiver_that_remembers_what_it_has_handled_passes(ask, hook, shop, buys):
    known = set()

    def welcome(parcel):
        event = json.loads(parcel.body)
        if event["id"] not in known:
            known.add(event["id"])
            shop("/customers", {"email": event["data"]["object"]["email"]})
        return 202

    id, sender = hook(then=welcome)
    assert ask("POST", f"webhooks/idempotent{HERE}", {})[0] == 400
    buys()
    status, document = ask("POST", f"webhooks/idempotent{HERE}", {"webhook": id})
    assert (status, len(document["deliveries"])) == (200, 1)
    assert len(sender.parcels) == 2


def test_deliveries_are_bent_from_now_on(ask, hook, buys):
    _, sender = hook()
    bend = {"event": "checkout.created", "kind": "duplicate", "copies": 3, "first": 1}
    assert ask("POST", f"webhooks/bend{HERE}", bend) == (204, None)
    buys()
    buys()
    _, document = ask("GET", f"webhooks/deliveries{HERE}")
    assert [d["copy"] for d in document["deliveries"]] == [1, 2, 3, 1]
    assert len({parcel.body for parcel in sender.parcels}) == 2


@pytest.mark.parametrize(
    "bend",
    [
        {"event": "checkout.created"},
        {"event": "checkout.created", "kind": "duplicated"},
        {"event": "checkout.create", "kind": "duplicate"},
        {"event": "any", "kind": "late"},
        {"event": "any", "kind": "drop", "probability": "often"},
    ],
)
def test_a_bend_that_a_scenario_could_not_say_is_refused(ask, bend):
    status, document = ask("POST", "webhooks/bend", bend)
    assert status == 400
    assert document["error"]["help"]


@pytest.mark.parametrize(
    ("call", "name", "meant"),
    [
        ("webhooks/bend", "type", "event"),
        ("webhooks/expect", "event", "type"),
        ("trigger", "event", "type"),
    ],
)
def test_what_another_call_calls_otherwise_is_suggested(ask, call, name, meant):
    *_, told = says(ask("POST", call, {name: "order.accepted"}))
    assert told == f"the key '{name}' is not known here; did you mean '{meant}'?"


def test_every_tenant_has_webhooks_of_its_own(ask, hook):
    hook()
    assert ask("GET", "webhooks?tenant=other") == (200, {"webhooks": []})


def test_a_stranger_gets_no_secret(real_app):
    call = Call(
        method="GET", path="/_mockdr/webhooks/secrets", headers={"host": "evil.example"}
    )
    assert real_app.answer(call).status == 403


def test_what_live_keys_tell_is_tried_for_three_days(ask, shop, basket, real_world):
    body = {"address": HOOK, "types": ["checkout.created"]}
    shop("/webhooks", body, key="sk_live_shop")
    real_world.tenant("shop", live=True).mail.route(HOOK, RecordingSender(then=500))
    shop("/checkouts", basket, key="sk_live_shop")
    live = f"{HERE}&live=true"
    ask("POST", f"clock{live}", {"advance": "96h"})
    [delivery] = ask("GET", f"webhooks/deliveries{live}")[1]["deliveries"]
    assert delivery["state"] == "failed"
    assert (
        "2024-05-04T00" < delivery["attempts"][-1]["at"] <= "2024-05-04T12:00:00.000Z"
    )
    assert ask("GET", f"webhooks/deliveries{HERE}")[1]["deliveries"] == []
