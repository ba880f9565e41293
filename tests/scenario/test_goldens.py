"""What people read when a scenario is wrong, letter by letter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from mockdr.base.diagnostics import Severity
from mockdr.base.telling import RENDERERS
from mockdr.scenario import reader
from mockdr.scenario.looking import look
from mockdr.scenario.rules import RULES
from tests.scenario.words import VOCABULARY

HERE = Path(__file__).parent / "goldens"
STORIES = sorted(HERE.glob("*.yaml"))
#: Codes that no single file of a reasonable size can show; each has a test elsewhere.
ELSEWHERE = {"MDR005", "MDR015", "MDR099", "MDR117", "MDR502", "MDR507"}
ELSEWHERE |= {"MDR512", "MDR530"}


def looked(file: Path):
    """Return the stories of a golden and what is wrong with them; none is rehearsed."""
    return look(file.read_bytes(), file.name, VOCABULARY, lambda _: ((), None))


@pytest.mark.parametrize("shape", ["full", "concise"])
@pytest.mark.parametrize("file", STORIES, ids=lambda path: path.stem)
def test_a_file_is_answered_word_for_word(file, shape, request):
    """Every finding, in the words and the layout that people see."""
    data = file.read_bytes()
    _, found = looked(file)
    told = RENDERERS[shape](found, {file.name: data.decode("utf-8", "replace")})
    golden = file.with_suffix(f".{shape}.out")
    if request.config.getoption("--update-goldens"):
        golden.write_bytes(f"{told}\n".encode() if told else b"")

    expected = golden.read_bytes().decode()

    assert (f"{told}\n" if told else "") == expected


@pytest.mark.parametrize("file", STORIES, ids=lambda path: path.stem)
def test_without_the_c_library_the_same_is_found(file, monkeypatch):
    """PyYAML comes without it on some machines; only its own complaints differ."""

    def told():
        return [
            (d.code, d.message, d.place) for d in looked(file)[1] if d.code != "MDR001"
        ]

    fast = told()
    monkeypatch.setattr(reader, "_LOADER", yaml.SafeLoader)

    # The slow library takes a directive that it does not know for none.
    assert told() == fast or file.stem == "yaml-directive"


def test_every_golden_belongs_to_a_story():
    """A golden whose story was renamed would be compared with nothing."""
    stems = {file.stem for file in STORIES}

    strays = [p.name for p in HERE.glob("*.out") if p.name.split(".")[0] not in stems]

    assert strays == []


def test_every_code_is_shown_by_a_golden():
    """A rule without an example is a rule that nobody has read aloud."""
    shown = {
        code
        for golden in [*HERE.glob("*.concise.out"), *HERE.glob("whole/*.out")]
        for code in re.findall(r"MDR\d{3}", golden.read_text("utf-8"))
    }

    assert shown | ELSEWHERE == {code for code in RULES if code[3] != "6"}
    assert not shown & ELSEWHERE


@pytest.mark.parametrize("file", STORIES, ids=lambda path: path.stem)
def test_an_error_keeps_a_story_from_being_played_and_nothing_else_does(file):
    """Warnings and advice are told, but the story stands."""
    stories, found = looked(file)

    assert (not stories) == any(d.severity is Severity.ERROR for d in found)
    assert bool(stories) == file.stem.startswith(("good-", "no-summary"))


@pytest.mark.parametrize("file", STORIES, ids=lambda path: path.stem)
def test_every_finding_stands_within_the_file(file):
    """Editors jump to the place, and annotate lines that exist."""
    data = file.read_bytes()
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = re.split(r"\r\n|\r|\n", text)

    for d in looked(file)[1]:
        assert 1 <= d.place.line <= len(lines)
        assert 1 <= d.place.column <= len(lines[d.place.line - 1]) + 1
        end = (d.place.end_line, d.place.end_column)
        assert (d.place.line, d.place.column) <= end


def test_every_code_stands_in_its_hundred():
    """The first digit tells what a finding is about; of stories only advice is 5xx."""
    for code, rule in RULES.items():
        assert re.fullmatch(r"MDR[0-6]\d\d", code)
        if code[3] != "6":
            assert (rule.severity is Severity.ADVICE) == code.startswith("MDR5")
    assert len({rule.name for rule in RULES.values()}) == len(RULES)
