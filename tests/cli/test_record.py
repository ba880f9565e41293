"""`mockdr record`: a proxy that judges live traffic and writes it down."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from mockdr.cli import house


class Shelf(BaseHTTPRequestHandler):
    """A provider without orders."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"data": [], "hasMore": false}')

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def upstream():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def record(tmp_path):
    """Start the verb as a process; returns it and its address."""
    started = []

    def start(*words):
        process = subprocess.Popen(
            [sys.executable, "-m", "mockdr", "record", "--port", "0", *words],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        started.append(process)
        line = process.stdout.readline()
        assert line.startswith("mockdr recording on http://127.0.0.1:"), line
        return process, line.split()[3].rstrip(",")

    start.folder = tmp_path
    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("number", "path", "code"),
    [(signal.SIGTERM, "/orders", 0), (signal.SIGINT, "/orders?limt=2", 1)],
)
def test_at_its_end_what_was_said_is_a_scenario(upstream, record, number, path, code):
    process, url = record("--upstream", upstream, "--name", "my-orders")
    key = {"Authorization": "Bearer sk_test_a"}
    assert httpx.get(url + path, headers=key, trust_env=False).status_code == 200
    process.send_signal(number)
    out, err = process.communicate(timeout=30)

    assert (process.returncode, err) == (code, "")
    assert "GET /orders  200  listOrders" in out
    assert ("MDR606 error" in out) == (code == 1)
    assert "scenarios/my-orders.yaml: 1 step from 1 call of the recording" in out
    text = Path(record.folder, "scenarios", "my-orders.yaml").read_text("utf-8")
    assert "  - merchant: listOrders\n" in text


def test_no_recording_is_lost_to_a_file_that_is_there(upstream, record, tmp_path):
    there = tmp_path / "scenarios" / "recorded.yaml"
    there.parent.mkdir()
    there.write_text("mine")
    process, url = record("--upstream", upstream)
    for path in ("/orders", "/_mockdr/write", "/orders"):
        method = "POST" if path.endswith("write") else "GET"
        asked = httpx.request(
            method, url + path, headers={"Authorization": "Bearer sk_test_a"}
        )
        assert asked.status_code == 200, asked.text
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)

    assert (process.returncode, err) == (0, "")
    assert "scenarios/recorded-2.yaml: 1 step" in out
    assert "scenarios/recorded-3.yaml: 1 step" in out
    assert there.read_text() == "mine"


def test_where_nothing_was_said_nothing_is_written(upstream, record, tmp_path):
    process, _ = record("--upstream", upstream)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)

    assert process.returncode == 0
    assert "nothing was recorded" in err
    assert not (tmp_path / "scenarios").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--upstream", "api.example.com"], "is no base URL"),
        (["--upstream", "https://a", "--api-version", "1999"], "no API version"),
        ([], "--upstream"),
        (["--upstream", "http://127.0.0.1:8401"], "the proxy would call itself"),
        (["--upstream", "https://a", "--name", "mine"], "mine-2 is free"),
        (["--upstream", "https://a", "--name", "My Own"], "for example my-own"),
        (["--upstream", "https://a", "--out", "scenarios/mine.yaml/a"], "be written"),
        (["--upstream", "https://a", "--name", "card-accepted"], "a bundled scenario"),
    ],
)
def test_a_mistake_of_use_is_said(words, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "mine.yaml").touch()
    told = CliRunner().invoke(house, ["record", *words])

    assert told.exit_code == 2
    assert says in told.output
