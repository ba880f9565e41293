"""The group of verbs: help, unknown verbs, and exit codes."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import click
import pytest
from click.testing import CliRunner

from mockdr import cli
from mockdr.base.errors import MockdrError
from mockdr.cli import COMMANDS, Verb, house


def run(*words: str):
    return CliRunner().invoke(house, list(words))


@pytest.fixture
def verb(monkeypatch):
    """Put a verb into the house that does what a test says."""

    def put(does) -> None:
        @click.command()
        def made() -> None:
            does()

        monkeypatch.setattr(cli, "made_for_a_test", made, raising=False)
        verb = Verb(target="mockdr.cli:made_for_a_test", summary="Do it.")
        monkeypatch.setattr(cli, "COMMANDS", {"do": verb})

    return put


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_verb_in_the_help_can_be_called(name):
    module, attribute = COMMANDS[name].target.split(":")

    assert isinstance(getattr(import_module(module), attribute), click.Command)
    assert run(name, "--help").exit_code == 0


@pytest.mark.parametrize("words", [["--help"], ["-h"]])
def test_the_help_shows_every_verb_with_its_line_and_the_exit_codes(words):
    shown = run(*words)

    assert shown.exit_code == 0
    for name, verb in COMMANDS.items():
        assert f"{name} " in shown.output
        assert verb.summary.split()[0] in shown.output
    said = " ".join(shown.output.split())
    assert "0 when all is well, 1 when something was found, 2 when" in said
    assert "130 when it was interrupted" in said


def test_the_help_reads_no_verbs_file():
    """Starting a server must not wait for what lint needs, nor the help for any."""
    code = (
        "import sys\n"
        "from mockdr.cli import house\n"
        "try: house.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted(m for m in sys.modules if m.startswith('mockdr.cli.')))\n"
        "heavy = {'werkzeug', 'rich', 'yaml', 'httpx'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-2:] == ["[]", "[]"]


def test_an_unknown_verb_names_the_nearest():
    shown = run("lits")

    assert shown.exit_code == 2
    assert "there is no verb 'lits': did you mean 'list'?" in shown.output


def test_a_verb_that_resembles_none_is_shown_them_all():
    shown = run("zzz")

    assert shown.exit_code == 2
    assert "serve, play, trigger, new, list" in shown.output


def test_an_unknown_flag_is_a_matter_of_usage():
    assert run("--verbose").exit_code == 2


def test_a_verb_that_ends_well_exits_with_nothing(verb):
    verb(lambda: None)

    assert run("do").exit_code == 0


def test_a_verb_with_findings_exits_with_one(verb):
    verb(lambda: click.get_current_context().exit(cli.FINDINGS))

    assert run("do").exit_code == 1


def test_an_error_of_the_house_is_one_message_without_a_traceback(verb):
    def fail() -> None:
        raise MockdrError("the port 8400 is taken", help="choose another with --port")

    verb(fail)
    shown = run("do")

    assert shown.exit_code == 2
    assert shown.stderr == (
        "mockdr: the port 8400 is taken\n  help: choose another with --port\n"
    )
    assert shown.stdout == ""


def test_an_error_without_advice_is_one_line(verb):
    def fail() -> None:
        raise MockdrError("no")

    verb(fail)

    assert run("do").stderr == "mockdr: no\n"


def test_a_file_that_click_refuses_is_a_matter_of_usage(verb):
    def fail() -> None:
        raise click.FileError("a.yaml", "gone")

    verb(fail)

    assert run("do").exit_code == 2


def test_whoever_interrupts_gets_130(verb):
    def interrupt() -> None:
        raise KeyboardInterrupt

    verb(interrupt)

    assert run("do").exit_code == 130


def test_the_package_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "mockdr", "--help"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0
    assert done.stdout.startswith("Usage: mockdr")


@pytest.mark.parametrize("words", [["version"], ["--version"]])
def test_both_versions_are_told_in_one_line(words):
    shown = run(*words)

    assert shown.exit_code == 0
    assert shown.stdout == "mockdr 0.1.0, contract 2021-12-13\n"
