"""A body of any depth is answered, and what shows it goes on to show everything."""

from __future__ import annotations

import json

import pytest

from mockdr.engine.call import Call
from mockdr.server.app import App

LOOKS = ("journal", "call?seq=1", "findings", "export", "tenants")


def nested(depth, before, after):
    return before.encode() * depth + b"1" + after.encode() * depth


def send(world, body, path="/checkouts"):
    call = Call(
        method="POST",
        path=path,
        headers={
            "authorization": "Bearer sk_test_mockdr",
            "content-type": "application/json",
        },
        body=body,
    )
    return App(world).answer(call).status


@pytest.mark.parametrize("depth", [99, 101, 300, 900, 20_000])
@pytest.mark.parametrize(
    "around", [b'{"x": %s}', b'{"metadata": %s}', b'{"items": [%s]}', b"%s"]
)
@pytest.mark.parametrize("pair", [("[", "]"), ('{"number": ', "}")])
def test_a_deep_body_leaves_journal_and_export_readable(
    ask, real_world, depth, around, pair
):
    assert send(real_world, around % nested(depth, *pair)) in (400, 409)
    for look in LOOKS:
        assert ask("GET", look)[0] == 200, look


def test_what_is_deeper_than_a_hundred_levels_is_an_ellipsis(ask, real_world):
    send(real_world, b'{"x": %s}' % nested(300, "[", "]"))
    shown = json.dumps(ask("GET", "journal")[1]["calls"][0]["request"])
    assert shown.count("[") == 99
    assert json.loads(shown)["x"] != "…"
    assert "\\u2026" in shown
