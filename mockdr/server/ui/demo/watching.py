"""What the demo shop shows of one purchase as it stands now; looking moves nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json
from mockdr.contract import payment_methods
from mockdr.engine.things import Record
from mockdr.server.ui.demo import telling

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.events.log import Event
    from mockdr.scenario.runs import Playing

__all__ = ["look"]

#: So many rows, sources and events at most: a page is not for reading more.
_MOST: Final = 200


def look(
    tenant: Tenant | None, *, checkout: str | None, order: str | None, after: int
) -> dict[str, Json]:
    """
    Return what has happened, and how a purchase stands.

    Args:
        tenant: Whose provider; None where nobody has called it yet.
        checkout: Id of the checkout that the page is about, if it has one.
        order: Id of the order, where there is no checkout known to the page.
        after: The number of the last row that the page has.
    """
    if tenant is None:
        return {"now": None, "last": 0, "rows": [], "scenarios": [], "purchase": None}
    with tenant.lock:
        first = tenant.tape.dropped + 1
        acts = list(enumerate(tenant.tape, first))
        return {
            "now": wire_time(tenant.moment),
            # A tape that was begun anew counts from one again: the page sees that.
            "last": tenant.tape.count,
            "rows": [
                telling.row(number, act)
                for number, act in acts[-_MOST:]
                if number > after
            ],
            "scenarios": [
                {
                    "name": playing.story.title,
                    "begun": bool(playing.runs) and playing.runs_left == 0,
                }
                for playing in tenant.theatre.playings
                if _is_in_force(playing)
            ],
            "purchase": _purchase(tenant, checkout, order),
        }


def _is_in_force(playing: Playing) -> bool:
    """Tell whether a scenario may still decide anything: it has runs, or is in one."""
    moving = any(not run.ended and not run.derailed for run in playing.runs)
    return moving or playing.runs_left != 0


def _purchase(
    tenant: Tenant, checkout: str | None, order: str | None
) -> dict[str, Json] | None:
    placed = tenant.peek("order", order) if order else None
    if placed is not None:
        checkout = placed.document.get("checkoutId", checkout)
    begun = tenant.peek("checkout", checkout) if checkout else None
    holder = placed or begun
    session = holder and tenant.peek("session", holder.private.get("session", ""))
    if holder is None or session is None:
        return None
    if placed is None and session.private.get("order"):
        placed = tenant.peek("order", session.private["order"])
    billed = holder.document.get("billTo") or {}
    paying = placed or holder
    # A try that came to nothing belongs to the purchase, but nothing is paid by it.
    wanted = {session.id, holder.id, *_tried(tenant, session.id)}
    wanted.update(paying.private.get("sources", ()))
    if placed is not None:
        wanted.update((placed.id, *placed.private.get("charges", ())))
    return {
        "checkout": checkout,
        "session": _session(session),
        "sources": _sources(tenant, paying.private.get("sources", ())),
        "order": None if placed is None else _order(tenant, placed),
        "charges": [] if placed is None else _charges(tenant, placed),
        "events": _events(tenant, wanted),
        "total": holder.document.get("totalAmount"),
        "currency": holder.document.get("currency"),
        "country": (billed.get("address") or {}).get("country"),
    }


def _session(record: Record) -> dict[str, Json]:
    document = record.document
    return {
        "id": record.id,
        "state": document["state"],
        "words": telling.SESSIONS.get(document["state"], ""),
        "contributed": document.get("amountContributed"),
        "remaining": document.get("amountRemainingToBeContributed"),
        "nextAction": document.get("nextAction"),
    }


def _tried(tenant: Tenant, session: str) -> list[str]:
    """Return the ids of all sources that were made for a session."""
    found: list[str] = []
    for number, id in enumerate(tenant.store.newest("source")):
        record = tenant.peek("source", id)
        if number == _MOST or record is None:
            break
        if record.document.get("paymentSessionId") == session:
            found.append(id)
    return found


def _sources(tenant: Tenant, attached: Sequence[str]) -> list[dict[str, Json]]:
    """Return the sources that pay, newest first."""
    found: list[dict[str, Json]] = []
    for id in reversed(attached):
        record = tenant.peek("source", id)
        if record is None:
            continue
        document = record.document
        method = payment_methods().get(document["type"])
        found.append(
            {
                "id": id,
                "type": document["type"],
                "title": document["type"] if method is None else method.title,
                "state": document["state"],
                "words": telling.SOURCES.get(document["state"], ""),
                "amount": document.get("amount"),
                "currency": document.get("currency"),
            }
        )
    return found


def _order(tenant: Tenant, record: Record) -> dict[str, Json]:
    shown = tenant.document("order", record.id) or record.document
    return {
        "id": record.id,
        "state": shown["state"],
        "words": telling.ORDERS.get(shown["state"], ""),
        "fraud": shown.get("fraudState"),
        "refundable": shown.get("availableToRefundAmount"),
        "items": [
            {
                "name": (item.get("productDetails") or {}).get("name"),
                "quantity": item.get("quantity"),
                "amount": item.get("amount"),
                "state": item.get("state"),
            }
            for item in shown.get("items", ())
        ],
        "tax": shown.get("totalTax"),
        "shipping": shown.get("totalShipping"),
    }


def _charges(tenant: Tenant, order: Record) -> list[dict[str, Json]]:
    shown = tenant.document("order", order.id) or {}
    charges = (shown.get("payment") or shown).get("charges", ())
    return [
        {
            "id": charge["id"],
            "state": charge["state"],
            "words": telling.CHARGES.get(charge["state"], ""),
            "amount": charge.get("amount"),
            "currency": charge.get("currency"),
            "captures": _parts(charge, "captures"),
            "refunds": _parts(charge, "refunds"),
        }
        for charge in charges
    ]


def _parts(charge: Mapping[str, Json], name: str) -> list[dict[str, Json]]:
    return [
        {"state": str(part.get("state")), "amount": part.get("amount")}
        for part in charge.get(name, ())
    ]


def _events(tenant: Tenant, wanted: set[str]) -> list[dict[str, Json]]:
    """Return the newest events that tell of the purchase, oldest first."""
    found: list[dict[str, Json]] = []
    for event in reversed(list(tenant.event_log)):
        if _is_about(event, wanted):
            found.append({"type": event.type, "at": wire_time(event.at)})
        if len(found) == _MOST:
            break
    return found[::-1]


def _is_about(event: Event, wanted: set[str]) -> bool:
    return event.subject in wanted or any(id in wanted for _, id in event.parts)
