"""How long `mockdr lint` takes for all bundled stories, from nothing to its verdict."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from mockdr.base.data import data_folder
from tests.benchmarks.harness import Report, Spread, rounds

__all__ = ["measure_lint"]

#: What was promised for all of them, in milliseconds.
TARGET = 1000


def _until_verdict(project: Path, compiled: str, *words: str) -> float:
    mockdr = Path(sys.executable).with_name("mockdr")
    command = [str(mockdr)] if mockdr.exists() else [sys.executable, "-m", "mockdr"]
    # What is installed is compiled; so it is here, whatever this machine says.
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = perf_counter()
    done = subprocess.run(
        [*command, "lint", "scenarios", *words],
        cwd=project,
        env={**environ, "PYTHONPYCACHEPREFIX": compiled},
        capture_output=True,
        text=True,
        check=False,
    )
    took = perf_counter() - start
    assert "files: nothing wrong" in done.stdout, done.stdout + done.stderr
    return took


def measure_lint(*, count: int = 7, files: int | None = None) -> Report:
    """
    Lint a copy of the bundled stories: as if never seen, after a change, and again.

    Args:
        count: Rounds.
        files: Lint the first so many; all of them, unless told.
    """
    with TemporaryDirectory() as folder:
        project, compiled = Path(folder, "project"), str(Path(folder, "compiled"))
        project.mkdir()
        (project / "pyproject.toml").touch()
        shutil.copytree(data_folder("scenarios"), project / "scenarios")
        # Stories of a project name a schema of its own.
        shutil.copytree(data_folder("schemas"), project / "schemas")
        every = sorted((project / "scenarios").rglob("*.yaml"))
        stories = every[:files]
        for left_out in every[len(stories) :]:
            left_out.unlink()

        def changed() -> float:
            with stories[0].open("a", encoding="utf-8") as file:
                file.write("# and so on\n")
            return _until_verdict(project, compiled)

        commands: dict[str, Callable[[], float]] = {
            "cold": lambda: _until_verdict(project, compiled, "--no-cache"),
            "changed": changed,
            "again": lambda: _until_verdict(project, compiled),
        }
        for warm_up in commands.values():
            warm_up()
        found = rounds(commands, count=count)
    report = Report(title=f"lint: {len(stories)} files, to the verdict, {count} rounds")
    for name, shown in (
        ("cold", "nothing remembered"),
        ("changed", "one file changed"),
        ("again", "nothing changed"),
    ):
        millis = Spread.of([1e3 * figure for figure in found[name]])
        report.add(shown, millis, unit=" ms", target=TARGET)
    return report
