"""What the customer, the provider and the review can do next, by names that last."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from mockdr.base.clock import parse_duration
from mockdr.base.errors import MockdrError, Refusal
from mockdr.engine.acts import Impossible, able
from mockdr.engine.exploring.search import Move, NotNow
from mockdr.engine.things import Thing
from mockdr.engine.words import VERBS

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["WAITS", "act", "acts", "is_wanted", "wait", "waits"]

#: How far the clock can go in one step.
WAITS: Final = ("1h", "3d", "31d")
#: So many of the newest things of a kind are acted on; older ones are left alone.
_NEAR: Final = 3
#: Acts that make something: who explores says what.
_MAKING: Final = frozenset({("customer", "chooses"), ("customer", "submits")})


def acts(tenant: Tenant, wanted: Collection[str]) -> Iterator[Move]:
    """
    Yield every act that something can take now, on each thing that can.

    Args:
        wanted: Actors, or acts as `provider.fails`; any when empty.
    """
    for actor, verb in VERBS:
        if (actor, verb) in _MAKING or not is_wanted(actor, verb, wanted):
            continue
        for kind in VERBS[actor, verb]:
            ids = list(tenant.store.newest(kind))
            for place, id in enumerate(ids[:_NEAR]):
                if able(tenant, actor, verb, Thing(kind, id)):
                    number = len(ids) - place
                    yield Move(who=actor, what=verb, how=f"{kind}.{number}")


def is_wanted(actor: str, verb: str, wanted: Collection[str]) -> bool:
    """Tell whether an act is among those that are *wanted*; all are where none is."""
    return not wanted or actor in wanted or f"{actor}.{verb}" in wanted


def act(tenant: Tenant, move: Move) -> None:
    """
    Let the act happen.

    Raises:
        NotNow: If the provider does not allow it after all.
    """
    kind, _, number = move.how.rpartition(".")
    ids = list(tenant.store.newest(kind))
    place = len(ids) - int(number)
    if not 0 <= place < len(ids):
        raise NotNow
    try:
        tenant.happen(move.who, move.what, ids[place])
    except (Impossible, Refusal):
        # A guard of the table, or the contract, says no.
        raise NotNow from None


def waits(tenant: Tenant) -> Iterator[Move]:
    """Yield how far the clock may go, where something is still to come."""
    if tenant.clock.due:
        yield from (Move(who="clock", what=span) for span in WAITS)


def wait(tenant: Tenant, move: Move) -> None:
    """
    Let time pass.

    Raises:
        NotNow: If that is beyond the calendar.
    """
    try:
        tenant.clock.advance(parse_duration(move.what))
    except MockdrError:
        raise NotNow from None
