"""Events by hand: about a thing of the tenant, or about one that is brought along."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json, MockdrError
from mockdr.contract import EventType, event_types
from mockdr.domain import LIFECYCLES
from mockdr.engine.acts import Impossible
from mockdr.engine.brought import bring
from mockdr.engine.nowhere import DOCUMENTS
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Turn
from mockdr.engine.words import KINDS
from mockdr.events import Event
from mockdr.events.names import NOW_CALLED

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["imagined", "kind_of", "trigger"]

#: Where a charge keeps what is done on it.
_PART: Final = re.compile(r"order\.charge\.(capture|cancel|refund)\.(\w+)")


def _reviewed(order: Mapping[str, Json]) -> bool:
    return (
        "review_opened" in order.get("fraudStateTransitions", {})
        and order.get("fraudState") == "passed"
    )


#: States in which an order is created.
_FIRST_STATES: Final = frozenset({"accepted", "in_review", "pending_payment"})
#: Types whose thing has to show more than its state.
_SHOWS: Final[Mapping[str, Callable[[Mapping[str, Json]], bool]]] = MappingProxyType(
    {
        "order.created": lambda order: order.get("state") in _FIRST_STATES,
        "order.refunded": lambda order: bool(order.get("refundedAmount")),
        "order.review_closed": _reviewed,
        "invoice.payment_failed": lambda invoice: bool(invoice.get("attemptCount")),
    }
)
#: Types that tell of a subscription and its invoice to the state of the latter.
_BILLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "subscription.reminder": "draft",
        "subscription.extended": "paid",
        "subscription.payment_failed": "open",
    }
)
#: Types that no thing shows: they are told again, or their thing is brought along.
_UNSEEN: Final = frozenset(
    {
        "customer.source.deleted",
        "fulfillment_order.backordered",
        "fulfillment_order.cancelled",
        "logistics_return.received",
        "order.charge.reauth.failed",
        "order.chargeback",
        "order.dispute.resolved",
        "subscription.source_invalid",
    }
)

#: Types that nothing emits, and one that is told of the same things.
_LIKE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tax_identifier.updated": "tax_identifier.verified",
    }
)
#: In the place of an id until the event is emitted: those of the tenant stay its own.
_ANEW: Final = "-"


def trigger(tenant: Tenant, type: str, of: str | None = None) -> Event:
    """
    Emit an event of *type*, whether or not anything happens.

    It is about the thing that is named; else about the newest that is as the event
    says; else an event of the type that was told before is told again; else a bundled
    story brings a thing along, to be retrieved like any other, and to go on like one
    when the clock moves: a refund completes, a subscription renews; an attempt on an
    invoice that was due before it came is not made again. What no operation
    knows is a document after the model of the contract, or the barest one.

    Args:
        type: Any event type, or another spelling that the documentation has of one.
        of: Id of the thing, of what it belongs to, or its name in a story.

    Raises:
        Impossible: If the thing is not as the event says; it lists what it can tell.
        MockdrError: If there is no such type, or no such thing.
    """
    with tenant.lock:
        tenant.catch_up()
        tenant.tape.note("trigger", type=type, of=of)
        turn = Turn(tenant, trigger="trigger")
        event = _made(turn, type, of)
        turn.repeat(event)
        turn.commit()
    return event


def imagined(tenant: Tenant, type: str) -> Event:
    """
    Return an event as `trigger` makes it, and tell nobody.

    Raises:
        MockdrError: If there is no such type.
    """
    with tenant.lock:
        turn = Turn(tenant, trigger="trigger")
        event = _made(turn, type, None)
        turn.commit()
    return event


def _made(turn: Turn, type: str, of: str | None) -> Event:
    name = _spelt(type)
    told = NOW_CALLED.get(name, name)
    event = _event(turn, event_types()[told], of)
    return replace(event, id=turn.tenant.triggered.uuid(), type=name, at=turn.now)


def _spelt(type: str) -> str:
    """Return the type of that name, or of that other spelling."""
    found = event_types().get(type)
    if found is not None:
        return found.type
    for known in event_types().values():
        if type in known.aliases:
            return known.type
    raise MockdrError(
        f"{type!r} is no type of event",
        help=suggest(type, event_types(), "the types are"),
    )


def kind_of(type: EventType) -> str:
    """Return the KIND of what events of *type* are about."""
    if type.shape == "composite":
        return "renewal"
    if type.shape == "deleted":
        return type.object.partition(": ")[2].replace(" ", "_")
    if type.type.startswith("checkout_session."):
        return "checkout_session_order"
    words = re.findall(r"[A-Z][a-z]+", type.object.split()[0])
    return "_".join(words).lower()


def _event(turn: Turn, type: EventType, of: str | None) -> Event:
    kind = kind_of(type)
    if kind in DOCUMENTS:
        return _about_nothing(turn, type, kind, of)
    if of is not None:
        return _about_named(turn, type, kind, _named(turn.tenant, of), of)
    for id in turn.tenant.store.newest(kind):
        record = turn.sure(kind, id)
        if _fits(turn.tenant, type, record):
            return _about(turn, type, record)
    for event in reversed(list(turn.tenant.event_log)):
        if event.type == type.type:
            return event
    seed = f"{turn.tenant.settings.seed}/{turn.tenant.triggered.uuid()}"
    event = bring(turn.tenant, _LIKE.get(type.type, type.type), seed)
    if type.previous_attributes and event.previous is None:
        return replace(event, previous={})
    return event


# -- what the tenant has ---------------------------------------------------------------


def _fits(tenant: Tenant, type: EventType, record: Record) -> bool:
    """Tell whether *record* is as an event of *type* shows its object."""
    type = event_types()[NOW_CALLED.get(type.type, type.type)]
    document = record.document
    if type.shape == "deleted" or type.type in _UNSEEN:
        return False
    if type.type in _BILLED:
        invoice = tenant.state_of("invoice", record.private["invoice"])
        return invoice == _BILLED[type.type]
    part = _PART.fullmatch(type.type)
    if part is not None:
        return any(p["state"] == part[2] for p in document.get(f"{part[1]}s", ()))
    if type.type.startswith("customer.") and record.kind != "customer":
        return bool(document.get("customerId"))
    if not _SHOWS.get(type.type, bool)(document):
        return False
    if record.kind not in LIFECYCLES or not type.states:
        return True
    if type.previous_attributes or not set(type.states) <= {
        *LIFECYCLES[record.kind].states
    }:
        return True
    return tenant.state_of(record.kind, record.id) in type.states


def _about(turn: Turn, type: EventType, record: Record) -> Event:
    """Return the event about *record* as it is; nothing has changed it."""
    previous: Json = None
    if type.previous_attributes:
        previous = next(
            (
                event.previous
                for event in reversed(list(turn.tenant.event_log))
                if event.type == type.type and event.subject == record.id
            ),
            {},
        )
    about = turn.about_whom(type.type, record)
    return turn.event(type.type, about, previous=previous, id=_ANEW)


def _named(tenant: Tenant, of: str) -> list[Thing]:
    """Return what *of* names: an id, or a THING of a story."""
    found = [Thing(kind, of) for kind in KINDS if tenant.store.get(kind, of)]
    return found or [Thing(*name) for name in tenant.theatre.called(of)]


def _about_named(
    turn: Turn, type: EventType, kind: str, named: Sequence[Thing], of: str
) -> Event:
    tenant, ids = turn.tenant, {thing.id for thing in named} or {of}
    own = [thing.id for thing in named if thing.kind == kind]
    records = [turn.sure(kind, id) for id in own] or list(_belonging(turn, kind, ids))
    for record in records:
        if _fits(tenant, type, record):
            return _about(turn, type, record)
    for event in reversed(list(tenant.event_log)):
        if event.type == type.type and ids & _things_of(event):
            return event
    if not named:
        known = [f"{kind} {id}" for id in tenant.store.newest(kind)][:5]
        raise MockdrError(
            f"there is no {of!r} that {type.type} could be about",
            help=f"there are: {', '.join(known)}"
            if known
            else "leave it out, and a thing is brought along",
        )
    if not records:
        raise Impossible(f"{of} has no {kind} for {type.type} to tell of", possible=[])
    raise Impossible(
        f"the {kind} {records[0].id} is {_state(tenant, records[0])!r}, "
        f"and not as {type.type} tells",
        possible=[
            f"trigger {other.type}"
            for other in event_types().values()
            if kind_of(other) == kind and _fits(tenant, other, records[0])
        ],
    )


def _state(tenant: Tenant, record: Record) -> str:
    return tenant.state_of(record.kind, record.id) or "there"


def _belonging(turn: Turn, kind: str, ids: set[str]) -> Iterator[Record]:
    """Yield what names one of *ids* in a field of its own, newest first."""
    for id in turn.tenant.store.newest(kind):
        record = turn.sure(kind, id)
        held = (*record.document.values(), *record.private.values())
        if any(isinstance(value, str) and value in ids for value in held):
            yield record


def _things_of(event: Event) -> set[str]:
    return {event.subject, *(id for _, id in event.parts)}


# -- what nobody has -------------------------------------------------------------------


def _about_nothing(turn: Turn, type: EventType, kind: str, of: str | None) -> Event:
    customer = of if of and turn.tenant.store.get("customer", of) else None
    id = of if of and customer is None else turn.tenant.triggered.uuid()
    document = DOCUMENTS[kind](turn, id)
    if customer is not None and "customerId" in document:
        document["customerId"] = customer
    record = Record(kind, id, document)
    deleted = type.shape == "deleted"
    previous = record.document if deleted else {} if type.previous_attributes else None
    return turn.event(
        type.type, record, previous=previous, deleted=deleted, kept=False, id=_ANEW
    )
