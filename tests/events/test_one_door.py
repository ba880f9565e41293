"""Nothing leaves mockdr but by the guarded door: a mock is no way to other machines."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "mockdr"
#: What can open a connection.
REACHES_OUT = {
    *("aiohttp", "ftplib", "http.client", "httpx", "requests", "smtplib", "socket"),
    *("telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc.client"),
}
#: Which module knows it, and what for.
MAY = {
    "cli/play.py": "calls the mockdr that it has started",
    "cli/trigger.py": "calls the mockdr that somebody names",
    "engine/operations/judging.py": "knows the number of a status",
    "events/senders/http.py": "is the door",
    "events/senders/reach.py": "asks for the names that the door is given",
    "server/connections.py": "is called, and calls nobody",
    "server/granian_server.py": "asks its own workers whether they answer",
    "server/handle.py": "makes clients that end in this process",
    "server/handler.py": "is called, and calls nobody",
    "server/listener.py": "is called, and calls nobody",
    "server/proxy.py": "calls the provider that somebody names, for who records it",
    "server/transports.py": "ends in this process",
}

pytestmark = pytest.mark.house


def imported(module: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
    return found


def test_only_the_guarded_door_and_what_is_called_know_sockets():
    knows = {
        module.relative_to(PACKAGE).as_posix()
        for module in PACKAGE.rglob("*.py")
        if imported(module) & REACHES_OUT
    }

    assert knows == set(MAY)
