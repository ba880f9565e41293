"""Whatever stands in a recording, it is judged and told, or said to be none."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.engine.traces.draft import write
from mockdr.engine.traces.har import read_har
from mockdr.engine.traces.judging import judge
from mockdr.engine.traces.retelling import retell
from mockdr.engine.traces.sifting import sift
from tests.engine.traces.hars.make import FOLDER, RECORDINGS

ODD = st.sampled_from(
    [None, True, 0, -1.5, 10**20, "", "x", "4444222233331111", [], [None], {}, {"a": 1}]
)


def places(value, path=()):
    """Yield every place in a JSON value."""
    yield path
    inner = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    for key, item in inner:
        yield from places(item, (*path, key))


def put(value, path, odd):
    """Return *value* with something else at the place."""
    if not path:
        return odd
    copy = value.copy()
    copy[path[0]] = put(value[path[0]], path[1:], odd)
    return copy


@st.composite
def recordings(draw):
    name = draw(st.sampled_from(sorted(RECORDINGS)))
    har = json.loads((FOLDER / f"{name}.har").read_text("utf-8"))
    for _ in range(draw(st.integers(1, 3))):
        entry = draw(st.sampled_from(har["log"]["entries"]))
        part, key = draw(
            st.sampled_from([("request", "postData"), ("response", "content")])
        )
        holder = entry[part].get(key)
        if holder is None or not holder["text"]:
            continue
        body = json.loads(holder["text"])
        place = draw(st.sampled_from(list(places(body))))
        holder["text"] = json.dumps(put(body, place, draw(ODD)))
        if draw(st.booleans()):
            entry["response"]["status"] = draw(st.sampled_from([0, 200, 204, 409, 599]))
    return json.dumps(har).encode()


@settings(max_examples=150, deadline=None, derandomize=True)
@given(recordings())
def test_an_odd_body_is_judged_and_told(data):
    sifted = sift(read_har(data, "odd.har"))

    for call in sifted.heard:
        judge(call)
    write(retell(sifted, "odd", "It is odd."))
