"""`mockdr fmt`: what it changes, what it says, and how it ends."""

from __future__ import annotations

import importlib
import os

import pytest
from click.testing import CliRunner

from mockdr.cli import house

#: The package has the verb under the name of its module.
verb = importlib.import_module("mockdr.cli.fmt")

UNTIDY = "steps:\n- merchant:   createCheckouts  # first\n"
TIDY = "steps:\n  - merchant: createCheckouts  # first\n"
BROKEN = "steps:\n- merchant:   createChekouts\n"


@pytest.fixture
def there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    return tmp_path / "scenarios"


def fmt(*words, stdin=None):
    return CliRunner().invoke(house, ["fmt", *map(str, words)], input=stdin)


def test_an_untidy_file_is_put_in_order(there):
    (there / "a.yaml").write_text(UNTIDY)
    (there / "b.yaml").write_text(TIDY)

    done = fmt()

    assert done.exit_code == 0
    assert done.stdout == (
        "changed scenarios/a.yaml\n2 files: 1 changed, 1 well formed\n"
    )
    assert (there / "a.yaml").read_text() == TIDY


def test_twice_is_as_once(there):
    (there / "a.yaml").write_text(UNTIDY)
    fmt()

    assert fmt().stdout == "1 file: 1 well formed\n"


def test_check_changes_nothing_and_says_what_would(there):
    (there / "a.yaml").write_text(UNTIDY)

    done = fmt("--check", "scenarios")

    assert done.exit_code == 1
    assert done.stdout.startswith("would change scenarios/a.yaml\n")
    assert (there / "a.yaml").read_text() == UNTIDY


def test_diff_shows_the_lines(there):
    (there / "a.yaml").write_text(UNTIDY)

    done = fmt("--diff", "scenarios/a.yaml")

    assert done.exit_code == 1
    assert "-- merchant:   createCheckouts  # first\n" in done.stdout
    assert "+  - merchant: createCheckouts  # first\n" in done.stdout
    assert (there / "a.yaml").read_text() == UNTIDY


def test_a_file_with_errors_is_left_alone_and_that_is_said(there):
    (there / "a.yaml").write_text(BROKEN)

    done = fmt()

    assert done.exit_code == 1
    assert done.stdout == "1 file: 1 left alone\n"
    assert "scenarios/a.yaml has an error and stays as it is:" in done.stderr
    assert "did you mean 'createCheckouts'?" in done.stderr
    assert (there / "a.yaml").read_text() == BROKEN


def test_a_dash_forms_what_comes_in(there):
    assert fmt("-", stdin=UNTIDY).stdout == TIDY
    assert fmt("-", "--check", stdin=UNTIDY).exit_code == 1
    assert fmt("-", "--check", stdin=TIDY).exit_code == 0
    assert "+  - merchant" in fmt("-", "--diff", stdin=UNTIDY).stdout


def test_what_comes_in_with_errors_goes_out_as_it_is(there):
    done = fmt("-", stdin=BROKEN)

    assert done.exit_code == 1
    assert done.stdout == BROKEN
    assert "<stdin> has an error" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_cannot_be_written_is_told(there):
    (there / "a.yaml").write_text(UNTIDY)
    there.chmod(0o500)
    try:
        done = fmt()
    finally:
        there.chmod(0o700)

    assert done.exit_code == 2
    assert "scenarios/a.yaml cannot be written" in done.stderr


def test_a_file_that_cannot_be_read_or_written_does_not_stop_the_others(
    there, monkeypatch
):
    (there / "a.yaml").symlink_to("nowhere.yaml")
    (there / "b.yaml").write_text(UNTIDY)

    done = fmt()

    assert done.exit_code == 1
    assert done.stdout == ("changed scenarios/b.yaml\n2 files: 1 changed, 1 not read\n")
    assert "scenarios/a.yaml cannot be read: the link leads nowhere" in done.stderr

    def refuse(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(verb, "write_whole", refuse)
    (there / "b.yaml").write_text(UNTIDY)
    (there / "c.yaml").write_text(TIDY)
    done = fmt()

    assert done.exit_code == 2
    assert done.stdout == "3 files: 1 well formed, 1 not read, 1 not written\n"
    assert "scenarios/b.yaml cannot be written: Read-only file system" in done.stderr


def test_a_matrix_keeps_its_slots(there):
    text = (
        "matrix: {method: [konbini,wireTransfer]}\n"
        "steps:\n"
        "- merchant: createCheckouts\n"
        "- customer: chooses\n"
        '  source: {type: "<method>"}\n'
    )
    (there / "a.yaml").write_text(text)

    assert fmt().exit_code == 0
    formed = (there / "a.yaml").read_text()
    assert "method: [konbini, wireTransfer]" in formed
    assert "source: {type: <method>}" in formed


def test_a_file_that_cannot_be_written_anew_does_not_stop_the_others(
    there, monkeypatch
):
    (there / "a.yaml").write_text(UNTIDY + "  note: strange\n")
    (there / "b.yaml").write_text(UNTIDY)
    form = verb.reform
    monkeypatch.setattr(
        verb, "reform", lambda text: "a: b" if "strange" in text else form(text)
    )

    done = fmt()

    assert done.exit_code == 1
    assert done.stderr.startswith("scenarios/a.yaml stays as it is: ")
    assert done.stdout.startswith("changed scenarios/b.yaml\n2 files: ")
    assert (there / "a.yaml").read_text() == UNTIDY + "  note: strange\n"
    assert fmt("-", stdin=UNTIDY + "  note: strange\n").exit_code == 1


def test_a_file_that_tears_the_form_does_not_stop_the_others(there, monkeypatch):
    (there / "a.yaml").write_text(UNTIDY)

    def torn(_):
        raise AssertionError("no such thing")

    monkeypatch.setattr(verb, "reform", torn)

    assert fmt().exit_code == 1
    assert (there / "a.yaml").read_text() == UNTIDY
