"""`mockdr graph`: a lifecycle or a scenario, as SVG or Mermaid, to look at."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from mockdr.cli import house

STORY = """\
scenario: mine
summary: The card is declined.
tags: [own]
steps:
  - merchant: createOrders
    then: {error: failed-request}
"""


def run(*words: str):
    return CliRunner().invoke(house, ["graph", *words])


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch) -> Path:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "mine.yaml").write_text(STORY, "utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.mockdr]\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_kind_is_drawn_as_svg():
    told = run("refund")

    assert told.exit_code == 0
    root = ET.fromstring(told.stdout)  # noqa: S314  (we wrote it)
    assert root.tag.endswith("svg")
    assert "The life of a refund" in told.stdout


def test_a_scenario_is_drawn_by_its_name_and_by_its_file():
    assert run("mine").stdout == run("scenarios/mine.yaml").stdout
    assert "✕ 409 failed-request" in run("mine").stdout


def test_the_name_of_the_file_says_the_format(project):
    told = run("refund", "--out", "new/refund.mmd")

    assert told.exit_code == 0
    assert told.stdout == "The life of a refund: new/refund.mmd\n"
    assert (project / "new/refund.mmd").read_text("utf-8").startswith("flowchart TD\n")


def test_mermaid_goes_to_the_terminal_where_it_is_asked_for():
    assert run("refund", "--format", "mermaid").stdout.startswith("flowchart TD\n")


def test_what_is_shown_can_be_said():
    told = run("mine", "--kind", "checkout").stdout

    assert ">checkout</text>" in told
    assert ">payment session</text>" not in told


@pytest.mark.parametrize(
    ("words", "help"),
    [
        (["refnd"], "did you mean the kind 'refund'?"),
        (["mine", "--kind", "sesion"], "did you mean 'session'?"),
        (["minee"], "did you mean 'mine'?"),
        (["scenarios/mien.yaml"], "give the path of a scenario file"),
    ],
)
def test_what_is_not_there_is_said_with_what_was_meant(words, help):
    told = run(*words)

    assert told.exit_code == 2
    assert help in told.stderr


def test_nothing_to_draw_names_the_kinds():
    told = run()

    assert told.exit_code == 2
    assert "session, source" in told.stderr


def test_a_scenario_that_cannot_be_read_is_told_as_lint_tells_it(project):
    broken = STORY.replace("createOrders", "createOders")
    (project / "scenarios" / "mine.yaml").write_text(broken, "utf-8")
    told = run("mine")

    assert told.exit_code == 1
    assert "MDR301" in told.stdout


def test_a_scenario_that_does_not_hold_is_drawn_all_the_same(project):
    file = project / "scenarios" / "mine.yaml"
    file.write_text(STORY.replace("error: failed-request", "order: blocked"), "utf-8")
    told = run("mine")

    assert told.exit_code == 1
    assert told.stdout.startswith("<svg")
    assert "mine does not hold: " in told.stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["scenarios/mine.yaml"], "is there already"),
        (["scenarios/mine.yaml", "--format", "svg"], "is there already"),
        (["mine.png"], "nothing is drawn as .png"),
    ],
)
def test_nothing_but_a_picture_is_written_over(project, words, why):
    told = run("refund", "--out", *words)

    assert told.exit_code == 2
    assert why in told.stderr
    assert "ends with .svg or .mmd" in told.stderr
    assert (project / "scenarios" / "mine.yaml").read_text("utf-8") == STORY
    assert not (project / "mine.png").exists()


def test_a_picture_is_drawn_anew_and_any_name_will_do_where_the_format_is_said(project):
    (project / "refund.SVG").write_text("<svg/>")

    assert run("refund", "--out", "refund.SVG").exit_code == 0
    assert len((project / "refund.SVG").read_text("utf-8")) > 100
    assert run("refund", "--out", "a.txt", "--format", "mermaid").exit_code == 0
    assert run("refund", "--out", "bare").exit_code == 0


def test_a_place_that_cannot_be_written_is_said(project):
    told = run("refund", "--out", "pyproject.toml/refund.svg")

    assert told.exit_code == 2
    assert "cannot be written" in told.stderr


@pytest.mark.whole
def test_the_gallery_has_a_picture_and_sentences_for_every_scenario(project):
    broken = STORY.replace("mine", "broken").replace("createOrders", "createOders")
    (project / "scenarios" / "broken.yaml").write_text(broken, "utf-8")
    told = run("--gallery", "out")
    page = (project / "out/index.html").read_text("utf-8")

    assert told.exit_code == 0
    assert (project / "out/pictures/mine.svg").is_file()
    assert (
        page.count("<details ") == len(list((project / "out/pictures").iterdir())) + 1
    )
    assert "It is refused: 409 failed-request" in page
    assert "MDR301" in page
    assert "http" not in page.partition("<body>")[0]


def test_a_kind_that_has_no_part_in_the_story_is_said():
    told = run("mine", "--kind", "refund")

    assert told.exit_code == 2
    assert "refund has no part in mine" in told.stderr
    assert "those that have one are session, " in told.stderr


def test_of_a_scenario_with_a_matrix_the_first_is_drawn_and_the_next_is_named():
    told = run("refunded-in-part", "--format", "mermaid")

    assert told.exit_code == 0
    assert told.stderr.startswith("drawn: refunded-in-part[")
    assert "mockdr graph 'refunded-in-part[" in told.stderr
    assert "createRefunds" in told.stdout
