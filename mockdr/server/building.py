"""From a configuration to a world: the one place where the parts are put together."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from mockdr.engine.enrolling import enroll
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.server.configuration import Configuration

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.events.delivery import Sender
    from mockdr.scenario.library import Library
    from mockdr.server.courier import Courier

__all__ = ["build_world"]


def _library(folders: tuple[Path, ...]) -> Library:
    from mockdr.scenario.library import Library  # noqa: PLC0415  (40 ms at the start)

    return Library(folders, vocabulary)


def _sender(deliver_to: tuple[str, ...]) -> Sender:
    # Who has no webhook at a URL needs no sockets for it.
    from mockdr.events.senders.http import HttpSender  # noqa: PLC0415

    return HttpSender(deliver_to)


def build_world(
    configuration: Configuration,
    *,
    closed: bool = False,
    courier: Courier | None = None,
) -> World:
    """
    Return the world that *configuration* describes, without a tenant yet.

    Args:
        closed: Whether names that nobody declared are refused when nobody says.
        courier: Carries to URLs what happens; without one, only hands do.
    """
    said = configuration.keys_closed
    world = World(
        defaults=configuration.settings,
        library=partial(_library, configuration.scenarios),
        keys=configuration.keys,
        keys_closed=closed if said is None else said,
        # One for all tenants of like mind: it reads the system's certificates once.
        sender=cache(_sender),
        ring=None if courier is None else courier.ring,
    )
    address, secret = configuration.forward_to, configuration.signing_secret
    if address is not None:
        world.on_tenant.append(partial(_forward, address=address, secret=secret))
    return world


def _forward(tenant: Tenant, *, address: str, secret: str) -> None:
    """Let a new tenant tell every event there, as its first webhook."""
    enroll(tenant, address, secret=secret)
