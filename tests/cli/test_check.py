"""`mockdr check`: recorded traffic is held to the contract."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from mockdr.cli import house
from tests.engine.traces.hars.make import FOLDER
from tests.engine.traces.recordings import entry, recording

GOOD = FOLDER / "card-accepted.har"


def run(*words):
    return CliRunner().invoke(house, ["check", *map(str, words)])


@pytest.fixture
def bad(tmp_path, monkeypatch):
    """A recording that leaves the contract in two places, beside foreign traffic."""
    monkeypatch.chdir(tmp_path)
    data = recording(
        entry(path="/orders?limt=2", reply={"data": []}),
        entry(path="/orders?limt=3", reply={"data": []}),
        entry(path="/orders/1", reply={"id": "1", "mood": "good"}),
        entry(host="cdn.example", path="/a.js", key=""),
    )
    (tmp_path / "shop.har").write_bytes(data)
    return tmp_path / "shop.har"


def test_traffic_within_the_contract_is_fine():
    told = run(GOOD)

    assert told.exit_code == 0
    assert told.output.splitlines()[-1] == "all of it is within the contract"
    assert "card-accepted.har: 3 calls to api.digitalriver.com" in told.output


def test_what_leaves_it_is_told_grouped_with_its_place(bad):
    told = run(bad)

    assert told.exit_code == 1
    assert told.output == (
        "MDR606 error: listOrders has no query parameter 'limt' (2 times, calls 1, 2)\n"
        " --> shop.har:1:40\n"
        "  = help: did you mean 'limit'?\n"
        "\n"
        "MDR610 warning: retrieveOrders: the reply's /mood is unknown to the contract "
        "(call 3)\n"
        " --> shop.har:1:668\n"
        "\n"
        "shop.har: 3 calls to api.digitalriver.com; left out: 1 to others\n"
    )


@pytest.mark.parametrize("shape", ["json", "sarif", "github", "concise"])
def test_machines_get_it_in_their_own_words(bad, shape):
    told = run(bad, "--format", shape)

    assert told.exit_code == 1
    assert "MDR606" in told.output
    if shape in ("json", "sarif"):
        json.loads(told.output)


def test_a_folder_stands_for_its_recordings(bad):
    (bad.parent / "notes.txt").write_text("no recording")
    told = run(bad.parent, "--format", "concise")

    assert told.output.count("shop.har:1:") == 2


def test_an_older_version_may_be_said(tmp_path):
    data = recording(
        entry("POST", "/checkouts", {"currency": "EUR", "items": []}, 201, {"id": "1"})
    )
    (tmp_path / "old.har").write_bytes(data)

    assert run(tmp_path / "old.har", "--api-version", "2020-12-17").exit_code in (0, 1)
    told = run(tmp_path / "old.har", "--api-version", "2020-12-18")
    assert told.exit_code == 2
    assert "did you mean '2020-12-17'?" in told.output


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda _: None, "is not there"),
        (lambda file: file.write_text("[]"), "is no HAR"),
        (lambda file: file.write_bytes(recording()), "x.har holds no calls\n"),
        (
            lambda file: file.write_text(
                '{"log": {"entries": ["x", null, {}, {"request": 3, "response": []}]}}'
            ),
            "x.har holds no calls: 4 entries of it cannot be read\n",
        ),
        (lambda file: file.mkdir(), "there is no recording in"),
    ],
)
def test_what_cannot_be_judged_is_a_mistake_of_use(tmp_path, make, says):
    make(tmp_path / "x.har")
    told = run(tmp_path / "x.har")

    assert told.exit_code == 2
    assert says in told.output
    assert "help: " in told.output
    assert "within the contract" not in told.output


def test_a_host_that_is_named_is_the_providers(bad):
    told = run(bad, "--host", "cdn.example", "--format", "concise")

    assert "the contract has no GET /a.js" in told.output
    assert "limt" not in told.output


def test_no_line_of_a_recording_is_shown(tmp_path):
    """It may hold what nobody should see."""
    data = recording(entry(path="/orders?x=1", reply={"data": []}, key="sk_live_abc1"))
    (tmp_path / "x.har").write_bytes(data)

    for shape in ("full", "concise", "json", "github", "sarif"):
        assert "abc1" not in run(tmp_path / "x.har", "--format", shape).output


def test_what_is_left_out_is_counted_by_what_it_is(tmp_path):
    """A browser's preflights go to the provider, not to others."""
    data = recording(
        *[entry("OPTIONS", "/orders", key="") for _ in range(6)],
        entry(path="/orders", reply={"data": []}),
        entry(path="/orders", status=304),
        *[entry(path="/v1/mockdr/now", key="") for _ in range(2)],
        entry(host="cdn.example", path="/a.js", key=""),
    )
    (tmp_path / "shop.har").write_bytes(data)
    told = run(tmp_path / "shop.har")

    assert told.output.splitlines()[0].endswith(
        "shop.har: 1 call to api.digitalriver.com; "
        "left out: 6 preflights, 1 without content, 2 for pages and scripts, "
        "1 to others"
    )


@pytest.mark.parametrize("shape", ["full", "json", "sarif", "github", "concise"])
def test_every_format_says_which_call_it_was(bad, shape):
    told = run(bad, "--format", shape).output

    assert "(2 times, calls 1, 2)" in told or "(2 times%2C calls 1%2C 2)" in told
    assert "(call 3)" in told


def test_a_recording_whose_calls_went_elsewhere_asks_for_the_host(tmp_path):
    data = recording(entry(host="cdn.example", path="/a.js", key=""))
    (tmp_path / "x.har").write_bytes(data)

    for told in (run(tmp_path).output, run(tmp_path, "--host", "nowhere").output):
        assert "say where the provider was with --host NAME; it asked cdn.ex" in told
        assert "within the contract" not in told


def test_a_page_of_a_gateway_in_the_providers_place_is_told_and_no_departure(tmp_path):
    page = entry(path="/orders", status=502, reply="<html>Bad gateway</html>")
    (tmp_path / "x.har").write_bytes(recording(page, page))
    told = run(tmp_path / "x.har")

    assert told.exit_code == 0
    assert "MDR609 advice: listOrders: the reply with 502 is no JSON" in told.output
    assert "(2 times, calls 1, 2)" in told.output
