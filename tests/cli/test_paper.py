"""What is a file is UTF-8 on every terminal, and no verb ends at a narrow one."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from mockdr.cli import forgiving

pytestmark = pytest.mark.house


def run(*words: str, code_page: str = "cp1252", given: bytes = b""):
    return subprocess.run(
        [sys.executable, "-m", "mockdr", *words],
        env={**os.environ, "PYTHONIOENCODING": code_page},
        input=given,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        ["graph", "konbini-paid-late"],
        ["graph", "declined", "--format", "mermaid"],
        ["show", "declined-for-a-reason", "--format", "markdown"],
    ],
    ids=" ".join,
)
def test_what_is_a_file_is_the_same_on_every_code_page(words):
    narrow = run(*words, code_page="ascii")
    assert narrow.returncode == 0, narrow.stderr.decode()
    assert narrow.stdout == run(*words, code_page="utf-8").stdout
    assert not narrow.stdout.isascii()


def test_a_difference_keeps_the_letters_of_its_file():
    given = "scenario: one\nsummary:   the shopper 円 → 元\nsteps:\n"
    given += "- merchant: createCheckouts\n"
    done = run("fmt", "--diff", "-", given=given.encode())
    assert "+summary: the shopper 円 → 元" in done.stdout.decode(), done.stderr


@pytest.mark.parametrize("code_page", ["ascii", "cp1252", "ascii:surrogateescape"])
def test_text_for_people_never_ends_at_a_character(code_page):
    done = run("play", "konbini-paid-late", code_page=code_page)
    assert done.returncode == 0, done.stderr.decode()
    assert b"holds" in done.stdout


def test_a_stream_that_loses_nothing_stays_as_it_is():
    told = io.TextIOWrapper(io.BytesIO(), "utf-8", errors="surrogateescape")
    forgiving(told)
    assert told.errors == "surrogateescape"
    careful = io.TextIOWrapper(io.BytesIO(), "ascii", errors="backslashreplace")
    forgiving(careful)
    assert careful.errors == "backslashreplace"


def test_what_is_no_stream_of_bytes_is_left_alone():
    told = io.StringIO()
    forgiving(told)
    told.write("円")
    assert (told.getvalue(), told.errors) == ("円", None)
