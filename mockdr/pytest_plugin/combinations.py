"""A test that is marked with a scenario of many stories is many tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.heads import head_of
from mockdr.scenario.library import Library
from mockdr.scenario.story import Story
from mockdr.scenario.variants import chosen, split_name
from mockdr.server.configuration import load

__all__ = ["rows"]

_LIBRARY = pytest.StashKey[Library]()


def rows(
    config: pytest.Config, scenarios: Sequence[str | Path]
) -> Sequence[tuple[str, Sequence[str | Path]]]:
    """
    Return what a marker asks for, once for each test that it makes.

    What cannot be found yet is left as it is: who sets the test up tells of it. The
    folders are those of the configuration's files, variables and flags, since no
    fixture has been asked when tests are collected.

    Args:
        scenarios: Names, paths or texts, as the marker has them.

    Returns:
        For each test its id, and the scenarios that are played for it.
    """
    library = _library(config)
    return [
        (
            "-".join(value for story in row for value in story.variant.values()),
            [story.title for story in row],
        )
        for row in product(*(_each(library, scenario) for scenario in scenarios))
    ]


def _library(config: pytest.Config) -> Library:
    """Return where names are looked for, made once for all tests."""
    if _LIBRARY not in config.stash:
        pairs = (flag.split("=", 1) for flag in config.getoption("mockdr_flags"))
        flags = {name.strip(): value for name, value in pairs}
        try:
            folders = load(start=config.rootpath, flags=flags).scenarios
        except MockdrError:
            folders = ()
        config.stash[_LIBRARY] = Library(folders, vocabulary)
    return config.stash[_LIBRARY]


def _each(library: Library, scenario: str | Path) -> Sequence[Story]:
    """Return a stub for each story of a scenario; its name is what is to be played."""
    named, asked = split_name(str(scenario))
    path = Path(named)
    if "\n" in named:
        matrix: Mapping[str, Sequence[str]] = {}
    elif isinstance(scenario, Path) or path.suffix in (".yaml", ".yml"):
        matrix = head_of(path)[2]
    else:
        matrix = library.matrix(named)
    if not matrix:
        return [Story(name=str(scenario), summary="", steps=(), file="")]
    stubs = [
        Story(
            name=named,
            summary="",
            steps=(),
            variant=dict(zip(matrix, values, strict=True)),
            file="",
        )
        for values in product(*matrix.values())
    ]
    try:
        return chosen(stubs, asked)
    except MockdrError:
        return [Story(name=str(scenario), summary="", steps=(), file="")]
