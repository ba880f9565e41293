"""What people read when a story is wrong as a whole: tried, and with the real words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mockdr.base.telling import RENDERERS
from mockdr.engine.looking import look_closely
from mockdr.scenario.rules.hooks import CHECKS, REVIEWS, SCANS

HERE = Path(__file__).parent / "goldens" / "whole"
STORIES = sorted(HERE.glob("*.yaml"))


def told(file: Path) -> str:
    """Return what lint says of a file, as people see it."""
    data = file.read_bytes()
    found = look_closely(data, file.name)
    text = RENDERERS["full"](found, {file.name: data.decode()})
    return f"{text}\n" if text else ""


@pytest.mark.parametrize("file", STORIES, ids=lambda path: path.stem)
def test_a_story_is_answered_word_for_word(file, request):
    """Every finding, with its line and its column."""
    golden = file.with_suffix(".out")
    if request.config.getoption("--update-goldens"):
        golden.write_text(told(file), "utf-8")

    assert told(file) == golden.read_text("utf-8")


def test_every_golden_belongs_to_a_story():
    """A golden whose story was renamed would be compared with nothing."""
    assert {p.stem for p in HERE.glob("*.out")} == {file.stem for file in STORIES}


def test_every_rule_about_the_whole_is_shown():
    """A rule without an example is a rule that nobody has read aloud."""
    shown = {
        code
        for golden in HERE.glob("*.out")
        for code in re.findall(r"MDR\d{3}", golden.read_text("utf-8"))
    }

    # What only a file lacks that stays has a test of its own.
    assert {*CHECKS, *REVIEWS, *SCANS} - {"MDR512"} <= shown


@pytest.mark.parametrize(
    "file",
    [f for f in STORIES if f.stem.startswith("good-")],
    ids=lambda path: path.stem,
)
def test_what_only_looks_wrong_is_right(file):
    """A rule that cries for nothing is a rule that people turn off."""
    assert told(file) == ""
