"""`mockdr show`: a scenario, told in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mockdr.cli import house

STORY = """\
scenario: mine
summary: It is paid by <method>.
matrix: {method: [konbini, wireTransfer]}
given:
  source: {type: <method>}
steps:
  - merchant: createOrders
  - customer: pays
    after: 2d
    then: {order: accepted}
"""


def run(*words: str):
    return CliRunner().invoke(house, ["show", *words])


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch) -> Path:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "mine.yaml").write_text(STORY, "utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.mockdr]\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_scenario_is_told_in_lines_that_fit():
    told = run("mine")

    assert told.exit_code == 0
    assert (
        "  2. Two days later, the shopper pays. The order is accepted." in told.stdout
    )
    assert max(map(len, told.stdout.splitlines())) <= 88


def test_of_a_matrix_the_first_combination_is_told_or_the_one_that_is_named():
    assert run("mine").stdout.startswith("mine[method=konbini]\n")
    one = run("mine[method=wireTransfer]").stdout

    assert one.startswith("mine[method=wireTransfer]\n")
    assert "This story is played" not in one


def test_markdown_is_for_pages():
    told = run("scenarios/mine.yaml", "--format", "markdown")

    assert told.stdout.startswith("## mine[method=konbini]\n\n")


def test_what_does_not_hold_is_told_and_ends_with_one(project):
    file = project / "scenarios" / "mine.yaml"
    file.write_text(STORY.replace("order: accepted", "order: complete"), "utf-8")
    told = run("mine")

    assert told.exit_code == 1
    assert "The story does not hold: " in told.stdout


def test_what_cannot_be_read_is_told_as_lint_tells_it(project):
    file = project / "scenarios" / "mine.yaml"
    file.write_text(STORY.replace("pays", "pais"), "utf-8")
    told = run("mine")

    assert told.exit_code == 1
    assert "MDR305" in told.stdout
