"""Lines of a replay: a refusal reads as the one who was refused has seen it."""

from __future__ import annotations

import pytest

from mockdr.engine.bundles.enacting import Scene
from mockdr.engine.bundles.telling import lines

_ACT = {"what": "call", "seq": 3, "method": "POST", "path": "/orders", "query": []}


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ({"json": {"errors": [{"code": "insufficient_funds"}]}}, "insufficient_funds"),
        ({"json": {"errors": [{"message": "No."}]}}, "failed-request"),
        ({"json": {"errors": []}}, "failed-request"),
        ({"text": "No."}, "failed-request"),
        (None, "failed-request"),
    ],
)
def test_a_refusal_shows_the_code_of_its_answer(reply, shown):
    now = {"status": 409, "errors": ["failed-request"], "reply": reply}

    assert [*lines(Scene(act=_ACT, now=now))] == [f"  #3 POST /orders -> 409 {shown}"]
