"""Every bundled scenario can be told, step by step, in sentences."""

from __future__ import annotations

import re

import pytest

from mockdr.base.data import data_folder
from mockdr.engine.operations.table import OPERATIONS
from mockdr.engine.prose import as_text, narrate
from mockdr.engine.prose.phrases import acts, calls
from mockdr.engine.tale import tell
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.words import VERBS
from mockdr.scenario.library import Library

pytestmark = pytest.mark.whole


@pytest.mark.whole
def test_every_bundled_scenario_is_told_to_its_end():
    library = Library((data_folder("scenarios"),), vocabulary)
    wrong = []
    for name in library.names():
        stories = library.stories(name)
        prose = narrate(tell(stories[0]), variants=stories)
        text = as_text(prose)
        words = [step.text for step in prose.steps]
        complete = len(words) == len(stories[0].steps)
        raw = re.search(
            r"[{}]|None|\bNONE\b|  \w+\.\w+\(|\.\.", text.replace("...", "")
        )
        if not complete or raw or not all(w.endswith((".", ":", ")")) for w in words):
            wrong.append(
                (name, raw and text[max(0, raw.start() - 30) : raw.end() + 30])
            )

    assert wrong == []


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_every_operation_is_a_thing_that_somebody_does(operation):
    assert re.fullmatch(r"[a-z]+s (\w|[-' ])+", calls(operation))


@pytest.mark.parametrize("verb", [f"{actor}.{verb}" for actor, verb in VERBS])
def test_every_act_is_a_thing_that_somebody_does(verb):
    said = acts(verb, "the charge")

    assert "{" not in said
    assert re.match(r"[a-z]+s\b", said)
