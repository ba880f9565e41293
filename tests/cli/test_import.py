"""`mockdr import`: recorded traffic becomes scenarios."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from mockdr.cli import house
from tests.engine.traces.hars.make import FOLDER
from tests.engine.traces.recordings import entry, recording


def run(*words):
    return CliRunner().invoke(house, ["import", *map(str, words)])


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_recording_becomes_a_file_that_lints_and_plays(project):
    told = run(FOLDER / "klarna.har")

    assert told.exit_code == 0, told.output
    assert told.output.splitlines()[-1] == "next: mockdr play scenarios/klarna.yaml"
    assert "scenarios/klarna.yaml: 7 steps from 5 calls of " in told.output
    for verb in (["lint"], ["fmt", "--check"], ["play", "scenarios/klarna.yaml"]):
        again = CliRunner().invoke(house, verb)
        assert again.exit_code == 0, again.output


def test_two_endings_are_two_files(project):
    told = run(FOLDER / "card-accepted.har", FOLDER / "card-declined.har")

    assert told.exit_code == 0
    assert "part at step 4: card-accepted.har: createOrders" in told.output
    assert sorted(file.name for file in (project / "scenarios").iterdir()) == [
        ".schema",
        "card-accepted.yaml",
        "card-failed-request.yaml",
    ]


def test_it_is_called_as_one_says_and_written_where_one_says(project):
    run(FOLDER / "klarna.har", "--name", "my-flow", "--out", "here")

    text = (project / "here" / "my-flow.yaml").read_text("utf-8")
    assert "scenario: my-flow\n" in text


@pytest.mark.parametrize(
    ("name", "why", "instead"),
    [
        ("My Flow", "a scenario cannot be named 'My Flow'", "for example my-flow"),
        ("konbini-paid-late", "is a bundled scenario", "konbini-paid-late-2 is free"),
    ],
)
def test_a_name_that_no_scenario_of_yours_can_have_is_refused(
    project, name, why, instead
):
    told = run(FOLDER / "klarna.har", "--name", name)

    assert told.exit_code == 2
    assert why in told.output
    assert instead in told.output
    assert not (project / "scenarios").exists()


def test_it_can_be_printed(project):
    told = run(FOLDER / "klarna.har", "--out", "-")

    assert "scenario: klarna\n" in told.output
    assert not (project / "scenarios").exists()


def test_what_is_there_is_not_written_over(project):
    """Not even what comes before it is written."""
    (project / "scenarios").mkdir()
    mine = project / "scenarios" / "card-failed-request.yaml"
    mine.write_text("mine")
    told = run(FOLDER / "card-accepted.har", FOLDER / "card-declined.har")

    assert told.exit_code == 2
    assert "card-failed-request.yaml is there already" in told.output
    assert mine.read_text() == "mine"
    assert list((project / "scenarios").iterdir()) == [mine]


def test_a_folder_that_cannot_be_made_is_said(project):
    (project / "scenarios").write_text("a file")
    told = run(FOLDER / "klarna.har")

    assert told.exit_code == 2
    assert "cannot be written: " in told.output


def test_what_is_left_out_is_told(project):
    told_calls = [
        entry("POST", "/checkouts", {"currency": "EUR", "items": []}, 201, {"id": "1"}),
        entry(path="/orderz"),
    ]
    (project / "odd.har").write_bytes(recording(*told_calls))
    told = run("odd.har")

    assert "  call 2 is left out: the contract has no GET /orderz" in told.output


def test_a_recording_of_nothing_is_a_mistake_of_use(project):
    (project / "empty.har").write_bytes(recording())
    told = run("empty.har")

    assert told.exit_code == 2
    assert "empty.har holds no calls" in told.output
