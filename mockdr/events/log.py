"""A tenant's events: what happened, when, and the thing as it was then."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Json

__all__ = ["RETENTION", "SPELLINGS", "Event", "EventLog", "envelope"]

#: How long an event can be read. Source: the SDK's text of listEvents.
RETENTION: Final = timedelta(days=30)
#: KIND of the objects whose samples tell no version, and what they have instead.
#: Source: accessing-invoices-and-credit-memos.md, event-types.md.
_NO_VERSION: Final[Mapping[str, Mapping[str, Json]]] = MappingProxyType(
    {"order_document": {"versionIds": []}, "renewal": {}}
)
#: How the version is spelled: by payloads since 2021, and by the SDK. Source: the
#: samples of events, the SDK's model of them.
_SPELLINGS: Final = ("digitalriverVersion", "digitalRiverVersion")
#: Setting `version_field` to the names that hold by it.
SPELLINGS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {"one": _SPELLINGS[:1], "both": _SPELLINGS}
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
    """
    The events of one tenant, oldest first.

    What nobody can read over REST any more goes once the log is twice as long as it
    need be; what is under way to a webhook is held by its delivery.

    Args:
        least: So many of the newest stay, however old they are.
    """

    def __init__(self, least: int = 10_000) -> None:
        self._least = least
        self._full = 2 * least
        self.count = 0
        self._events: list[Event] = []
        self._webhooks: dict[str, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def append(self, event: Event) -> None:
        """Add the newest event."""
        self.count += 1
        self._events.append(event)
        if len(self._events) > self._full:
            self._forget(event.at - RETENTION)

    def newest(self, before: int | None = None) -> Iterator[tuple[int, Event]]:
        """
        Yield the events with their numbers, from 1, newest first.

        Args:
            before: A number: only those that came before it.
        """
        gone = self.count - len(self._events)
        last = self.count if before is None else min(before - 1, self.count)
        for number in range(last, gone, -1):
            yield number, self._events[number - gone - 1]

    def _forget(self, until: datetime) -> None:
        """Drop what is older than *until*, and wait until there is as much again."""
        spare = max(len(self._events) - self._least, 0)
        old = bisect_left(self._events, until, hi=spare, key=attrgetter("at"))
        for event in self._events[:old]:
            self._webhooks.pop(event.id, None)
        del self._events[:old]
        self._full = 2 * max(self._least, len(self._events))

    def matched(self, event: Event, webhooks: Iterable[str]) -> None:
        """Note the ids of the webhooks that *event* was matched with."""
        found = tuple(dict.fromkeys(webhooks))
        if found:
            self._webhooks[event.id] = found

    def webhooks_of(self, event: Event) -> tuple[str, ...]:
        """Return the ids of the webhooks that *event* was matched with."""
        return self._webhooks.get(event.id, ())


def envelope(
    event: Event,
    shown: Json,
    *,
    live: bool,
    version: str,
    webhooks: Sequence[str] | None = None,
    spellings: Sequence[str] = _SPELLINGS[:1],
) -> Json:
    """
    Return the event as the provider shows it.

    Args:
        shown: `data.object`, in the API version *version*.
        live: Whether the tenant lives in live mode.
        webhooks: Ids of the webhooks that it was matched with, where it tells them.
        spellings: Under which names it tells its version.

    Source: the samples of events; up to six fraction digits, trailing zeros dropped.
    """
    data: dict[str, Json] = {"object": {} if event.deleted else shown}
    if event.previous is not None:
        # What is gone is told in the order of the alphabet, as its sample has it.
        previous = sorted(event.previous.items()) if event.deleted else event.previous
        data["previousAttributes"] = dict(previous)
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
    if webhooks is not None:
        envelope["webhookIds"] = list(webhooks)
    return {**envelope, **dict.fromkeys(spellings, version)}
