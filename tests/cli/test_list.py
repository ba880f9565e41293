"""`mockdr list`: yours first, then the bundled ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockdr.cli import house

STORY = """\
scenario: {name}
summary: {summary}
tags: [{tags}]
steps:
  - merchant: createCheckouts
"""


def run(*words: str):
    return CliRunner().invoke(house, ["list", *words])


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch) -> Path:
    """A merchant's project with two stories in two folders."""
    folder = tmp_path / "scenarios"
    for place, name, tags in [("", "late", "slow"), ("cards", "zz-worn", "card, slow")]:
        file = folder / place / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        summary = f"It is {name}."
        file.write_text(STORY.format(name=name, summary=summary, tags=tags), "utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.mockdr]\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_yours_come_before_the_bundled_ones_each_with_its_sentence():
    told = run()
    lines = told.stdout.splitlines()

    assert told.exit_code == 0
    assert lines[0] == "yours"
    assert lines[1].split(maxsplit=1) == ["late", "It is late."]
    assert lines[3] == "yours: cards"
    assert any(line.startswith("bundled") for line in lines)
    assert "card-accepted" in told.stdout


def test_the_bundled_ones_all_have_a_sentence_and_a_folder():
    told = json.loads(run("--format", "json").stdout)
    bundled = [one for one in told if one["bundled"]]

    assert bundled
    assert [one["name"] for one in bundled if not one["summary"]] == []
    assert [one["name"] for one in bundled if not one["folder"]] == []


def test_json_tells_everything_there_is_to_know():
    told = json.loads(run("zz-worn", "--format", "json").stdout)

    assert told == [
        {
            "name": "zz-worn",
            "summary": "It is zz-worn.",
            "tags": ["card", "slow"],
            "folder": "cards",
            "file": "scenarios/cards/zz-worn.yaml",
            "bundled": False,
            "matrix": {},
        }
    ]


def test_a_story_with_a_matrix_says_how_many_it_is(project):
    text = STORY.format(name="paid", summary="By <method>.", tags="money")
    matrix = "matrix: {method: [konbini, klarnaCredit], wait: [1h, 2h, 3h]}\n"
    (project / "scenarios" / "paid.yaml").write_text(f"{text}{matrix}", "utf-8")

    assert "paid  By <method>. (6 stories by method and wait)\n" in run("paid").stdout
    [entry] = json.loads(run("paid", "--format", "json").stdout)
    assert entry["matrix"]["method"] == ["konbini", "klarnaCredit"]
    assert run("paid", "--format", "names").stdout == "paid\n"


def test_of_a_matrix_the_stories_that_fit_are_named_unless_all_do():
    told = run("--method", "bPay", "money-that-*").stdout
    all_of_them = run("--error", "failed-request", "declined-with-any-code").stdout

    assert "(2 of 6 stories: method=bPay,ends=expires; method=bPay,ends=f" in told
    assert all_of_them.endswith(" stories by code)\n")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["--tag", "slow", "l*"], ["late"]),
        (["zz-*"], ["zz-worn"]),
        (["zz-*", "late"], ["late", "zz-worn"]),
        (["--tag", "slow", "--tag", "card", "zz*"], ["zz-worn"]),
    ],
)
def test_names_and_tags_choose(words, names):
    assert run(*words, "--format", "names").stdout.split() == names


def test_a_folder_chooses_what_stands_in_it():
    assert "zz-worn" in run("cards/", "--format", "names").stdout.split()
    assert "late" not in run("cards", "--format", "names").stdout.split()


def test_another_folder_takes_the_place_of_the_configured_ones(tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    story = STORY.format(name="else", summary="It is else.", tags="")
    (other / "else.yaml").write_text(story, "utf-8")
    names = run("--scenarios", str(other), "--format", "names").stdout.split()

    assert names[0] == "else"
    assert "late" not in names


def test_nothing_that_fits_is_a_finding():
    told = run("no-such-*")

    assert told.exit_code == 1
    assert told.stdout == ""
    assert told.stderr == "no scenario fits\n"


def test_a_folder_that_is_not_there_is_a_matter_of_usage():
    told = run("--scenarios", "nowhere")

    assert told.exit_code == 2
    assert "nowhere" in told.stderr


def test_a_broken_file_is_listed_and_breaks_no_other(project):
    (project / "scenarios" / "broken.yaml").write_text("scenario: [", "utf-8")
    names = run("--format", "names").stdout.split()

    assert {"broken", "late"} <= set(names)


@pytest.mark.parametrize(
    ("tag", "advice"),
    [
        ("subscripton", "did you mean 'subscription'?"),
        ("zzz", "the most used are error, redirect, "),
        ("subscrptn-paid", "the nearest are "),
    ],
)
def test_a_tag_that_no_scenario_has_is_told_with_the_nearest(tag, advice):
    told = run("--tag", tag)

    assert told.exit_code == 1
    assert f"help: no scenario has the tag {tag!r}: {advice}" in told.stderr


@pytest.mark.parametrize("path", ["scenarios", "./scenarios", "{root}/scenarios/"])
def test_a_path_of_a_configured_folder_lists_what_is_in_it(path, project):
    told = run(path.format(root=project), "--format", "names").stdout.split()

    assert told == ["late", "zz-worn"]


def test_a_path_of_a_file_lists_its_story():
    told = run("scenarios/cards/zz-worn.yaml", "--format", "names").stdout.split()

    assert told == ["zz-worn"]


def test_a_word_that_names_nothing_is_tried_as_a_part_of_names():
    told = run("orn", "--format", "names").stdout.split()

    assert "zz-worn" in told
    assert all("orn" in name for name in told)


def test_a_name_comes_before_names_that_it_is_a_part_of(project):
    story = STORY.format(name="late-again", summary="It is.", tags="slow")
    (project / "scenarios" / "late-again.yaml").write_text(story, "utf-8")

    assert run("late", "--format", "names").stdout.split() == ["late"]


def test_a_folder_that_is_not_looked_into_is_told_how_to(project):
    (project / "elsewhere").mkdir()
    told = run("elsewhere")

    assert told.exit_code == 1
    assert "`mockdr list --scenarios elsewhere`" in told.stderr


def test_a_name_that_there_is_not_is_put_right():
    told = run("card-acepted")

    assert "did you mean 'card-accepted'?" in told.stderr


def test_the_bundled_ones_are_listed_besides_a_folder_as_the_help_says(project):
    told = run("--scenarios", "scenarios").stdout

    assert told.startswith("yours\n")
    assert "bundled: " in told
    assert "before the bundled ones" in " ".join(run("--help").stdout.split())
