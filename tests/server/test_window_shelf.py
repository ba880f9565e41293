"""The library of scenarios as the window shows it, and texts that are judged."""

from __future__ import annotations

import pytest

from mockdr.base.data import data_folder
from mockdr.engine.call import Call
from mockdr.server.app import App
from mockdr.server.building import build_world
from mockdr.server.configuration import load

GOOD = (
    "scenario: mine\nsummary: A checkout is made.\n"
    "steps:\n  - merchant: createCheckouts\n"
)
MATRIX = (
    "scenario: both\nsummary: A checkout is made.\nmatrix:\n  money: [USD, EUR]\n"
    "steps:\n  - merchant: createCheckouts\n"
    "    match: {body: {currency: <money>}}\n"
)


def test_every_scenario_of_the_library_is_listed(ask, real_world):
    _, found = ask("GET", "library")
    names = [row["name"] for row in found["scenarios"]]
    assert sorted(names) == sorted(real_world.library.names())
    row = next(row for row in found["scenarios"] if row["name"] == "card-accepted")
    assert row["bundled"]
    assert row["summary"].endswith(".")
    assert row["combinations"] == []


@pytest.mark.parametrize("words", ["konbini late", "LATE konbini", "Konbini"])
def test_the_library_is_searched_by_words(ask, words):
    _, found = ask("GET", f"library?query={words}")
    names = [row["name"] for row in found["scenarios"]]
    assert "konbini-paid-late" in names
    assert "card-accepted" not in names


def test_what_nobody_wrote_is_not_found(ask):
    assert ask("GET", "library?query=unicorn") == (200, {"scenarios": []})


def test_combinations_are_listed_as_they_are_played(ask):
    _, found = ask("GET", "library")
    row = next(row for row in found["scenarios"] if row["combinations"])
    assert row["combinations"][0].startswith(f"{row['name']}[")
    status, _ = ask("POST", "play?tenant=shop", {"scenario": row["combinations"][0]})
    assert status == 200


def test_a_scenario_is_shown_as_it_is_written_and_told(ask):
    status, shown = ask("GET", "scenario?name=konbini-paid-late")
    assert status == 200
    text = (
        data_folder("scenarios") / "sessions" / "konbini-paid-late.yaml"
    ).read_text()
    assert shown["text"] == text
    assert shown["findings"] == []
    assert any("Two days later, the shopper pays." in line for line in shown["told"])


@pytest.mark.parametrize(
    ("call", "status", "says"),
    [
        ("scenario", 400, "add ?name="),
        ("scenario?name=konbini-paid-lat", 404, "did you mean 'konbini-paid-late'?"),
        ("scenario?name=../../etc/passwd", 404, "there is no scenario"),
    ],
)
def test_what_there_is_not_is_said_with_advice(ask, call, status, says):
    got, document = ask("GET", call)
    assert got == status
    assert says in f"{document['error']['message']}; {document['error']['help']}"


@pytest.fixture
def own(tmp_path):
    """Return what puts scenarios into a folder of one's own, and a server of them."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    world = build_world(load(start=tmp_path, environ={}, flags={}))

    def put(name, text):
        (folder / f"{name}.yaml").write_text(text)

    return put, App(world)


def test_a_broken_scenario_is_shown_with_what_is_wrong(own):
    put, app = own
    put("broken", "scenario: broken\nsteps:\n  - merchant: createOrder\n")
    call = Call(
        method="GET",
        path="/_mockdr/scenario",
        query=(("name", "broken"),),
        headers={"host": "localhost"},
    )
    reply = app.answer(call)
    assert reply.status == 200
    assert b"createOrder\\n" in reply.body
    assert b'"MDR301"' in reply.body
    assert b'"told":[]' in reply.body


def test_a_good_text_is_playable_and_nothing_is_put_in_force(ask, real_world):
    status, judged = ask("POST", "lint", {"yaml": GOOD})
    assert status == 200
    assert judged["playable"]
    assert judged["combinations"] == []
    assert real_world.tenants() == []


def test_what_is_wrong_is_told_with_line_and_column(ask):
    text = "scenario: x\nsummary: No.\nsteps:\n  - merchant: createOrder\n"
    _, judged = ask("POST", "lint", {"yaml": text})
    assert not judged["playable"]
    (found,) = [one for one in judged["findings"] if one["severity"] == "error"]
    assert (found["code"], found["line"], found["column"]) == ("MDR301", 4, 15)
    assert found["end_column"] == 26
    assert "createOrders" in found["help"]


def test_what_the_provider_does_not_allow_is_found_by_trying(ask):
    text = (
        "scenario: x\nsummary: No.\nsteps:\n  - merchant: createCheckouts\n"
        "  - merchant: createOrders\n    then: {order: accepted}\n"
    )
    _, judged = ask("POST", "lint", {"yaml": text})
    assert not judged["playable"]


def test_the_combinations_of_a_text_are_told(ask):
    _, judged = ask("POST", "lint", {"yaml": MATRIX})
    assert judged["playable"], judged
    assert judged["combinations"] == ["both[money=USD]", "both[money=EUR]"]


@pytest.mark.parametrize("text", ["", "\x00", "- [", "a: &a [*a, *a]", "🦄" * 3])
def test_any_text_is_judged_and_none_breaks_it(ask, text):
    status, judged = ask("POST", "lint", {"yaml": text})
    assert status == 200
    assert not judged["playable"]
    assert judged["findings"]


def test_a_text_must_be_there(ask):
    assert ask("POST", "lint", {})[0] == 400
