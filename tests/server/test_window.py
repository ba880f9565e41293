"""How the window is served: to whom, and under which rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mockdr.engine.call import Call
from mockdr.server.app import App
from mockdr.server.guard import Guard
from mockdr.server.ui.window.serving import POLICY

FOLDER = Path(__file__).parents[2] / "mockdr/server/ui/window"
FILES = sorted(
    path.name for path in FOLDER.iterdir() if path.suffix in (".html", ".css", ".js")
)
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture
def ask(real_world):
    def send(path, method="GET", token=None, **headers):
        app = App(real_world, guard=Guard("127.0.0.1", token))
        given = {name.replace("_", "-"): text for name, text in headers.items()}
        return app.answer(
            Call(method=method, path=path, headers={"host": "127.0.0.1:8400", **given})
        )

    return send


@pytest.mark.parametrize("path", ["/_mockdr", "/_mockdr/"])
def test_one_address_is_the_window_for_people_and_an_index_for_programs(ask, path):
    assert ask(path, accept=HTML).headers["Content-Type"].startswith("text/html")
    for accept in ("application/json", "*/*", ""):
        assert ask(path, accept=accept).headers["Content-Type"] == "application/json"


def test_every_file_is_served_as_what_it_is_and_under_the_rules(ask):
    kinds = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
    for name in FILES:
        reply = ask(f"/_mockdr/ui/{name}")
        assert reply.status == 200
        kind = kinds[Path(name).suffix]
        assert reply.headers["Content-Type"] == f"{kind}; charset=utf-8"
        assert reply.headers["Content-Security-Policy"] == POLICY
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.body == (FOLDER / name).read_bytes()


def test_the_policy_lets_nothing_in_that_the_server_did_not_write():
    assert POLICY.startswith("default-src 'none'; ")
    assert "unsafe" not in POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert not re.search(r"https?:|\*", POLICY)


@pytest.mark.parametrize(
    "path",
    ["/_mockdr/ui/serving.py", "/_mockdr/ui/../window/window.js", "/_mockdr/ui/x"],
)
def test_nothing_but_the_files_of_the_window_can_be_had(ask, path):
    reply = ask(path)
    assert reply.status == 404
    assert b"it has acts.js" in reply.body


def test_a_file_that_has_not_changed_is_not_sent_again(ask):
    first = ask("/_mockdr/ui/window.js")
    again = ask("/_mockdr/ui/window.js", if_none_match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert ask("/_mockdr/ui/window.js", if_none_match='"old"').status == 200


def test_the_files_are_not_acted_on(ask):
    for method in ("POST", "PUT", "DELETE"):
        assert ask("/_mockdr/ui/window.js", method).status == 404


def test_without_the_token_the_page_is_refused_and_still_asks_for_it(ask):
    page = ask("/_mockdr/", accept=HTML, token="let-me-in")
    assert page.status == 401
    assert b"/_mockdr/ui/window.js" in page.body
    assert ask("/_mockdr/ui/window.js", token="let-me-in").status == 200
    right = ask(
        "/_mockdr/", accept=HTML, token="let-me-in", authorization="Bearer let-me-in"
    )
    assert right.status == 200


@pytest.mark.parametrize("path", ["/_mockdr/", "/_mockdr/ui/window.js"])
def test_a_name_that_is_not_ours_gets_no_window(ask, path):
    reply = ask(path, accept=HTML, host="evil.example")
    assert reply.status == 403
    assert b"evil.example" in reply.body
    assert reply.headers["Content-Type"].startswith("text/plain")


def test_the_files_ask_nobody_else_and_keep_nothing():
    for name in FILES:
        text = (FOLDER / name).read_text("utf-8")
        assert not re.search(r"(?:https?:)?//[a-z]+\.", text), name
        for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write"):
            assert word not in text, name
        for word in ("localStorage", "sessionStorage", "cookie", "eval(", "Function("):
            assert word not in text, name


def test_each_file_begins_with_what_it_is_for():
    for name in FILES:
        if name.endswith(".js"):
            assert (FOLDER / name).read_text("utf-8").startswith("// "), name
