"""`mockdr coverage`: what scenarios exercise of all that could happen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockdr.cli import house

ACCEPTED = """\
scenario: accepted
summary: Mine.
matrix: {method: [creditCard, konbini]}
steps:
  - merchant: createCheckouts
  - customer: chooses
    source: {type: <method>}
  - merchant: attachSourceToCheckout
  - merchant: createOrders
rules:
  - {merchant: createOrders, first: 1, then: {error: too_many_requests}}
"""


def run(*words: str):
    return CliRunner().invoke(house, ["coverage", "--scenarios", *words])


def told(*words: str):
    done = run(*words, "--format", "json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def rows(document, name):
    """Return the rows of a table that are covered, with the stories that do."""
    [table] = [table for table in document["tables"] if table["name"] == name]
    return {row["row"]: row["stories"] for row in table["rows"] if row["stories"]}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "accepted.yaml").write_text(ACCEPTED, "utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def test_every_combination_covers_what_it_reaches():
    document = told("mine")
    card, konbini = "accepted[method=creditCard]", "accepted[method=konbini]"

    assert document["stories"] == 2
    assert rows(document, "moves of order") == {
        "(nothing) -- createOrders -> accepted": [card],
        "(nothing) -- createOrders -> pending_payment": [konbini],
    }
    assert rows(document, "errors") == {"too_many_requests": [card, konbini]}
    assert rows(document, "ways to count") == {"rules: first": [card, konbini]}
    assert rows(document, "payment methods") == {"creditCard": [card]}
    covered = sum(table["covered"] for table in document["tables"])
    assert document["covered"] == covered
    assert document["percent"] == round(100 * covered / document["total"], 2)


def test_what_is_left_out_has_its_reason_and_does_not_count():
    document = told("mine")
    [errors] = [t for t in document["tables"] if t["name"] == "errors"]
    argued = [row for row in errors["rows"] if row["reason"]]

    assert {row["row"] for row in argued} == {"method_not_allowed", "payload_too_large"}
    assert errors["total"] == len(errors["rows"]) - len(argued)


def test_a_person_reads_totals_then_gaps_then_reasons():
    lines = run("mine").stdout.splitlines()

    assert lines[0].startswith("2 stories cover ")
    assert "left out for a reason" in lines[0]
    assert "  faults                             0 of 12" in lines
    gaps, argued = lines.index("Not covered:"), lines.index("Left out, and why:")
    assert 2 < gaps < argued
    assert "    and 2 more; --all tells them" in lines, "10 of 12 faults"
    assert "more; --all tells them" not in run("mine", "--all").stdout


def test_a_page_has_a_table():
    page = run("accepted.yaml", "--format", "markdown")
    assert page.exit_code == 2

    page = run("mine/accepted.yaml", "--format", "markdown").stdout.splitlines()

    assert "| table | covered | of | left out |" in page
    assert "| ways to count | 1 | 6 |  |" in page
    assert "Not covered: ways to count" in page
    assert "- rules: every" in page


@pytest.mark.parametrize(("under", "code"), [("1", 0), ("99.5", 1), ("101", 2)])
def test_too_little_is_a_finding(under, code):
    done = run("mine", "--fail-under", under)

    assert done.exit_code == code
    if code == 1:
        assert "covered are 3." in done.stderr
        assert "under 99.5 %" in done.stderr


def test_what_is_broken_is_left_out_and_said(folder):
    (folder / "broken.yaml").write_text("steps: [{merchant: createOrder}]", "utf-8")
    (folder / "wrong.yaml").write_text(
        "scenario: wrong\nsummary: It is.\nsteps:\n"
        "  - merchant: createOrders\n"
        "    then: {error: order_submit_failed, order: accepted}\n",
        "utf-8",
    )
    done = run("mine")

    assert done.exit_code == 0
    assert done.stdout.startswith("2 stories cover ")
    assert "mine/broken.yaml is left out: it has errors" in done.stderr
    assert "wrong is left out: it does not hold" in done.stderr


def test_a_folder_without_scenarios_is_no_folder_of_them(tmp_path):
    (tmp_path / "empty").mkdir()
    done = run("empty")

    assert done.exit_code == 2
    assert "empty holds no scenario" in done.stderr


def test_a_bundled_scenario_is_known_by_its_name():
    document = told("bad-day")

    assert rows(document, "faults") == {"reset, work: none": ["bad-day"]}
    assert set(rows(document, "kinds of deliveries")) == {"duplicate", "swap"}
