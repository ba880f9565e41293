"""From a configuration to a world: the one place where the parts are put together."""

from __future__ import annotations

from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from mockdr.server.configuration import Configuration

__all__ = ["build_world"]


def build_world(configuration: Configuration) -> World:
    """Return the world that *configuration* describes, without a tenant yet."""
    return World(
        defaults=configuration.settings,
        library=Library(configuration.scenarios, vocabulary),
        keys=configuration.keys,
        keys_closed=configuration.keys_closed,
    )
