"""The control API, on a real world."""

from __future__ import annotations

import json
import re

import pytest

from mockdr import __version__
from mockdr.engine.call import Call
from mockdr.engine.settings import Settings
from mockdr.server.app import App
from mockdr.server.control.description import description
from mockdr.server.control.shapes import YAML_TYPES
from mockdr.server.control.table import CALLS, LATER
from mockdr.server.guard import Guard

STORY = """
scenario: paid
summary: An order is accepted at once.
given:
  customers:
    ann: {email: ann@example.com}
steps:
  - merchant: createCheckouts
    as: basket
  - customer: chooses
    source: {type: creditCard}
    as: card
  - merchant: attachSourceToCheckout
  - merchant: createOrders
    then: {order: accepted}
"""


def error(answer):
    status, document = answer
    return status, document["error"]["code"]


@pytest.mark.parametrize("name", ["health", "ready"])
def test_it_lives(ask, name):
    assert ask("GET", name) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["health", "nothing"])
def test_no_browser_takes_a_reply_for_anything_but_what_it_is(real_app, path):
    call = Call(
        method="GET", path=f"/_mockdr/{path}", headers={"host": "127.0.0.1:8400"}
    )
    assert real_app.answer(call).headers["X-Content-Type-Options"] == "nosniff"


def test_both_versions_are_told(ask):
    status, document = ask("GET", "version")
    assert status == 200
    assert document == {"mockdr": __version__, "contract": "2021-12-13"}


def test_both_descriptions_are_told(ask):
    assert ask("GET", "openapi.json")[1]["openapi"].startswith("3.1")
    assert ask("GET", "control.json") == (200, description())


def test_what_is_told_of_the_provider_refers_to_nothing_that_is_not_served(ask):
    _, document = ask("GET", "openapi.json")
    refs = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document)))
    assert len(refs) > 300
    for ref in refs:
        place = document
        for step in ref.removeprefix("#/").split("/"):
            place = place[step]


def test_every_call_is_described_and_described_only_once():
    names = [(call.method, call.name) for call in CALLS]
    assert len(names) == len(set(names))
    operations = [
        entry["operationId"]
        for path in description()["paths"].values()
        for entry in path.values()
    ]
    assert len(operations) == len(set(operations)) == len(CALLS)


@pytest.mark.parametrize("name", LATER)
def test_what_comes_later_says_so(ask, name):
    assert error(ask("GET", name)) == (404, "not_built")
    assert error(ask("POST", f"{name}/more")) == (404, "not_built")


def test_what_is_not_there_names_what_is_near(ask):
    status, document = ask("GET", "jurnal")
    assert status == 404
    assert document["error"]["help"] == "did you mean 'journal'?"


def test_the_root_lists_what_there_is(ask):
    status, document = ask("GET", "")
    assert status == 200
    assert [(c["method"], c["path"]) for c in document["calls"]] == [
        (call.method, f"/_mockdr/{call.name}") for call in CALLS
    ]
    assert document["description"] == "/_mockdr/control.json"


def test_a_wrong_method_names_the_right_ones(ask, real_app):
    assert error(ask("DELETE", "clock")) == (405, "method_not_allowed")
    call = Call(method="DELETE", path="/_mockdr/clock", headers={"host": "localhost"})
    assert real_app.answer(call).headers["Allow"] == "GET, POST"


def test_a_name_beside_the_control_api_is_the_providers(real_app):
    call = Call(method="GET", path="/_mockdrs", headers={"host": "localhost"})
    assert b'"type"' in real_app.answer(call).body


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("play", None, "one of scenario, yaml, has none"),
        ("play", {"scenario": "a", "yaml": "b"}, "has scenario and yaml"),
        ("play", {"scenario": 7}, "'scenario' cannot be 7"),
        ("play", {"scenario": "a", "runs": 0}, "1 or more"),
        ("play", {"scenario": "a", "runs": True}, "an integer"),
        ("play", {"scenarios": "a"}, "did you mean 'scenario'?"),
        ("play?tenat=a", {"scenario": "a"}, "did you mean 'tenant'?"),
        ("play?tenant=a b", {"scenario": "a"}, "cannot name a tenant"),
        ("clock", {}, "has none of them"),
        ("clock", {"advance": "2 days"}, "is not a duration"),
        ("clock", {"advance": 5}, "'advance' cannot be 5"),
        ("clock", {"at": "2024-05-01T12:00:00"}, "no time zone"),
        ("clock", {"at": "1999-05-01T12:00:00Z"}, "cannot go back"),
        ("clock", {"run_until_idle": False}, "it takes true"),
        ("clock", {"freeze": "yes"}, "a boolean"),
        ("clock", [1], "no JSON object"),
        ("happen", {"actor": "customer"}, "no 'verb'"),
        ("happen", {"actor": "nobody", "verb": "pays"}, "one of customer"),
        ("happen", {"actor": "customer", "verb": "flees"}, "no act"),
        ("happen", {"actor": "customer", "verb": "pays", "source": []}, "an object"),
        ("happen", {"actor": "customer", "verb": "pays", "then": "x"}, "an object"),
        ("happen", {"actor": "provider", "verb": "renews", "reason": "x"}, "never 'x'"),
    ],
)
def test_what_makes_no_sense_is_refused_with_advice(ask, path, body, says):
    status, document = ask("POST", path, body)
    assert status == 400
    assert says in f"{document['error']['message']}; {document['error']['help']}"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("after=-1", "0 or more"),
        ("after=x", "0 or more"),
        ("limit=0", "1 or more"),
        ("limit=99999999999999999999", "1 or more"),
        ("violations=yes", "true or false"),
    ],
)
def test_numbers_and_flags_are_judged(ask, query, says):
    status, document = ask("GET", f"journal?{query}")
    assert status == 400
    assert says in document["error"]["help"]


def test_a_body_that_is_no_json_is_refused(real_app):
    call = Call(
        method="POST",
        path="/_mockdr/clock",
        headers={"host": "localhost"},
        body=b"{advance: 1h}",
    )
    reply = real_app.answer(call)
    assert reply.status == 400
    assert b"no JSON" in reply.body


def test_a_body_that_is_too_large_is_refused(real_app):
    call = Call(
        method="POST",
        path="/_mockdr/play",
        headers={"host": "localhost"},
        problem="too_large",
    )
    reply = real_app.answer(call)
    assert reply.status == 413
    limit = Settings().body_limit
    assert f"larger than {limit} bytes" in reply.body.decode()
    assert "body_limit" in reply.body.decode()


@pytest.fixture
def put(real_app):
    """Send a body to `play` as it is."""

    def send(body, kind, query=()):
        call = Call(
            method="POST",
            path="/_mockdr/play",
            query=tuple(query),
            headers={"host": "localhost", "content-type": kind},
            body=body,
        )
        reply = real_app.answer(call)
        return reply.status, json.loads(reply.body)

    return send


@pytest.mark.parametrize("kind", [*YAML_TYPES, "Application/YAML; charset=utf-8"])
def test_a_scenario_may_be_the_body_itself(put, real_world, kind):
    query = [("tenant", "shop"), ("runs", "2")]
    status, document = put(STORY.encode(), kind, query)
    assert (status, document["scenario"]) == (200, "paid")
    (playing,) = real_world.find("shop").theatre.playings
    assert playing.runs_left == 2


def test_a_body_that_is_the_scenario_is_found_faulty_like_any_other(put):
    status, document = put(b"scenario: paid\n", "application/yaml")
    assert status == 422
    assert document["error"]["findings"]
    assert put(b"\xff", "application/yaml")[0] == 400
    assert put(STORY.encode(), "application/yaml", [("runs", "0")])[0] == 400


def test_a_scenario_without_its_type_is_told_how_to_be_sent(put):
    status, document = put(STORY.encode(), "application/x-www-form-urlencoded")
    assert status == 400
    assert "Content-Type: application/yaml" in document["error"]["help"]


def test_a_text_is_put_in_force_and_tells_what_it_made(ask, real_world):
    status, document = ask("POST", "play?tenant=shop", {"yaml": STORY, "runs": 2})
    assert status == 200
    assert document["scenario"] == "paid"
    ann = document["given"]["ann"]
    assert ann["email"] == "ann@example.com"
    assert real_world.find("shop").document("customer", ann["id"]) == ann
    assert real_world.find("mockdr") is None


def test_a_text_with_mistakes_comes_back_with_every_finding(ask):
    broken = STORY.replace("createOrders", "createOrder").replace("card", "Card!")
    status, document = ask("POST", "play", {"yaml": broken})
    assert status == 422
    found = document["error"]["findings"]
    assert len(found) >= 2
    assert all({"code", "line", "column", "help"} <= set(f) for f in found)
    assert "did you mean 'createOrders'?" in [f["help"] for f in found]


def test_a_text_that_cannot_happen_is_a_finding_and_not_put_in_force(ask, real_world):
    impossible = STORY.replace("{order: accepted}", "{session: pending_funds}")
    status, document = ask("POST", "play", {"yaml": impossible})
    assert status == 422
    [found] = document["error"]["findings"]
    assert found["code"] == "MDR201"
    assert "session: complete" in found["help"]
    assert "MDR201" in document["error"]["message"]
    assert not real_world.tenant("mockdr").theatre.playings


def test_a_name_nobody_knows_is_unplayable_and_a_path_is_no_name(ask):
    assert error(ask("POST", "play", {"scenario": "no-such"})) == (422, "unplayable")
    answer = ask("POST", "play", {"scenario": "/etc/passwd"})
    assert error(answer) == (422, "unplayable")
    assert "root" not in json.dumps(answer[1])


def test_faults_of_the_connection_are_refused_where_they_cannot_be_done(real_world):
    app = App(real_world, sockets=False)
    story = STORY.replace("then: {order: accepted}", "fault: {kind: reset, work: none}")
    call = Call(
        method="POST",
        path="/_mockdr/play",
        headers={"host": "localhost"},
        body=json.dumps({"yaml": story}).encode(),
    )
    reply = app.answer(call)
    assert reply.status == 422
    assert "--server werkzeug" in json.loads(reply.body)["error"]["help"]


def test_the_clock_is_told_and_moved(ask):
    _, before = ask("GET", "clock?tenant=shop")
    assert before == {
        "now": "2024-05-01T12:00:00Z",
        "running": False,
        "due": [],
        "total": 0,
    }
    status, after = ask("POST", "clock?tenant=shop", {"advance": "48h"})
    assert (status, after["now"]) == (200, "2024-05-03T12:00:00Z")
    _, after = ask("POST", "clock?tenant=shop", {"at": "2024-06-01T00:00:00Z"})
    assert after["now"] == "2024-06-01T00:00:00Z"
    _, other = ask("GET", "clock")
    assert other["now"] == "2024-05-01T12:00:00Z"
    assert ask("POST", "clock", {"freeze": False})[1]["running"]
    assert not ask("POST", "clock", {"freeze": True})[1]["running"]
    assert ask("POST", "clock", {"run_until_idle": True})[0] == 200


def test_what_is_impossible_names_what_is_possible(ask):
    status, document = ask("POST", "happen", {"actor": "customer", "verb": "pays"})
    assert status == 409
    assert document["error"]["code"] == "impossible"
    assert document["error"]["possible"] == []


def test_a_thing_that_nobody_knows_is_answered_with_what_could_move(ask, shop, basket):
    checkout = shop("/checkouts", basket)
    session = checkout["payment"]["session"]["id"]
    asked = {"actor": "customer", "verb": "chooses", "of": "nobody"}
    status, document = ask("POST", "happen?tenant=shop", asked)
    assert (status, document["error"]["code"]) == (409, "impossible")
    assert "there is no 'nobody'" in document["error"]["message"]
    (of_checkout, of_session) = document["error"]["possible"]
    assert checkout["id"] in of_checkout
    assert session in of_session


def test_a_session_lives_through_control_alone(ask, shop, basket):
    checkout = shop("/checkouts", basket)
    status, document = ask(
        "POST",
        "happen?tenant=shop",
        {
            "actor": "customer",
            "verb": "chooses",
            "session": checkout["payment"]["session"]["id"],
            "source": {"type": "wireTransfer"},
        },
    )
    assert status == 200
    (source,) = (m for m in document["moved"] if m["kind"] == "source")
    assert source["state"] == "pending_funds"
    shop(f"/checkouts/{checkout['id']}/sources/{source['id']}", None)
    _, document = ask("GET", "sessions?tenant=shop")
    (row,) = document["sessions"]
    assert row["state"] == "requires_confirmation"
    assert row["checkout"] == checkout["id"]
    status, document = ask(
        "POST",
        "happen?tenant=shop",
        {"actor": "customer", "verb": "approves", "of": source["id"]},
    )
    assert status == 409
    assert "customer.pays" in json.dumps(document["error"]["possible"])


def test_an_act_ends_as_the_body_says_or_not_at_all(ask, shop, basket):
    checkout = shop("/checkouts", basket)
    asked = {
        "actor": "customer",
        "verb": "chooses",
        "session": checkout["id"],
        "source": {"type": "creditCard"},
    }
    status, document = ask(
        "POST",
        "happen?tenant=shop",
        {**asked, "then": {"source": "pending_funds"}},
    )
    assert (status, document["error"]["code"]) == (409, "impossible")
    assert "source: requires_action" in document["error"]["possible"]

    status, document = ask(
        "POST",
        "happen?tenant=shop",
        {**asked, "then": {"source": "requires_action"}},
    )
    assert status == 200
    assert [m["state"] for m in document["moved"]] == ["requires_action"]


def test_the_journal_is_read_in_pieces(ask, shop, basket):
    for _ in range(3):
        shop("/checkouts", basket)
    shop("/checkouts", {**basket, "surprise": 1})
    _, whole = ask("GET", "journal?tenant=shop")
    assert [c["seq"] for c in whole["calls"]] == [1, 2, 3, 4]
    assert whole["dropped"] == 0
    _, piece = ask("GET", "journal?tenant=shop&after=1&limit=2")
    assert [c["seq"] for c in piece["calls"]] == [2, 3]
    _, bad = ask("GET", "journal?tenant=shop&violations=true")
    assert [c["seq"] for c in bad["calls"]] == [4]
    assert [f["seq"] for f in bad["findings"]] == [4]
    _, rest = ask("GET", "journal?tenant=shop&after=4")
    assert (rest["calls"], rest["findings"]) == ([], [])


def test_a_path_and_a_method_that_there_is_not_are_among_the_violations(
    ask, shop, basket
):
    shop("/checkouts", basket)
    shop("/nowhere", basket, expect=(404,))
    shop("/events", basket, expect=(405,))
    _, bad = ask("GET", "journal?tenant=shop&violations=true")
    assert [c["path"] for c in bad["calls"]] == ["/nowhere", "/events"]
    assert [f["seq"] for f in bad["findings"]] == [2, 3]


def test_what_a_scenario_still_waits_for_is_a_finding(ask):
    ask("POST", "play?tenant=shop", {"yaml": STORY})
    _, document = ask("GET", "journal?tenant=shop")
    assert [f["kind"] for f in document["findings"]] == ["unfinished"]


def test_the_journal_tells_how_much_it_dropped(ask, shop, real_world, basket):
    real_world.drop("shop")
    real_world.tenant("shop", Settings(journal_limit=2))
    for _ in range(5):
        shop("/checkouts", basket)
    _, document = ask("GET", "journal?tenant=shop")
    assert [c["seq"] for c in document["calls"]] == [4, 5]
    assert document["dropped"] == 3


def test_a_reset_lets_one_tenant_begin_anew_or_all(ask, shop, basket):
    shop("/checkouts", basket)
    assert ask("POST", "reset?tenant=other") == (204, None)
    assert len(ask("GET", "sessions?tenant=shop")[1]["sessions"]) == 1
    assert ask("POST", "reset?tenant=shop") == (204, None)
    assert ask("GET", "sessions?tenant=shop")[1]["sessions"] == []
    shop("/checkouts", basket)
    assert ask("POST", "reset?tenant=*") == (204, None)
    assert ask("GET", "journal?tenant=shop")[1]["calls"] == []


def test_a_stranger_is_refused_before_anything_happens(ask, shop, basket):
    shop("/checkouts", basket)
    stranger = {"host": "evil.example"}
    assert error(ask("POST", "reset?tenant=*", **stranger)) == (403, "forbidden")
    page = {"origin": "https://evil.example"}
    assert error(ask("POST", "reset?tenant=*", **page)) == (403, "forbidden")
    assert len(ask("GET", "sessions?tenant=shop")[1]["sessions"]) == 1


def test_beyond_loopback_the_token_is_needed(real_world):
    app = App(real_world, guard=Guard("mockdr.test", "geheim"))

    def status(**headers):
        call = Call(method="GET", path="/_mockdr/health", headers=headers)
        return app.answer(call).status

    assert status(host="mockdr.test") == 401
    assert status(host="localhost") == 401
    assert status(host="mockdr.test", authorization="Bearer geheim") == 200
    assert status(host="other.test", authorization="Bearer geheim") == 403


def test_whoever_lives_in_this_process_needs_no_leave(real_app):
    call = Call(method="GET", path="/_mockdr/health")
    assert real_app.answer(call).status == 403
    assert real_app.answer(call, inside=True).status == 200


def test_the_world_of_live_keys_is_told_apart(ask, shop, basket):
    shop("/checkouts", basket, key="sk_live_shop")
    calls = ask("GET", "journal?tenant=shop&live=true")[1]["calls"]
    assert len(calls) == 1
    assert ask("GET", "journal?tenant=shop")[1]["calls"] == []
    ask("POST", "clock?tenant=shop&live=true", {"advance": "1h"})
    assert ask("GET", "clock?tenant=shop&live=false")[1]["now"].endswith("T12:00:00Z")
    status, document = ask("GET", "clock?live=yes")
    assert (status, document["error"]["help"]) == (400, "it takes true or false")
