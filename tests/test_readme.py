"""What the pages promise is tried: every block of code runs, in the reader's order."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockdr.cli import house
from mockdr.server.configuration import load

ROOT = Path(__file__).parents[1]
PAGES = [
    "README.md",
    "scenarios/README.md",
    "schemas/README.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
]
GATE = ".ci/run"

#: Marks a story that is not to hold: the text that follows tells why.
BROKEN = " broken"

#: What changes the reader's machine: the gate runs it, word for word, not this test.
SETS_UP = ("pip install", "python -m pytest")
DEFAULT_ADDRESS = "http://127.0.0.1:8400"
#: A server that has not said by then what a page promises never will.
PATIENCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block: ```language file."""

    page: str
    line: int
    language: str
    file: str
    text: str

    @property
    def where(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(page: str) -> Iterator[Block]:
    text = (ROOT / page).read_text("utf-8")
    for found in re.finditer(
        r"^```([^\n`]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL
    ):
        language, _, file = found[1].strip().partition(" ")
        yield Block(
            page=page,
            line=text.count("\n", 0, found.start()) + 1,
            language=language,
            file=file.strip(),
            text=found[2],
        )


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console block with the lines that it should print."""
    lines = iter([*text.splitlines(), "$ "])
    command, printed = "", []
    for line in lines:
        if not line.startswith("$ "):
            printed.append(line)
            continue
        if command:
            yield command, printed
        command, printed = line[2:], []
        while command.endswith("\\"):
            command = f"{command[:-1].rstrip()} {next(lines).strip()}"


def pattern(lines: list[str]) -> str:
    """Return a pattern for what a page shows; `...` stands for anything."""
    shown = "\n".join(line.rstrip() for line in lines).strip()
    return re.escape(shown).replace(re.escape("..."), r"[\s\S]*?")


#: What a test gets for `page` from pytest-playwright, which a reader has installed.
PLAYWRIGHT = """
import shutil
import pytest

@pytest.fixture
def page():
    sync_api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser.new_page()
        browser.close()
"""


class Reader:
    """Somebody who follows a page, in an empty folder, with mockdr installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = DEFAULT_ADDRESS
        self.broken: Path | None = None
        self.servers: list[subprocess.Popen[str]] = []
        here = Path(sys.executable).parent
        ours = ("MOCKDR_", "PYTEST_", "COLUMNS")
        self.environ = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        self.environ |= {
            "PATH": f"{here}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "88",
            "NO_COLOR": "1",
        }

    def run(self, *words: str, where: str, code: int = 0) -> str:
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        said = f"{where}: {shlex.join(words)} -> {done.returncode}\n{done.stdout}"
        assert done.returncode == code, said
        return done.stdout

    def follow(self, block: Block) -> None:
        does = getattr(self, f"read_{block.language}", None)
        assert does, f"{block.where}: nobody knows how to try {block.language!r}"
        does(block)

    def put(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def read_text(self, block: Block) -> None:
        """Text is to be read; after a broken story it is what lint says of it."""
        if self.broken is not None:
            file, self.broken = self.broken, None
            lint = [sys.executable, "-m", "mockdr", "lint"]
            name = str(file.relative_to(self.folder))
            told = self.run(*lint, name, where=block.where, code=1)
            assert block.text.strip() in told, f"{block.where}\n{told}"
            file.unlink()

    def read_json(self, block: Block) -> None:
        json.loads(block.text)
        if block.file:
            self.put(block.file, block.text)

    def read_toml(self, block: Block) -> None:
        file = self.put(block.file or "pyproject.toml", block.text)
        load(start=file.parent, environ={})

    def read_python(self, block: Block) -> None:
        tests = "def test_" in block.text
        name = block.file or f"{'test_' if tests else ''}line_{block.line}.py"
        file = self.put(name, block.text)
        if tests:
            asks = []
            if re.search(r"def test_\w+\([^)]*\bpage\b", block.text):
                self.put("has_a_page.py", PLAYWRIGHT)
                asks = ["-p", "has_a_page"]
            self.run(
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                *asks,
                str(file),
                where=block.where,
            )
        elif file.name != "conftest.py":
            self.run(sys.executable, str(file), where=block.where)

    def read_yaml(self, block: Block) -> None:
        """A story must lint and hold; steps alone become the steps of one."""
        if block.file.endswith(BROKEN):
            self.broken = self.put(block.file.removesuffix(BROKEN), block.text)
            return
        text, name = block.text, f"line-{block.line}"
        told = re.search(r"^scenario: *(\S+)", text, re.MULTILINE)
        if told:
            name = told[1]
        else:
            if text.startswith("- "):
                text = "steps:\n" + "".join(f"  {x}\n" for x in text.splitlines())
            text = f"scenario: {name}\nsummary: From a page.\n{text}"
        file = self.put(block.file or f"scenarios/{name}.yaml", text)
        # A process for each story would take a minute for the page of its author.
        for verb in ("lint", "play"):
            done = CliRunner().invoke(house, [verb, str(file)])
            assert done.exit_code == 0, f"{block.where}: {verb}\n{done.output}"

    def read_console(self, block: Block) -> None:
        for command, printed in commands(block.text):
            where = f"{block.where}: {command}"
            if command.startswith("mockdr serve"):
                self.serve(command, printed, where)
                continue
            parts = [part.strip() for part in command.split("&&")]
            left = [part for part in parts if not part.startswith(SETS_UP)]
            gate = (ROOT / GATE).read_text("utf-8")
            assert all(part in gate for part in parts if part not in left), where
            if left:
                told = self.shell(" && ".join(left), where)
                assert re.search(pattern(printed), told), f"{where}\n{told}"

    def shell(self, command: str, where: str) -> str:
        for tool in ("bash", *(["curl"] if "curl " in command else [])):
            if shutil.which(tool) is None:
                pytest.skip(f"{tool} is not here to follow {where}")
        command = command.replace(DEFAULT_ADDRESS, self.address)
        told = self.run("bash", "-euo", "pipefail", "-c", command, where=where)
        return told.replace(self.address, DEFAULT_ADDRESS)

    def serve(self, command: str, printed: list[str], where: str) -> None:
        """Start a server at a free port; it stays until the page is read."""
        words = [sys.executable, "-m", *shlex.split(command.partition("#")[0])]
        process = subprocess.Popen(
            [*words, "--port", "0"],
            cwd=self.folder,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.servers.append(process)
        assert process.stdout is not None
        patience = threading.Timer(PATIENCE, process.kill)
        patience.start()
        told = process.stdout.readline()
        listening = re.search(r"http://127\.0\.0\.1:\d+", told)
        assert listening, f"{where}\n{told}{process.stdout.read()}"
        self.address = listening[0]
        for _ in printed[1:]:
            told += process.stdout.readline()
        patience.cancel()
        told = told.replace(self.address, DEFAULT_ADDRESS)
        assert re.match(pattern(printed), told), f"{where}\n{told}"

    def leave(self) -> None:
        for process in self.servers:
            process.terminate()
            process.communicate()


@pytest.fixture
def reader(tmp_path, monkeypatch) -> Iterator[Reader]:
    monkeypatch.chdir(tmp_path)
    made = Reader(tmp_path)
    yield made
    made.leave()


@pytest.mark.house
@pytest.mark.parametrize("page", PAGES)
def test_a_reader_who_follows_the_page_gets_what_it_shows(page, reader):
    for block in blocks(page):
        reader.follow(block)


def test_the_first_screen_has_ten_lines_that_work():
    """Whoever opens the page sees a test before having to scroll."""
    first = next(block for block in blocks("README.md") if block.language == "python")

    assert "def test_" in first.text
    assert len([line for line in first.text.splitlines() if line.strip()]) <= 12
    assert first.line < 25


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_somewhere(page):
    text = (ROOT / page).read_text("utf-8")
    dead = [
        target
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
        if "://" not in target and not (ROOT / page).parent.joinpath(target).exists()
    ]

    assert dead == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$ a\nb\n", [("a", ["b"])]),
        ("$ a\n$ b\nc\nd\n", [("a", []), ("b", ["c", "d"])]),
        ("$ a \\\n    b\n", [("a b", [])]),
        ("", []),
    ],
)
def test_a_console_block_is_commands_with_what_they_print(text, expected):
    assert list(commands(text)) == expected


def test_three_dots_on_a_page_stand_for_anything():
    assert re.search(pattern(["a ... (z)", "...", "end"]), "x a b\nc (z)\nq\nend")
    assert not re.search(pattern(["a", "b"]), "a\nc\nb")
