"""How long `mockdr serve` takes from nothing to its first reply."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.request import urlopen

from tests.benchmarks.harness import Report, Spread, ratios, rounds

__all__ = ["measure_start"]

#: The bare tool, started as a script, for comparison.
BARE = """
import time
from pytest_httpserver import HTTPServer
server = HTTPServer(host="127.0.0.1", port=0, threaded=True)
server.expect_request("/_mockdr/health").respond_with_json({"status": "ok"})
server.start()
print("listening on", server.url_for(""), flush=True)
time.sleep(60)
"""


def _until_reply(command: list[str], compiled: str) -> float:
    # What is installed is compiled; so it is here, whatever this machine says.
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with TemporaryDirectory() as folder:
        start = perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environ, "PYTHONPYCACHEPREFIX": compiled},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            where = re.search(r"http://\S+?(?=/?\s|/?$)", said)
            assert where, f"it does not say where it listens: {said!r}"
            with urlopen(f"{where[0]}/_mockdr/health") as reply:  # noqa: S310 - ours
                reply.read()
            return perf_counter() - start
        finally:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def measure_start(*, count: int = 9) -> Report:
    """
    Start the server, ask it whether it is well, and end it.

    Args:
        count: Rounds.
    """
    mockdr = Path(sys.executable).with_name("mockdr")
    serve = [str(mockdr)] if mockdr.exists() else [sys.executable, "-m", "mockdr"]
    with TemporaryDirectory() as compiled:
        commands: dict[str, Callable[[], float]] = {
            "mockdr": lambda: _until_reply([*serve, "serve", "--port", "0"], compiled),
            "bare": lambda: _until_reply([sys.executable, "-c", BARE], compiled),
        }
        for warm_up in commands.values():
            warm_up()
        found = rounds(commands, count=count)
    report = Report(title=f"start: from nothing to the first reply, {count} rounds")
    for name, shown in (("mockdr", "mockdr serve"), ("bare", "bare pytest-httpserver")):
        millis = Spread.of([1e3 * figure for figure in found[name]])
        target = 200 if name == "mockdr" else None
        report.add(shown, millis, unit=" ms", target=target)
    report.add("mockdr serve / bare", ratios(found, "mockdr", to="bare"), unit="")
    return report
