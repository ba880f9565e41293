"""Whatever has been called and done, in any order, comes out the same when replayed."""

from __future__ import annotations

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.engine.bundles.collecting import collect
from mockdr.engine.bundles.enacting import enact
from mockdr.engine.bundles.reading import read_bundle
from mockdr.engine.bundles.telling import differing
from mockdr.engine.exploring.provider import Explorer
from mockdr.engine.exploring.search import NotNow


@settings(max_examples=25)
@given(numbers=st.lists(st.integers(0, 10**6), min_size=5, max_size=40))
def test_a_walk_is_the_same_when_it_is_replayed(numbers, tmp_path_factory):
    explorer = Explorer()
    for number in numbers:
        moves = explorer.moves()
        try:
            explorer.go(moves[number % len(moves)])
        except NotNow:
            continue

    file = tmp_path_factory.getbasetemp() / "walk.mockdr"
    file.write_bytes(orjson.dumps(collect(explorer.tenant, "0.1")))
    assert [
        differing(scene) for scene in enact(read_bundle(file)) if not scene.same
    ] == []
