"""From a configuration to a world: the one place where the parts are put together."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.server.configuration import Configuration

if TYPE_CHECKING:
    from mockdr.scenario.library import Library

__all__ = ["build_world"]


def _library(folders: tuple[Path, ...]) -> Library:
    from mockdr.scenario.library import Library  # noqa: PLC0415  (40 ms at the start)

    return Library(folders, vocabulary)


def build_world(configuration: Configuration, *, closed: bool = False) -> World:
    """
    Return the world that *configuration* describes, without a tenant yet.

    Args:
        closed: Whether names that nobody declared are refused when nobody says.
    """
    said = configuration.keys_closed
    return World(
        defaults=configuration.settings,
        library=partial(_library, configuration.scenarios),
        keys=configuration.keys,
        keys_closed=closed if said is None else said,
    )
