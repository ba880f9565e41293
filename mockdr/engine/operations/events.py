"""Events as the merchant reads them over REST: newest first, for thirty days."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from mockdr import contract
from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.types_asked import types_asked
from mockdr.engine.things import Record, decode
from mockdr.engine.turn import Answer, Turn
from mockdr.events import Event
from mockdr.events.log import RETENTION, envelope

__all__ = ["OPERATIONS"]

#: `types` holds fewer than twenty names. Source: the SDK's text of listEvents.
_MOST_TYPES: Final = 19


def _list(turn: Turn) -> Answer:
    """
    List events, filtered by type or several, by time, or by the order they are about.

    Source: the SDK's text of listEvents; `orderId` was seen in the vendor's Postman
    collection, and what it finds is inferred.
    """
    asked = types_asked(turn, _MOST_TYPES)
    order = dict(turn.query).get("orderId")
    events = _readable(turn)
    among = {
        event.id: Record("event", event.id, _head(turn, event))
        for event in reversed(events.values())
        if asked((event.type,)) and (order is None or _is_about(event, order))
    }
    elsewhere: dict[str, tuple[str, ...]] = {"type": (), "types": (), "orderId": ()}
    answer = list_of(turn, "event", elsewhere=elsewhere, among=among)
    # Only what is on the page is put together.
    page = answer.document
    page["data"] = [_shown(turn, events[row["id"]]) for row in page["data"]]
    return answer


def _retrieve(turn: Turn) -> Answer:
    """Return an event as it was told, whatever became of its thing since."""
    id = turn.params["id"]
    event = _readable(turn).get(id)
    if event is None:
        raise Refusal(
            Complaint(key="not_found", values={"resource": "Event", "id": id})
        )
    return Answer(status=200, document=_shown(turn, event))


def _readable(turn: Turn) -> dict[str, Event]:
    """
    Return every event that has not grown too old, oldest first.

    A version reads no events of things that it does not have (inferred).
    """
    since, older = turn.now - RETENTION, turn.older
    return {
        event.id: event
        for event in turn.tenant.event_log
        if event.at >= since
        and (older is None or contract.has_event(event.type, older))
    }


def _shown(turn: Turn, event: Event) -> dict[str, Json]:
    return turn.tenant.told(event, turn.older or contract.newest())


def _head(turn: Turn, event: Event) -> dict[str, Json]:
    """Return as much of an event as filters look at."""
    head = envelope(event, {}, live=turn.tenant.live, version="")
    return {name: head[name] for name in ("id", "createdTime")}


def _is_about(event: Event, order: str) -> bool:
    if event.kind == "order":
        return event.subject == order
    stored = event.parts.get((event.kind, event.subject))
    if stored is None:
        return False
    document = decode(event.kind, event.subject, stored).document
    return bool(document.get("orderId") == order)


#: operationId to what it does.
OPERATIONS: Final = MappingProxyType({"listEvents": _list, "retrieveEvents": _retrieve})
