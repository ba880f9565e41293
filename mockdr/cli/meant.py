"""Finds the scenario that somebody means: by its name, or by the path of its file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from mockdr.base.data import data_folder
from mockdr.base.errors import MockdrError
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.files import SUFFIXES, read_file
from mockdr.scenario.library import Library, stories_from_text
from mockdr.scenario.story import Story
from mockdr.scenario.variants import chosen, split_name
from mockdr.server.configuration import load

__all__ = ["library_of", "scenarios_option", "stories_meant"]

#: The folders in place of the configured ones; what it says is passed as `folders`.
scenarios_option: Final = click.option(
    "--scenarios",
    "folders",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Where names are looked for, before the bundled ones; may be repeated.",
)


def library_of(folders: Sequence[Path]) -> Library:
    """
    Return the scenarios that a command looks among.

    Args:
        folders: Where to look in place of the configured folders; those when empty.
    """
    configuration = load(flags={"scenarios": tuple(folders)} if folders else None)
    return Library(configuration.scenarios, vocabulary)


def stories_meant(library: Library, asked: str) -> tuple[Story, ...]:
    """
    Return the scenario of that name, or in that file: every combination of its matrix.

    Args:
        library: Where names are looked for.
        asked: A name or a path; either may say a combination, `late[method=konbini]`.

    Raises:
        BrokenScenario: If it has errors.
        MockdrError: If there is none, or no such combination.
    """
    path, variant = split_name(asked)
    file = Path(path)
    if file.suffix.lower() not in SUFFIXES and not set(path) & {"/", os.sep}:
        return library.stories(asked)
    try:
        data = read_file(file)
    except FileNotFoundError:
        bundled = any(data_folder("scenarios").rglob(f"{file.stem}.yaml"))
        raise MockdrError(
            f"{path} is not there",
            help="give the path of a scenario file, or a name that `mockdr list` shows"
            + (f" ({file.stem} is one)" if bundled else ""),
        ) from None
    return chosen(stories_from_text(data, path, vocabulary()), variant)
