"""The library of pages as it is served: what kind, to whom, for how long, how large."""

from __future__ import annotations

import pytest

from mockdr import __version__
from mockdr.base.errors import Json
from mockdr.engine.call import Call
from mockdr.server import script
from mockdr.server.app import App
from mockdr.server.building import build_world
from mockdr.server.configuration import load

KINDS = {script.SCRIPT: "text/javascript", script.STYLES: "text/css"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    return App(build_world(load(start=folder, environ={})))


def get(app, path, method="GET", **headers: Json):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.answer(Call(method=method, path=path, headers=headers))


@pytest.mark.parametrize(("path", "kind"), KINDS.items())
def test_pages_of_any_origin_get_it_and_nobody_guesses_its_kind(app, path, kind):
    reply = get(app, path)
    assert reply.status == 200
    assert reply.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert get(app, path, "HEAD").headers == reply.headers


@pytest.mark.parametrize("path", KINDS)
def test_it_is_kept_and_asked_for_again_each_time(app, path):
    tag = get(app, path).headers["ETag"]
    assert get(app, path).headers["Cache-Control"] == "no-cache"
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = get(app, path, if_none_match=known)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == tag
    assert get(app, path, if_none_match='"other"').status == 200


def test_the_two_files_differ_and_so_do_their_tags(app):
    tags = {get(app, path).headers["ETag"] for path in KINDS}
    assert len(tags) == 2


def test_the_script_is_one_function_of_its_parts(app):
    body = get(app, script.SCRIPT).body
    assert body.startswith(b'(function () {\n"use strict";\nconst facts = {')
    assert body.rstrip().endswith(b"})();")
    for part in script.PARTS:
        assert script.read(part) in body
    assert f'"version":"{__version__}"'.encode() in body


@pytest.mark.parametrize("part", [*script.PARTS, "DigitalRiver.css"])
def test_each_part_begins_with_what_it_is_and_keeps_its_lines_short(part):
    text = script.read(part).decode()
    assert text.startswith(("// ", "/* "))
    long = [n for n, line in enumerate(text.splitlines(), 1) if len(line) > 88]
    assert long == []
    assert "\t" not in text


@pytest.mark.parametrize("part", script.PARTS)
def test_no_part_runs_text_or_writes_it_as_html(part):
    text = script.read(part).decode()
    for forbidden in (
        "eval(",
        "new Function",
        ".innerHTML =",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "document.cookie",
        "localStorage",
        "sessionStorage",
        "XMLHttpRequest",
        "import(",
    ):
        assert forbidden not in text, forbidden


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_but_reading_is_answered_there(app, method):
    assert get(app, script.SCRIPT, method).status in (401, 404, 405)


def test_the_whole_is_read_in_one_sitting():
    assert len(script.read("object.js").splitlines()) < 700
