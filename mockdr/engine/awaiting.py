"""What a thing that was brought along waits for, put on the clock of its new tenant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from mockdr.base.clock import parse_instant
from mockdr.engine.following import decided_by_provider, schedule_expiry
from mockdr.engine.invoicing import give_up_later
from mockdr.engine.periods import await_dates
from mockdr.engine.refunding import follow
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Turn

__all__ = ["AWAITED", "await_what_comes"]

#: So long after a thing was brought along the provider decides on it, at the earliest:
#: whoever is told of it finds it as the event says, until the clock moves.
_SOON: Final = timedelta(seconds=1)


def await_what_comes(turn: Turn, things: Iterable[Thing]) -> None:
    """
    Put on the clock what *things* wait for, once *turn* is kept.

    That is what the provider decides, the next dates of a subscription, and the day
    on which an invoice is given up or a link expires. What was due already, such as
    the next attempt on an invoice that could not be paid, does not come again.
    """
    for kind, id in things:
        if kind in AWAITED:
            AWAITED[kind](turn, turn.sure(kind, id))


def _decided(turn: Turn, record: Record) -> None:
    """Let the provider decide on a charge, or on what is done on one."""
    own = record.kind == "charge"
    charge = record if own else turn.sure("charge", record.document["charge"])
    source = turn.load("source", charge.document["sourceId"])
    result = source.private.get("result") if source is not None else None
    _soon(turn, record, result)


def _soon(turn: Turn, record: Record, result: str | None = None) -> None:
    thing = Thing(record.kind, record.id)
    state = str(turn.tenant.state_of(*thing))
    decided_by_provider(turn, thing, state, result, wait=_SOON)


def _refunded(turn: Turn, record: Record) -> None:
    order = turn.load("order", str(record.document.get("orderId")))
    if order is not None:
        follow(turn, order, record, wait=_SOON)


def _renewed(turn: Turn, record: Record) -> None:
    next = record.document.get("nextInvoiceDate")
    if next is not None and parse_instant(next) > turn.now:
        await_dates(turn, record)


def _given_up(turn: Turn, record: Record) -> None:
    until = record.private.get("until")
    open = record.document["state"] == "open"
    if open and until is not None and datetime.fromisoformat(until) > turn.now:
        give_up_later(turn, record)


def _expired(turn: Turn, record: Record) -> None:
    when = record.document["expiresTime"]
    if record.private["state"] == "live" and parse_instant(when) > turn.now:
        schedule_expiry(turn, Thing(record.kind, record.id), when)


#: KIND to what puts on the clock what things of it wait for.
AWAITED: Final[Mapping[str, Callable[[Turn, Record], None]]] = MappingProxyType(
    {
        "charge": _decided,
        "capture": _decided,
        "cancel": _decided,
        "refund": _refunded,
        "tax_identifier": _soon,
        "subscription": _renewed,
        "invoice": _given_up,
        "file_link": _expired,
    }
)
