"""`mockdr replay`: what is handed over is done again, and told."""

from __future__ import annotations

import orjson
import pytest
from click.testing import CliRunner

from mockdr import __version__
from mockdr.cli import house
from mockdr.engine.bundles.collecting import collect, save
from tests.engine.shop import Shop


@pytest.fixture
def file(tmp_path):
    """A bundle of a shop that has taken an order and sent half of what is written."""
    shop = Shop()
    shop.ordered()
    shop.post("/orders", {"checkoutId": 7})
    path = tmp_path / "bug.mockdr"
    about = {"test": "tests/test_shop.py::test_it", "outcome": "failed: no"}
    save(path, collect(shop.tenant, __version__, about))
    return path


def run(*words):
    return CliRunner().invoke(house, ["replay", *map(str, words)])


def test_a_bundle_is_told_from_its_first_call_to_what_was_found(file):
    told = run(file)

    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[:3] == [
        "bug.mockdr",
        "  tests/test_shop.py::test_it failed: no",
        "  tenant shop, clock from 2026-05-01T12:00:00Z to 2026-05-01T12:00:00Z",
    ]
    assert lines[4].startswith("  #1 POST /checkouts -> 201  [requires_source]")
    assert "found, then as now:" in lines
    assert "  violation in #5: createOrders at /checkoutId: " in told.stdout
    assert lines[-1] == "bug.mockdr: the same, 5 calls"


def test_quietly_it_says_one_line(file):
    assert run(file, "--quiet").stdout == "bug.mockdr: the same, 5 calls\n"


def test_what_differs_is_told_and_the_exit_code_is_1(file):
    data = orjson.loads(file.read_bytes())
    data["acts"][1]["outcome"]["status"] = 418
    file.write_bytes(orjson.dumps({**data, "mockdr": "0.0.1"}))

    told = run(file)

    assert told.exit_code == 1
    assert told.stdout.splitlines()[-3:] == [
        "     not as it was: #2: status was 418, is 201",
        "     3 more of what happened is not done again",
        f"     it was recorded with mockdr 0.0.1, this is {data['mockdr']}",
    ]


def test_another_version_is_said_quietly_too(file):
    data = orjson.loads(file.read_bytes())
    file.write_bytes(orjson.dumps({**data, "mockdr": "0.0.1"}))

    assert run(file, "--quiet").stdout.startswith(
        "bug.mockdr was recorded with mockdr 0.0.1, this is "
    )


def test_what_is_no_bundle_ends_with_2(tmp_path):
    (tmp_path / "bug.mockdr").write_text("{}")

    told = run(tmp_path / "bug.mockdr")

    assert told.exit_code == 2
    assert "is no bundle: it does not say that it is one" in told.stderr


def test_a_journal_cut_short_ends_with_2(file):
    data = orjson.loads(file.read_bytes())
    file.write_bytes(orjson.dumps({**data, "missing": "the beginning is gone"}))

    told = run(file)

    assert told.exit_code == 2
    assert "it cannot be done again: the beginning is gone" in told.stderr
