"""Granian in front: the same answers, and a clear no to what it cannot do."""

from __future__ import annotations

import builtins
import json
import signal
import socket

import pytest
import requests

from mockdr.base.errors import ConfigurationError
from mockdr.server.granian_server import serve_granian
from mockdr.server.serve import Plan

PDF = b"%PDF-1.4\x00\xff"
PDF_TYPE = "application/pdf"
FAULTY = (
    "scenario: cut\nsummary: A reset.\nsteps:\n"
    "  - merchant: createCheckouts\n    fault: {kind: reset}\n"
)


def granian():
    pytest.importorskip("granian", reason="no granian: `pip install 'mockdr[server]'`")


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)]
)
def test_it_answers_as_the_other_server_does_and_ends_so(serve, basket, number, code):
    granian()
    served = serve("--server", "granian", "--log", "json")
    assert served.port is not None
    status, checkout = served.ask("POST", "/checkouts?x=%E2%82%AC", basket)
    assert status == 201
    assert served.ask("GET", f"/checkouts/{checkout['id']}")[1] == checkout
    assert served.ask("POST", "/orders", {"x": "x" * 17_000_000})[0] == 413
    url, key = f"http://127.0.0.1:{served.port}", {"Authorization": "Bearer sk_test_a"}
    form = {"data": {"purpose": "customer_invoice"}, "files": {"file": ("a.pdf", PDF)}}
    uploaded = requests.post(f"{url}/files", headers=key, timeout=30, **form)
    assert uploaded.status_code == 201
    content = requests.get(uploaded.json()["url"], headers=key, timeout=30)
    assert (content.content, content.headers["Content-Type"]) == (PDF, PDF_TYPE)
    status, document = served.ask("POST", "/_mockdr/play", {"yaml": FAULTY})
    assert status == 422
    assert "--server werkzeug" in document["error"]["help"]
    ended, out, err = served.end(number)
    assert ended == code
    assert err == ""
    lines = [served.first, *out.splitlines()]
    ready, *answered = map(json.loads, lines)
    assert ready["secret_key"] == "sk_test_mockdr"
    assert [r["status"] for r in answered] == [201, 200, 413, 201, 200, 422]


def test_no_worker_outlives_a_parent_that_was_killed(serve):
    granian()
    served = serve("--server", "granian")
    served.process.kill()
    # The worker holds the other end of this pipe for as long as it lives.
    served.process.communicate(timeout=30)


def test_a_scenario_that_it_cannot_play_is_refused_at_the_start(serve, tmp_path):
    granian()
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "cut.yaml").write_text(FAULTY, "utf-8")
    served = serve("--server", "granian", "--play", "cut")
    code, out, err = served.end(0)
    assert (code, served.first, out) == (2, "", "")
    assert "cut.yaml:4:" in err
    assert "--server werkzeug" in err
    assert "Traceback" not in err


def test_a_port_in_use_is_said_plainly(serve):
    granian()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        served = serve("--server", "granian", "--port", port)
        code, _, err = served.end(0)
    assert code == 2
    assert "in use by another program" in err


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    really = builtins.__import__

    def missing(name, *rest, **more):
        if name == "granian":
            raise ImportError(name)
        return really(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ConfigurationError, match="pip install 'granian"):
        serve_granian(Plan(configuration=None, server="granian"), None)
