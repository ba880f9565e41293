"""One unit of work: what it reads, what it will write, and what it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from mockdr import contract
from mockdr.base.clock import wire_time
from mockdr.base.errors import Complaint, Json, MockdrError, Refusal
from mockdr.engine.call import Upload
from mockdr.engine.older import keep
from mockdr.engine.present import parts_of, present
from mockdr.engine.things import DELETED, Record, Thing, decode
from mockdr.events import Event
from mockdr.events.names import FORMER_NAMES

if TYPE_CHECKING:
    from mockdr.domain.outcomes import Outcome
    from mockdr.engine.tenant import Tenant
    from mockdr.scenario.runs import Run

__all__ = ["Answer", "Claims", "Turn"]

#: Events whose object is called a charge, and that one sample shows with an order.
_FAILED: Final = frozenset({"order.charge.failed", "order.charge.refund.failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What an operation answers.

    Args:
        status: HTTP status.
        document: The JSON body; None for none.
        content: The body where it is no JSON.
        media_type: Of `content`.
    """

    status: int
    document: Json = None
    content: bytes | None = None
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """
    What the scenario's step chooses.

    Args:
        states: KIND (or `fraud`, `next_action`) to state.
        error: Key of the catalogue's entry that is to be the answer.
        parameter: The parameter that it is about, where the entry is about any.
        reason: The code that tells, on what failed, why it did.
        waits: KINDs whose own moves wait for the provider of the scenario.
        run: Whose step or call it is.
    """

    states: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None
    parameter: str | None = None
    reason: str | None = None
    waits: frozenset[str] = frozenset()
    run: Run | None = None


NO_CLAIMS = Claims()


class Turn:
    """
    The work of one call or one act; nothing is kept until `commit`.

    An operation reads through `load`, writes through `save`, and refuses by raising
    `Refusal`: what it had saved is then forgotten, unless it committed before.

    `older` is the API version of the request where that is not the newest, `former`
    what of its body the newest has no place for; `settled` is the id that a story
    wants what is made to have.
    """

    def __init__(
        self,
        tenant: Tenant,
        *,
        trigger: str,
        params: Mapping[str, str] | None = None,
        query: Sequence[tuple[str, str]] = (),
        body: Json = None,
        uploads: Mapping[str, Upload] | None = None,
        base_url: str = "",
        claims: Claims = NO_CLAIMS,
        older: str | None = None,
    ) -> None:
        self.tenant = tenant
        self.trigger = trigger
        self.params: Mapping[str, str] = params or {}
        self.query = query
        self.body: Json = {} if body is None else body
        self.uploads: Mapping[str, Upload] = uploads or {}
        self.base_url = base_url or tenant.base_url
        self.claims = claims
        self.older = older
        self.former: Mapping[str, Json] = {}
        self.settled: str = ""
        self.made: list[Thing] = []
        self.moved: list[Thing] = []
        self.about: dict[str, str] = {}
        self.events: list[str] = []
        self.outcome: Outcome | None = None
        self.candidates: tuple[Outcome, ...] = ()
        self.situation = ""
        self.hint = ""
        self.followed: list[str] = []
        self._seen: dict[Thing, Record | None] = {}
        self._dirty: set[Thing] = set()
        self._bytes: dict[Thing, bytes] = {}
        self._told: list[Event] = []
        self._then: list[Callable[[], object]] = []
        self._kept: tuple[int, int, int] = (0, 0, 0)
        self._now: datetime | None = None
        if tenant.witness is not None:
            tenant.witness.begins(self)

    @property
    def now(self) -> datetime:
        """The moment of this turn, the same from beginning to end."""
        if self._now is None:
            self._now = self.tenant.moment
        return self._now

    @property
    def time(self) -> str:
        """The moment as the provider prints it."""
        return wire_time(self.now)

    def load(self, kind: str, id: str) -> Record | None:
        """Return the record as this turn sees it, or None; one for the whole turn."""
        thing = Thing(kind, id)
        if thing in self._seen:
            return self._seen[thing]
        stored = self.tenant.store.get(kind, id)
        if stored is None:
            return None
        record = self._seen[thing] = decode(kind, id, stored)
        self._bytes[thing] = stored
        return record

    def need(
        self, kind: str, id: str, *, resource: str, parameter: str = "id"
    ) -> Record:
        """
        Return the record.

        Raises:
            Refusal: 404 `not_found`, if there is none.
        """
        record = self.load(kind, id)
        if record is None:
            raise Refusal(
                Complaint(
                    key="not_found",
                    parameter=parameter,
                    values={"resource": resource, "id": id},
                )
            )
        return record

    def sure(self, kind: str, id: str) -> Record:
        """Return a record that another one names: its absence is our own mistake."""
        record = self.load(kind, id)
        if record is None:
            raise MockdrError(f"the {kind} {id} is named but not kept")
        return record

    def make(self, record: Record) -> Record:
        """Keep a new thing."""
        thing = self._touch(record)
        self.made.append(thing)
        return record

    def save(self, record: Record, *, moved: bool = True) -> None:
        """Keep a thing that exists; with ``moved=False`` nobody calls it a move."""
        thing = self._touch(record)
        if moved and thing not in self.moved and thing not in self.made:
            self.moved.append(thing)

    def touch(self, kind: str, id: str) -> None:
        """Say that a part of a document that is saved has moved."""
        thing = Thing(kind, id)
        if thing not in self.moved and thing not in self.made:
            self.moved.append(thing)

    def remove(self, record: Record) -> None:
        """Forget a thing; that there was one is remembered."""
        thing = self._touch(record)
        self._seen[thing] = None
        if thing not in self.moved:
            self.moved.append(thing)

    def _touch(self, record: Record) -> Thing:
        thing = Thing(record.kind, record.id)
        if record.kind == "source":
            # The public dialect tells it, the other one does not.
            record.private["updated"] = self.time
        if self.former:
            keep(record, self.former)
        self._seen[thing] = record
        self._dirty.add(thing)
        self._bytes.pop(thing, None)
        return thing

    def _encoded(self, thing: Thing) -> bytes | None:
        stored = self._bytes.get(thing)
        if stored is None:
            record = self.load(*thing)
            if record is None:
                return None
            stored = self._bytes[thing] = record.encode()
        return stored

    def tell(
        self,
        type: str,
        record: Record,
        *,
        previous: Json = None,
        deleted: bool = False,
    ) -> None:
        """
        Emit an event about *record*, as it is at this point of the turn.

        Args:
            previous: `previousAttributes`, where the contract has them.
            deleted: Whether the thing is gone.
        """
        about = self.about_whom(type, record)
        event = self.event(type, about, previous=previous, deleted=deleted)
        self.repeat(event)
        settings = self.tenant.settings
        if settings.event_profile == "verbose" and type in FORMER_NAMES:
            # Stories do not know it: they speak of events by their names of today.
            former = FORMER_NAMES[type]
            self._told.append(replace(event, id=self.tenant.ids.uuid(), type=former))

    def about_whom(self, type: str, record: Record) -> Record:
        """Return what an event of *type* about *record* shows: it, or its order."""
        if (
            type in _FAILED
            and record.kind == "charge"
            and self.tenant.settings.failed_charge_object == "order"
        ):
            return self.sure("order", record.document["orderId"])
        return record

    def repeat(self, event: Event) -> None:
        """Emit an event that is put together already."""
        self._told.append(event)
        self.events.append(event.type)

    def event(
        self,
        type: str,
        record: Record,
        *,
        previous: Json = None,
        deleted: bool = False,
        kept: bool = True,
        id: str | None = None,
    ) -> Event:
        """
        Return the event about *record*, as it is at this point of the turn.

        Args:
            kept: Whether it is, or was, in the store; what is not has no parts.
            id: The event's own, where it is not to be the next of the tenant's.
        """
        parts: dict[tuple[str, str], bytes]
        if kept:
            things = [Thing(record.kind, record.id), *parts_of(record)]
            if record.kind == "fulfillment":
                things += parts_of(self.sure("order", record.document["orderId"]))
            parts = {t: b for t in things if (b := self._encoded(t)) is not None}
        else:
            parts = {(record.kind, record.id): record.encode()}
        return Event(
            id=id or self.tenant.ids.uuid(),
            type=type,
            at=self.now,
            kind=record.kind,
            subject=record.id,
            parts=parts,
            previous=previous,
            deleted=deleted,
        )

    def tell_of(self, type: str, record: Record) -> None:
        """Emit an event about what is kept nowhere, and is told this once."""
        self.repeat(self.event(type, record, kept=False))

    def before_change(self, name: str) -> bool:
        """Tell whether the request speaks a version from before the change *name*."""
        return self.older is not None and contract.precedes(self.older, name)

    def shown(self, record: Record) -> dict[str, Json]:
        """Return the wire document of *record* as this turn sees it."""
        return present(record, self.load)

    def before(self, record: Record) -> dict[str, Json]:
        """Return the wire document of *record* as it was before this turn, apart."""
        return self.tenant.document(record.kind, record.id) or {}

    def once_kept(self, action: Callable[[], object]) -> None:
        """Do *action* when this is kept, and never when it is forgotten."""
        self._then.append(action)

    def later(
        self,
        when: datetime,
        what: str,
        action: Callable[[], None],
        *,
        endless: bool = False,
        moot: Callable[[], bool] | None = None,
    ) -> None:
        """Put *action* on the tenant's clock, once this is kept."""
        later = self.tenant.later
        self.once_kept(partial(later, when, what, action, endless=endless, moot=moot))

    def commit(self) -> None:
        """Keep what was saved and told so far; what comes later is apart."""
        store, journal = self.tenant.store, self.tenant.journal
        saved = sorted(self._dirty, key=self._order)
        journal.ways.note(self, saved, journal.seq)
        for thing in saved:
            stored = self._encoded(thing)
            if stored is None:
                store.delete(*thing)
                store.put(DELETED, f"{thing.kind} {thing.id}", b"")
            else:
                store.put(thing.kind, thing.id, stored)
                self._settle(thing)
        self._dirty.clear()
        for event in self._told:
            self.tenant.event_log.append(event)
            posted = self.tenant.mail.post(event, run=self.claims.run)
            self.tenant.event_log.matched(event, (one.webhook for one in posted))
        self._told.clear()
        for action in self._then:
            action()
        self._then.clear()
        self._kept = (len(self.made), len(self.moved), len(self.events))

    def _settle(self, thing: Thing) -> None:
        if thing.kind == "source" and thing.id in self.tenant.expiries:
            record = self._seen[thing]
            if record is not None and record.document["state"] != "pending_funds":
                self.tenant.settled(thing.id)

    def _order(self, thing: Thing) -> tuple[int, str, str]:
        made = self.made.index(thing) if thing in self.made else -1
        return (made, thing.kind, thing.id)

    def forget(self) -> None:
        """Drop what was saved and told since the last commit."""
        self._seen.clear()
        self._dirty.clear()
        self._bytes.clear()
        self._told.clear()
        self._then.clear()
        made, moved, events = self._kept
        del self.made[made:]
        del self.moved[moved:]
        del self.events[events:]
