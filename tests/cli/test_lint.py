"""`mockdr lint`: every finding in every file, in one go."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockdr.cli import house

GOOD = """\
scenario: good
summary: A checkout is made.
steps:
  - merchant: createCheckouts
"""
BAD = """\
scenario: bad
summary: A verb and a key are misspelt.
steps:
  - merchant: createCheckout
  - merchant: createOrders
    than: {order: accepted}
"""


def run(*words: str):
    return CliRunner().invoke(house, ["lint", *words])


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch) -> Path:
    """A project with an empty folder for its stories."""
    (tmp_path / "pyproject.toml").write_text("[tool.mockdr]\n", "utf-8")
    (tmp_path / "scenarios").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> Path:
    file = Path("scenarios", name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_a_good_story_is_nothing_wrong():
    told = run(str(write("good.yaml", GOOD)))

    assert told.exit_code == 0
    assert told.stdout == "1 file: nothing wrong\n"


def test_everything_wrong_is_told_at_once_with_place_and_help():
    told = run(str(write("bad.yaml", BAD)))

    assert told.exit_code == 1
    assert " --> scenarios/bad.yaml:4:15\n" in told.stdout
    assert "did you mean 'createCheckouts'?" in told.stdout
    assert " --> scenarios/bad.yaml:6:5\n" in told.stdout
    assert "did you mean 'then'?" in told.stdout
    assert told.stdout.splitlines()[-1] == "1 file: 2 errors; --fix corrects them"


def test_concise_is_a_line_for_each_finding():
    told = run(str(write("bad.yaml", BAD)), "--format", "concise")
    lines = told.stdout.splitlines()

    assert told.exit_code == 1
    assert lines[0].startswith("scenarios/bad.yaml:4:15: MDR")
    assert lines[1].startswith("scenarios/bad.yaml:6:5: MDR")


@pytest.mark.parametrize("shape", ["json", "sarif"])
def test_formats_for_machines_are_the_findings_and_nothing_else(shape):
    told = run(str(write("bad.yaml", BAD)), "--format", shape)

    assert told.exit_code == 1
    assert json.loads(told.stdout)


def test_json_of_a_good_story_is_an_empty_list():
    told = run(str(write("good.yaml", GOOD)), "--format", "json")

    assert told.exit_code == 0
    assert json.loads(told.stdout) == []


def test_a_folder_stands_for_the_stories_at_any_depth_in_it():
    write("good.yaml", GOOD)
    write("deep/er/bad.yml", BAD)
    write(".hidden/worse.yaml", BAD)
    write("notes.txt", "no story")
    told = run("scenarios")

    assert told.exit_code == 1
    assert told.stdout.splitlines()[-1] == "2 files: 2 errors; --fix corrects them"


def test_a_file_that_is_named_twice_is_looked_at_once():
    file = write("bad.yaml", BAD)
    told = run(str(file), "scenarios", str(file.resolve()))

    assert told.stdout.splitlines()[-1] == "1 file: 2 errors; --fix corrects them"


def test_without_a_word_the_configured_folders_are_meant():
    write("good.yaml", GOOD)

    assert run().stdout == "1 file: nothing wrong\n"


def test_two_stories_of_one_name_are_a_finding():
    write("good.yaml", GOOD)
    write("other/good.yaml", GOOD)
    told = run("scenarios", "--format", "concise")

    assert told.exit_code == 1
    assert "belongs to scenarios/good.yaml already" in told.stdout


def test_the_provider_cannot_do_what_no_lifecycle_allows():
    """Found by rehearsing: each word is known, the order of things is impossible."""
    impossible = GOOD.replace("good", "hasty") + "    then: {session: complete}\n"
    told = run(str(write("hasty.yaml", impossible)), "--format", "concise")

    assert told.exit_code == 1
    assert told.stdout.startswith("scenarios/hasty.yaml:5:21: MDR2")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "nowhere is not there"),
        (["nowhere/a.yaml"], "a.yaml is not there"),
        (["scenarios"], "there is no scenario in scenarios"),
    ],
)
def test_a_path_without_a_story_is_a_matter_of_usage(words, message):
    told = run(*words)

    assert told.exit_code == 2
    assert message in told.stderr


def test_a_place_without_stories_asks_for_a_path(tmp_path, monkeypatch):
    (tmp_path / "scenarios").rmdir()
    told = run()

    assert told.exit_code == 2
    assert "no folder of scenarios here" in told.stderr


@pytest.mark.parametrize(
    "text", ["", "scenario: [", "\0", "- " * 3000, "a: &x b", "!!python/none x"]
)
def test_no_text_makes_lint_fall_over(text):
    told = run(str(write("odd.yaml", text)), "--format", "concise")

    assert told.exit_code == 1
    assert told.stdout.startswith("scenarios/odd.yaml:")


def test_broken_utf_8_is_a_finding():
    file = write("odd.yaml", "")
    file.write_bytes(b"scenario: \xff\xfe")
    told = run(str(file), "--format", "concise")

    assert told.exit_code == 1
    assert told.stdout.startswith("scenarios/odd.yaml:1")


def test_a_folder_may_be_named_like_a_file():
    write("odd.yaml/good.yaml", GOOD)

    assert run("scenarios").stdout == "1 file: nothing wrong\n"


def test_what_cannot_be_read_is_a_finding_beside_the_others():
    """A pipe would be waited for for ever, and a link may lead nowhere or back."""
    write("bad.yaml", BAD)
    os.mkfifo("scenarios/pipe.yaml")
    Path("scenarios/lost.yaml").symlink_to("nowhere.yaml")
    Path("scenarios/ring.yaml").symlink_to("ring.yaml")
    told = run("scenarios", "--format", "concise")
    odd = [line for line in told.stdout.splitlines() if "MDR015" in line]
    reasons = {
        "lost.yaml": "the link leads nowhere",
        "pipe.yaml": "it is a pipe",
        "ring.yaml": "Too many levels of symbolic links",
    }

    assert told.exit_code == 1
    for line, (name, reason) in zip(odd, reasons.items(), strict=True):
        assert line.startswith(f"scenarios/{name}:1:1: MDR015 error: scenarios/{name} ")
        assert line.endswith(f": {reason}; a scenario is a file that you may read")
    assert told.stdout.splitlines()[-1] == "4 files: 5 errors; --fix corrects 2 of them"


@pytest.mark.parametrize("shape", ["full", "json", "github", "sarif"])
def test_what_cannot_be_read_is_told_in_every_format(shape):
    Path("scenarios/lost.yaml").symlink_to("nowhere.yaml")
    told = run("scenarios/lost.yaml", "--format", shape)

    assert told.exit_code == 1
    assert "the link leads nowhere" in told.stdout


def test_a_file_that_nobody_may_read_is_a_finding(monkeypatch):
    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied")

    file = write("good.yaml", GOOD)
    monkeypatch.setattr(Path, "open", forbidden)
    told = run(str(file), "--format", "concise")

    assert told.exit_code == 1
    assert "good.yaml cannot be read: Permission denied" in told.stdout


@pytest.mark.whole
def test_the_bundled_stories_are_without_fault():
    bundled = Path(__file__).parents[2] / "scenarios"
    told = run(str(bundled), "--format", "concise")

    assert told.exit_code == 0, told.stdout


NAMELESS = GOOD.removeprefix("scenario: good\n")


def test_a_file_without_a_name_is_told_to_have_one_and_can_be_given_it():
    file = write("nameless.yaml", f"# A comment.\n{NAMELESS}")
    told = run("--format", "concise", str(file))

    assert told.exit_code == 0
    assert "nameless.yaml:2:1: MDR512 advice: " in told.stdout
    assert run("--fix", str(file)).exit_code == 0
    assert file.read_text("utf-8") == f"# A comment.\nscenario: nameless\n{NAMELESS}"


@pytest.mark.parametrize(
    "text",
    [
        "- merchant: createCheckouts\n",
        f"# mockdr: allow MDR512 because many share it\n{NAMELESS}",
    ],
)
def test_a_bare_list_needs_no_name_and_neither_does_a_text(text):
    assert "MDR512" not in run(str(write("good.yaml", text))).stdout
    piped = CliRunner().invoke(house, ["lint", "-"], input=NAMELESS)
    assert "MDR512" not in piped.stdout
