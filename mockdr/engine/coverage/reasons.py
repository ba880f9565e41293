"""What no story can cover, and why: the gaps that are argued, each beside its row."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mockdr.contract import event_types
from mockdr.domain import LIFECYCLES
from mockdr.engine.coverage.reached import Row

__all__ = ["ERRORS", "event_reasons", "move_reasons"]

_AT_ONCE: Final = "the secret key makes store credits and cards, which wait for neither"
_NULL: Final = "a null in `match` says that a field is not there: no step can send one"
_RECEIVER: Final = "a receiver's doing: the one of self-play takes all that is genuine"
_NOBODY: Final = "nothing in the API makes, changes or moves it"
_VERBOSE: Final = "told in the event profile `verbose` alone"

_MOVES: Final[Mapping[Row, str]] = MappingProxyType(
    {
        ("source", None, "createSources", "pending_redirect"): _AT_ONCE,
        ("source", None, "createSources", "pending_funds"): _AT_ONCE,
        ("inventory_item", "kept", "updateSkus", "deleted"): _NULL,
        ("inventory_item", "kept", "upsertSkus", "deleted"): _NULL,
        ("webhook", "enabled", "receiver.fails", "disabled"): _RECEIVER,
    }
)
#: Of these a story has a receiver that lives through them.
_DELIVERED: Final = frozenset(
    {
        (None, "event.matches", "pending"),
        (None, "event.drops", "dropped"),
        ("pending", "receiver.accepts", "delivered"),
        ("pending", "receiver.fails", "pending"),
    }
)

#: Keys of errors that no story is answered with, and why.
ERRORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "method_not_allowed": "no step can name a request that is no operation",
        "payload_too_large": "refused at the door, before any story sees the request",
    }
)
_EVENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "customer.invoice_attribute.created": _NOBODY,
        "invoice_attribute.created": _NOBODY,
        "invoice_attribute.deleted": _NOBODY,
        "tax_identifier.updated": _NOBODY,
        "order.submitted": _VERBOSE,
    }
)
#: Known by their names alone, and told all the same.
_TOLD: Final = frozenset({"fileLink.deleted", "logistics_return.received"})


def move_reasons() -> Mapping[Row, str]:
    """Return the moves that no story makes, and why."""
    kind = "webhook_delivery"
    rows = {(m.before, m.trigger, m.after) for m in LIFECYCLES[kind].moves}
    return {**_MOVES, **{(kind, *row): _RECEIVER for row in rows - _DELIVERED}}


def event_reasons() -> Mapping[str, str]:
    """Return the types of events that no story emits, and why."""
    told = {
        name: f"a name of long ago: {_VERBOSE}"
        if type.deprecated
        else "known by its name alone: `mockdr trigger` sends one"
        for name, type in event_types().items()
        if type.deprecated or (type.tier == "fire_only" and name not in _TOLD)
    }
    return {**told, **_EVENTS}
