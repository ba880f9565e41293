"""A combination of a matrix, asked for from outside, and named in what is told."""

from __future__ import annotations

import pytest

import mockdr as package
from mockdr.base.errors import MockdrError
from mockdr.server import serve as serving
from mockdr.server.configuration import load

LATE = """\
scenario: late
summary: <method> waits for its money, 日本 <currency>.
matrix:
  method: [konbini, wireTransfer]
  currency: [JPY, ユーロ]
steps:
  - merchant: createCheckouts
    match: {body: {metadata: {note: <currency>}}}
  - customer: chooses
    source: {type: <method>}
"""
ONE = {"method": "konbini", "currency": "JPY"}


def cart(note):
    items = [{"skuId": "a", "quantity": 1, "price": 5}]
    return {"currency": "JPY", "items": items, "metadata": {"note": note}}


def test_a_text_is_played_in_one_combination(ask):
    status, told = ask("POST", "play", {"yaml": LATE, "variant": ONE})

    assert status == 200
    assert told["scenario"] == "late[method=konbini,currency=JPY]"


def test_a_name_says_the_combination_or_the_body_does(ask, monkeypatch, tmp_path):
    (tmp_path / "late.yaml").write_text(LATE, "utf-8")
    monkeypatch.setenv("MOCKDR_SCENARIOS", str(tmp_path))
    with package.start(scenarios=[str(tmp_path)], unfinished="allow") as mockdr:
        library = mockdr.world.library
        assert library.story("late[currency=JPY,method=konbini]").variant == ONE
        assert library.story("late", ONE).variant == ONE


def test_all_combinations_at_once_are_refused_with_their_names(ask):
    status, told = ask("POST", "play", {"yaml": LATE})

    assert status == 422
    assert told["error"]["code"] == "unplayable"
    assert told["error"]["message"] == (
        "the scenario 'late' stands for 4 stories, by its matrix"
    )
    assert "- late[method=konbini,currency=JPY]" in told["error"]["help"]


def test_a_value_may_be_a_number_where_the_language_has_only_text(ask):
    text = LATE.replace("[konbini, wireTransfer]", "[5, true]").replace(
        "source: {type: <method>}", "note: <method>"
    )
    for value, title in ((5, "5"), (True, "true")):
        status, told = ask(
            "POST", "play", {"yaml": text, "variant": {**ONE, "method": value}}
        )

        assert status == 200
        assert told["scenario"] == f"late[method={title},currency=JPY]"


def test_header_journal_and_sessions_name_the_combination():
    """Also where HTTP has no letters for it."""
    with package.start(unfinished="allow") as mockdr:
        mockdr.play(LATE, variant={"method": "konbini", "currency": "ユーロ"})
        with mockdr.client() as client:
            reply = client.post("/checkouts", json=cart("ユーロ"))

        assert reply.status_code == 201
        assert reply.headers["X-Mockdr-Scenario"] == (
            r"late[method=konbini,currency=\u30e6\u30fc\u30ed]"
        )
        title = "late[method=konbini,currency=ユーロ]"
        assert mockdr.journal[-1].scenario == title
        session = reply.json()["payment"]["session"]["id"]
        [row] = mockdr.world.find("mockdr").sessions()
        assert (row["id"], row["scenario"]) == (session, title)


def test_two_combinations_in_force_are_two_stories():
    with package.start(unfinished="allow") as mockdr:
        text = LATE.replace("note: <currency>", "note: <method>")
        for method in ("konbini", "wireTransfer"):
            mockdr.play(text, variant={"method": method, "currency": "JPY"}, runs=1)
        with mockdr.client() as client:
            for method in ("wireTransfer", "konbini"):
                reply = client.post("/checkouts", json=cart(method))
                assert f"method={method}," in reply.headers["X-Mockdr-Scenario"]


def test_a_server_plays_one_combination_from_the_start(tmp_path, capsys):
    (tmp_path / "late.yaml").write_text(LATE, "utf-8")
    configuration = load(flags={"scenarios": [str(tmp_path)]}, served=True)

    def plan(name):
        return serving.Plan(configuration=configuration, plays=[name])

    app = serving.assemble(plan("late[method=konbini,currency=JPY]"), None)
    [playing] = app.world.find("mockdr").theatre.playings
    assert playing.story.variant == ONE
    with pytest.raises(MockdrError, match="stands for 2 stories"):
        serving.assemble(plan("late[method=konbini]"), None)
