"""A tenant's events: what happened, when, and the thing as it was then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Json

__all__ = ["Event", "EventLog", "envelope"]

#: KIND of the objects whose samples tell no version, and what they have instead.
#: Source: accessing-invoices-and-credit-memos.md, event-types.md.
_NO_VERSION: Final[Mapping[str, Mapping[str, Json]]] = MappingProxyType(
    {"order_document": {"versionIds": []}, "renewal": {}}
)
#: The parts that a document is put together from: (kind, id) to stored bytes.
Parts = Mapping[tuple[str, str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One event, with what its `data.object` is rendered from.

    The parts are the very bytes that the store held at that moment, so an event
    costs no copy of the document.

    Args:
        type: Event type as `event-types` spells it.
        at: The moment, in UTC.
        kind: KIND of the object.
        subject: Id of the object.
        parts: What the object was made of.
        previous: `previousAttributes`, or None where the contract has none.
        deleted: Whether the object is gone (`data.object` is then empty).
    """

    id: str
    type: str
    at: datetime
    kind: str
    subject: str
    parts: Parts
    previous: Json | None = None
    deleted: bool = False


class EventLog:
    """The events of one tenant, oldest first."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def append(self, event: Event) -> None:
        """Add the newest event."""
        self._events.append(event)


def envelope(event: Event, shown: Json, *, live: bool, version: str) -> Json:
    """
    Return the event as the provider shows it.

    Args:
        shown: `data.object`, in the API version *version*.
        live: Whether the tenant lives in live mode.

    Source: the samples of events; up to six fraction digits, trailing zeros dropped.
    """
    data: dict[str, Json] = {"object": {} if event.deleted else shown}
    if event.previous is not None:
        data["previousAttributes"] = event.previous
    fraction = f"{event.at.microsecond:06d}".rstrip("0")
    moment = event.at.strftime("%Y-%m-%dT%H:%M:%S")
    envelope: dict[str, Json] = {
        "id": event.id,
        "type": event.type,
        "data": data,
        "liveMode": live,
        "createdTime": f"{moment}.{fraction}Z" if fraction else f"{moment}Z",
    }
    if event.kind in _NO_VERSION:
        return {**envelope, **_NO_VERSION[event.kind]}
    return {**envelope, "digitalriverVersion": version}
