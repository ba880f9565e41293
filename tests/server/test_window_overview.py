"""Tenants, the pulse and the runs: what the window shows first, and follows."""

from __future__ import annotations

import pytest

from mockdr.server.control.table import CALLS

#: Calls of the control API that read, with a query that finds something where one is
#: needed; `{}` is the id of a session.
READING = {
    "thing": "id={}",
    "picture": "id={}",
    "possible": "id={}",
    "things": "kind=session",
    "call": "seq=1",
    "event": "id=none",
    "delivery": "number=1",
    "scenario": "name=card-accepted",
    "webhooks/secrets": "",
}
GETS = sorted(call.name for call in CALLS if call.method == "GET")
#: It says of itself that it delivers what is due.
DELIVERING = "webhooks/deliveries"


def test_tenants_are_listed_with_what_they_hold(ask, shop, basket):
    assert ask("GET", "tenants") == (200, {"tenants": []})
    shop("/checkouts", basket)
    shop("/checkouts", basket, key="sk_live_other")
    ask("POST", "play?tenant=shop", {"scenario": "card-accepted"})
    _, found = ask("GET", "tenants")
    first, second = found["tenants"]
    assert (first["name"], first["live"]) == ("shop", False)
    assert (second["name"], second["live"]) == ("other", True)
    assert (first["publicKey"], second["publicKey"]) == (
        "pk_test_shop",
        "pk_live_other",
    )
    assert first["scenarios"] == ["card-accepted"]
    assert (first["now"], first["running"]) == ("2024-05-01T12:00:00Z", False)
    assert first["counts"] == {
        "calls": 1,
        "sessions": 1,
        "orders": 0,
        "events": 1,
        "deliveries": 0,
        "findings": 0,
        "failures": 0,
    }


def test_the_pulse_of_nobody_is_still_and_makes_nobody(ask, real_world):
    _, pulse = ask("GET", "pulse?tenant=ghost")
    assert not pulse["made"]
    assert {value for value in pulse.values() if isinstance(value, int)} == {0}
    assert real_world.find("ghost") is None


@pytest.mark.parametrize(
    ("call", "beats"),
    [
        (("play", {"scenario": "card-accepted"}), "scenarios"),
        (("happen", {"actor": "customer", "verb": "chooses"}), "acts"),
        (("clock", {"advance": "1h"}), "now"),
        (("clock", {"freeze": False}), "running"),
        (("reset", None), "events"),
    ],
)
def test_what_hands_do_is_felt_in_the_pulse(ask, shop, basket, call, beats):
    path, body = call
    shop("/checkouts", basket)
    _, before = ask("GET", "pulse?tenant=shop")
    assert ask("GET", "pulse?tenant=shop")[1] == before
    ask("POST", f"{path}?tenant=shop", body)
    _, after = ask("GET", "pulse?tenant=shop")
    assert after[beats] != before[beats]


def test_what_a_shop_does_is_felt_in_the_pulse(ask, shop, basket):
    def changed(work):
        _, before = ask("GET", "pulse?tenant=shop")
        work()
        _, after = ask("GET", "pulse?tenant=shop")
        return {name for name in after if after[name] != before[name]}

    shop("/checkouts", basket)
    assert changed(lambda: shop("/checkouts", method="GET")) == {"calls", "acts"}
    assert changed(lambda: shop("/checkouts", basket)) >= {"calls", "moves", "events"}
    assert "findings" in changed(lambda: shop("/no", expect=(404,)))
    assert changed(lambda: shop("/checkouts", basket, key="sk_test_b")) == {"tenants"}


def test_what_comes_next_is_in_the_pulse(ask, redirected):
    redirected()
    _, pulse = ask("GET", "pulse?tenant=shop")
    _, clock = ask("GET", "clock?tenant=shop")
    assert pulse["due"] >= len(clock["due"])
    assert pulse["soonest"] == (clock["due"][0]["at"] if clock["due"] else None)


@pytest.mark.parametrize("name", GETS)
def test_reading_makes_no_tenant(ask, real_world, name):
    query = READING.get(name, "").format("nobody")
    tenant = "tenant" in next(
        c.query for c in CALLS if (c.method, c.name) == ("GET", name)
    )
    status, _ = ask("GET", f"{name}?{'tenant=ghost&' if tenant else ''}{query}")
    assert status in (200, 400, 404)
    assert real_world.tenants() == []


@pytest.mark.parametrize("name", [name for name in GETS if name != DELIVERING])
def test_reading_changes_nothing(ask, shop, basket, name):
    hook = {
        "types": ["checkout.created"],
        "address": "https://shop.example/hooks",
        "enabled": True,
    }
    shop("/webhooks", hook)
    session = shop("/checkouts", basket)["payment"]["session"]["id"]
    ask("POST", "play?tenant=shop", {"scenario": "card-accepted"})
    _, before = ask("GET", "pulse?tenant=shop")
    tenant = "tenant" in next(
        c.query for c in CALLS if (c.method, c.name) == ("GET", name)
    )
    query = READING.get(name, "").format(session)
    status, _ = ask("GET", f"{name}?{'tenant=shop&' if tenant else ''}{query}")
    assert status == (404 if name == "event" else 200)
    assert ask("GET", "pulse?tenant=shop")[1] == before


def test_runs_say_where_they_stand_and_what_they_wait_for(ask, shop, basket):
    ask("POST", "play?tenant=shop", {"scenario": "konbini-paid-late", "runs": 3})
    _, found = ask("GET", "runs?tenant=shop")
    (playing,) = found["scenarios"]
    assert (playing["runs"], playing["count"], playing["runsLeft"]) == ([], 0, 3)
    checkout = shop("/checkouts", {**basket, "currency": "JPY"})
    _, found = ask("GET", "runs?tenant=shop")
    (playing,) = found["scenarios"]
    assert playing["scenario"] == "konbini-paid-late"
    assert playing["runsLeft"] == 2
    (run,) = playing["runs"]
    assert (run["number"], run["step"], run["of"]) == (1, 2, 5)
    assert (run["ended"], run["derailed"]) == (False, None)
    assert run["waits"] == "customer: chooses"
    assert [step["state"] for step in run["steps"]] == [
        "done",
        "here",
        "ahead",
        "ahead",
        "ahead",
    ]
    assert run["steps"][0]["text"] == "merchant: createCheckouts"
    owned = {(one["kind"], one["id"]) for one in run["things"]}
    assert ("checkout", checkout["id"]) in owned


REVIEWED = """\
scenario: reviewed
steps:
  - merchant: createCheckouts
  - customer: chooses
    source: {type: creditCard}
    then: {source: chargeable}
  - merchant: attachSourceToCheckout
  - merchant: createOrders
    then: {order: in_review}
  - fraud: passes
    then: {order: accepted}
"""


@pytest.mark.parametrize(
    ("played", "alone"),
    [
        ({"scenario": "konbini-paid-late"}, "after two days"),
        ({"yaml": REVIEWED}, "at once"),
    ],
)
def test_a_step_that_needs_nobody_says_when_it_comes(ask, shop, basket, played, alone):
    ask("POST", "play?tenant=shop", played)
    shop("/checkouts", {**basket, "currency": "JPY"})
    _, found = ask("GET", "runs?tenant=shop")
    steps = found["scenarios"][0]["runs"][0]["steps"]
    assert [step["alone"] for step in steps] == [None] * 4 + [alone]


def test_another_beginning_is_told_apart_though_the_clock_is_the_same(
    ask, shop, basket
):
    assert ask("GET", "pulse?tenant=shop")[1]["beginning"] == 0
    shop("/checkouts", basket)
    _, before = ask("GET", "pulse?tenant=shop")
    ask("POST", "reset?tenant=shop", {})
    shop("/checkouts", basket)
    _, after = ask("GET", "pulse?tenant=shop")
    assert 0 < before.pop("beginning") < after.pop("beginning")
    assert before.keys() == after.keys()


def test_the_newest_runs_come_first_and_only_so_many(ask, shop, basket):
    ask("POST", "play?tenant=shop", {"scenario": "card-accepted"})
    for _ in range(4):
        shop("/checkouts", basket)
    _, found = ask("GET", "runs?tenant=shop&limit=2")
    (playing,) = found["scenarios"]
    assert playing["count"] == 4
    assert [run["number"] for run in playing["runs"]] == [4, 3]


def test_a_run_that_has_ended_says_so(ask, shop, basket):
    ask("POST", "play?tenant=shop", {"yaml": "steps: [{merchant: createCheckouts}]"})
    shop("/checkouts", basket)
    _, found = ask("GET", "runs?tenant=shop")
    (run,) = found["scenarios"][0]["runs"]
    assert (run["ended"], run["step"], run["waits"]) == (True, 1, "")


def stands(ask):
    """Return how the scenario of `shop` stands, and what is in force there."""
    (playing,) = ask("GET", "runs?tenant=shop")[1]["scenarios"]
    (tenant,) = ask("GET", "tenants")[1]["tenants"]
    return (playing["stopped"], playing["over"], playing["runsLeft"]), tenant[
        "scenarios"
    ]


def test_a_scenario_is_over_when_its_runs_are_used_up(ask, shop, basket):
    body = {"yaml": "scenario: one\nsteps: [{merchant: createCheckouts}]", "runs": 1}
    ask("POST", "play?tenant=shop", body)
    assert stands(ask) == ((False, False, 1), ["one"])
    shop("/checkouts", basket)
    assert stands(ask) == ((False, True, 0), [])


def test_a_scenario_is_stopped_by_its_name(ask, shop, basket):
    ask("POST", "play?tenant=shop", {"scenario": "card-accepted"})
    shop("/checkouts", basket)
    _, before = ask("GET", "pulse?tenant=shop")
    answer = ask("POST", "stop?tenant=shop", {"scenario": "card-accepted"})
    assert answer == (200, {"stopped": ["card-accepted"]})
    assert ask("GET", "pulse?tenant=shop")[1] != before
    assert stands(ask) == ((True, True, 0), [])
    _, found = ask("GET", "runs?tenant=shop")
    (run,) = found["scenarios"][0]["runs"]
    assert (run["waits"], run["derailed"]) == (
        "",
        "the scenario was taken out of force",
    )


def test_what_is_not_in_force_is_not_found(ask):
    ask("POST", "play?tenant=shop", {"scenario": "card-accepted"})
    status, no = ask("POST", "stop?tenant=shop", {"scenario": "card-acepted"})
    assert (status, no["error"]["code"]) == (404, "not_found")
    assert no["error"]["help"] == "did you mean 'card-accepted'?"
    assert ask("POST", "stop?tenant=shop", {})[0] == 400


def test_what_is_given_is_told_by_its_name(ask):
    story = (
        "scenario: known\ngiven:\n  customers:\n    ann: {email: ann@example.com}\n"
        "steps:\n  - merchant: createCheckouts\n"
    )
    ask("POST", "play?tenant=shop", {"yaml": story})
    _, found = ask("GET", "runs?tenant=shop")
    (given,) = found["scenarios"][0]["given"]
    assert (given["name"], given["kind"], given["state"]) == (
        "ann",
        "customer",
        "enabled",
    )
