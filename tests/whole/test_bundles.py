"""Every bundled story can be handed over, and is the same when it is replayed."""

from __future__ import annotations

import orjson
import pytest

from mockdr.base.data import data_folder
from mockdr.engine.bundles.collecting import collect
from mockdr.engine.bundles.enacting import enact
from mockdr.engine.bundles.reading import read_bundle
from mockdr.engine.bundles.telling import differing
from mockdr.engine.tale import tell
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import Library

LIBRARY = Library((data_folder("scenarios"),), vocabulary())
FOLDERS = sorted({entry.folder for entry in LIBRARY.entries()})


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_story_is_the_same_when_it_is_replayed(folder, tmp_path):
    differences = []
    for entry in LIBRARY.entries():
        for story in LIBRARY.stories(entry.name) if entry.folder == folder else ():
            file = tmp_path / "it.mockdr"
            file.write_bytes(orjson.dumps(collect(tell(story).tenant, "0.1")))
            differences += [
                f"{story.title}: {differing(scene)}"
                for scene in enact(read_bundle(file))
                if not scene.same
            ]

    assert differences == []
