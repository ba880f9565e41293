"""Receivers by script: what they answer, and all that was brought to them, and when."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import orjson

from mockdr.engine.settings import Settings
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.events.delivery import Answer, Parcel
from mockdr.scenario.library import Library
from tests.engine.shop import NOON, Shop

#: What a receiver can say, by a word for it.
ANSWERS = {
    "fine": Answer(outcome="answered", status=202),
    "broken": Answer(outcome="answered", status=500),
    "moved": Answer(outcome="answered", status=302),
    "slow": Answer(outcome="timeout", reason="no answer in time"),
    "gone": Answer(outcome="unreachable", reason="nobody there"),
    "forbidden": Answer(outcome="blocked", reason="not allowed"),
}
FINE = ANSWERS["fine"]


@dataclass(frozen=True)
class Sent:
    """What was brought to a receiver: when, where, and the event that it was."""

    at: datetime
    url: str
    parcel: Parcel

    @property
    def event(self):
        return orjson.loads(self.parcel.body)

    @property
    def signature(self):
        return self.parcel.headers["DigitalRiver-Signature"]


@dataclass
class Postbox:
    """
    Carries parcels by script.

    Args:
        says: Address to the word of `ANSWERS`, or a list of them, one for each time, or
            what makes a word of what was sent.
        meanwhile: Called with each parcel while its receiver works.
    """

    says: dict[str, str | list[str] | Callable[[Sent], str]] = field(
        default_factory=dict
    )
    meanwhile: Callable[[Sent], None] | None = None
    clock: Callable[[], datetime] = lambda: NOON
    sent: list[Sent] = field(default_factory=list)
    most_at_once: int = 0

    def __post_init__(self):
        self._busy = 0
        self._lock = threading.Lock()

    def send(self, parcel):
        sent = Sent(self.clock(), parcel.url, parcel)
        with self._lock:
            self.sent.append(sent)
            self._busy += 1
            self.most_at_once = max(self.most_at_once, self._busy)
        try:
            if self.meanwhile is not None:
                self.meanwhile(sent)
            return self._answer(sent)
        finally:
            with self._lock:
                self._busy -= 1

    async def send_async(self, parcel):
        await asyncio.sleep(0)
        return self.send(parcel)

    def _answer(self, sent):
        says = self.says.get(sent.url, "fine")
        if callable(says):
            return ANSWERS[says(sent)]
        if isinstance(says, list):
            says = says.pop(0) if says else "fine"
        return ANSWERS[says]

    def times(self, start=NOON):
        """Return when something was sent, in seconds since *start*."""
        return [(sent.at - start).total_seconds() for sent in self.sent]


@dataclass
class Office(Shop):
    """
    A shop whose world tells a postbox what it has to tell.

    Args:
        real: Real seconds, for clocks that run.
    """

    postbox: Postbox = field(default_factory=Postbox)
    live: bool = False
    real: float = 0.0

    def __post_init__(self):
        if self.world is None:
            self.world = World(
                defaults=self.settings,
                library=Library(self.folders, vocabulary()),
                sender=lambda _: self.postbox,
                monotonic=lambda: self.real,
            )
        self.postbox.clock = lambda: self.tenant.clock.now

    @property
    def tenant(self):
        return self.world.tenant(self.name, live=self.live)

    @property
    def mail(self):
        return self.tenant.mail

    def send(self, *args, **more):
        if self.live:
            mode = "pk" if more.get("key") == "public" else "sk"
            more["key"] = f"Bearer {mode}_live_{self.name}"
        return super().send(*args, **more)

    def hook(self, address="https://a.example/hook", *types, **fields):
        """Make a webhook; return its document."""
        body = {"address": address, "types": list(types or ("customer.created",))}
        return self.made(self.post("/webhooks", {**body, **fields}))

    def tell(self, type="customer.created", id="1"):
        """Let the provider emit an event; it costs less than a call."""
        tenant = self.tenant
        with tenant.lock:
            turn = Turn(tenant, trigger="test")
            turn.tell_of(type, Record(type.partition(".")[0], id, {"id": id}))
            turn.commit()
            return list(tenant.event_log)[-1].id

    def secrets_of(self, hook):
        """Return all that is kept of a webhook's secrets, the newest first."""
        record = self.tenant.peek("webhook", hook["id"])
        return [one["token"] for one in record.private["secrets"]]


def office(*, live=False, says=None, meanwhile=None, **settings):
    """Return an office of these settings, and receivers that say so."""
    return Office(
        settings=replace(Settings(now=NOON), **settings),
        postbox=Postbox(says=dict(says or {}), meanwhile=meanwhile),
        live=live,
    )
