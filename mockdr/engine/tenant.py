"""A world of its own: the state, the clock, the ids and the stories of one API key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from mockdr.base.clock import Clock, Due
from mockdr.base.errors import Json, MockdrError
from mockdr.base.ids import Ids
from mockdr.contract import event_types
from mockdr.engine import claims as claiming
from mockdr.engine.adversity import said_by_hand
from mockdr.engine.bending import Bending
from mockdr.engine.conduct import Conduct
from mockdr.engine.delivering import Mail
from mockdr.engine.director import Director
from mockdr.engine.given import make_given
from mockdr.engine.journal import Finding, Journal
from mockdr.engine.keys import alias_of
from mockdr.engine.limits import Requests
from mockdr.engine.older import event_in
from mockdr.engine.patience import Patience
from mockdr.engine.present import present, state_in, told
from mockdr.engine.schemas import differences
from mockdr.engine.settings import Settings
from mockdr.engine.striking import Striking
from mockdr.engine.tape import Tape
from mockdr.engine.things import DELETED, Record, Thing, decode, load_from
from mockdr.engine.turn import Turn
from mockdr.engine.undelivered import undelivered
from mockdr.engine.views import Clockwork, Happened, Played, RunView
from mockdr.engine.wishes import wished
from mockdr.events import EventLog
from mockdr.events.delivery import Delivery, Sender
from mockdr.events.log import SPELLINGS, Event, envelope
from mockdr.scenario.runner import Part, Theatre, Unfinished
from mockdr.scenario.story import Story
from mockdr.store import MemoryStore

if TYPE_CHECKING:
    from mockdr.engine.witness import Witness
    from mockdr.scenario.library import Library

__all__ = ["Clockwork", "Happened", "Played", "Ring", "RunView", "Tenant"]

#: Calls the courier for a tenant, with what there is to carry; tells whether that
#: waits for the reply that is being made.
Ring: TypeAlias = Callable[["Tenant", Sequence[Delivery]], bool]


class Tenant:
    """
    Everything that one API key sees; made by `World.tenant`.

    Args:
        settings: How it behaves now; a scenario's `given.settings` change a copy.
        initial: The settings that a reset returns to.
        now: Where its clock starts, in UTC.
        sender: Carries what it tells webhooks at URLs.
        ring: Told when there is something to carry, or to wake a running clock for.
    """

    def __init__(
        self,
        name: str,
        *,
        settings: Settings,
        initial: Settings,
        live: bool,
        secret_key: str,
        public_key: str,
        library: Callable[[], Library],
        now: datetime,
        monotonic: Callable[[], float],
        sender: Callable[[], Sender],
        ring: Ring,
    ) -> None:
        self.name = name
        self.live = live
        self.settings = settings
        self.initial = initial
        self.secret_key = secret_key
        self.public_key = public_key
        self.lock = threading.RLock()
        mode = "live" if live else "test"
        self.alias = alias_of(name)
        self.ids = Ids(settings.seed, f"{self.alias}/{mode}")
        self.triggered = Ids(settings.seed, f"{self.alias}/{mode}/triggered")
        self.store = MemoryStore()
        self.event_log = EventLog(settings.journal_limit)
        self.journal = Journal(settings.journal_limit)
        self.theatre = Theatre(self._stored_document, differences)
        self.base_url = ""
        self.witness: Witness | None = None
        self.expiries: dict[str, Due] = {}
        self.requests = Requests(live=live)
        self._library = library
        self._ring = ring
        self.director = Director(self)
        self._ticker = Clock(now, running=settings.clock == "runs", monotonic=monotonic)
        self.clock = Clockwork(self, self._ticker)
        self.conduct = Conduct(self, monotonic)
        self.bending = Bending(self)
        self.striking = Striking(self)
        self.mail = Mail(self, sender)
        self.patience = Patience(self)
        self.mail.on_answer.append(self.patience.after)
        self.mail.on_answer.append(self.conduct.after_attempt)
        self.tape = Tape(self, now, monotonic)

    # -- time ------------------------------------------------------------------

    @property
    def moment(self) -> datetime:
        """The present moment on the tenant's clock."""
        return self._ticker.now

    def ring(self, deliveries: Sequence[Delivery] = ()) -> bool:
        """Call the courier; tells whether *deliveries* wait for a reply."""
        return self._ring(self, deliveries)

    def catch_up(self) -> None:
        """Let happen what is due by now."""
        self._ticker.catch_up()

    def later(
        self,
        when: datetime,
        what: str,
        action: Callable[[], None],
        *,
        rank: tuple[int, ...] = (),
        endless: bool = False,
        moot: Callable[[], bool] | None = None,
    ) -> Due:
        """Put something on the clock; of one moment, the provider's own comes first."""
        due = self._ticker.call_at(
            when, what, action, rank=rank, endless=endless, moot=moot
        )
        if self._ticker.running:
            self.ring()
        return due

    def settled(self, source: str) -> None:
        """Forget that *source* was to expire: it does not wait for money any more."""
        due = self.expiries.pop(source, None)
        if due is not None:
            due.cancel()

    # -- reading ---------------------------------------------------------------

    def peek(self, kind: str, id: str) -> Record | None:
        """Return what is kept of a thing."""
        stored = self.store.get(kind, id)
        return None if stored is None else decode(kind, id, stored)

    def document(self, kind: str, id: str) -> dict[str, Json] | None:
        """Return the wire document of a thing, in its newest shape, or None."""
        with self.lock:
            return self._stored_document(kind, id)

    def _stored_document(self, kind: str, id: str) -> dict[str, Json] | None:
        load = load_from(self.store)
        record = load(kind, id)
        return None if record is None else present(record, load)

    def state_of(self, kind: str, id: str) -> str | None:
        """Return the state of a thing, `fraud` being the order's review."""
        load = load_from(self.store)
        if load("order" if kind == "fraud" else kind, id) is None:
            gone = self.store.get(DELETED, f"{kind} {id}") is not None
            return "deleted" if gone else None
        return state_in(load, kind, id)

    def sessions(self) -> list[dict[str, Json]]:
        """Return every payment session, newest first, with what it belongs to."""
        with self.lock:
            return [self._session_row(id) for id in self.store.newest("session")]

    def _session_row(self, id: str) -> dict[str, Json]:
        record = self.peek("session", id)
        run = self.theatre.owner("session", id)
        row: dict[str, Json] = {"id": id, "state": None, "checkout": None}
        if record is not None:
            row["state"] = record.document["state"]
            row["checkout"] = record.private.get("checkout")
            row["order"] = record.private.get("order")
        row["scenario"] = run.story.title if run else None
        row["run"] = run.number if run else None
        row["step"] = run.position + 1 if run else None
        return row

    def events(self) -> list[dict[str, Json]]:
        """Return every event so far, oldest first, as the provider shows it."""
        with self.lock:
            return [self.told(event) for event in self.event_log]

    def told(self, event: Event, version: str | None = None) -> dict[str, Json]:
        """
        Return an event as the provider shows it.

        Args:
            version: The API version that it is shown in; the key's when absent.
        """
        version = version or self.settings.version

        def load(kind: str, id: str) -> Record | None:
            stored = event.parts.get((kind, id))
            return None if stored is None else decode(kind, id, stored)

        record = load(event.kind, event.subject)
        known = event_types().get(event.type)
        wide = known is not None and known.expandable
        wide = wide and self.settings.expanded_events == "on"
        shown = {} if record is None else told(record, load, expand=wide)
        event, shown = event_in(event, shown, version, load)
        tells = self.settings.webhook_ids == "include"
        body: dict[str, Json] = envelope(
            event,
            shown,
            live=self.live,
            version=version,
            webhooks=self.event_log.webhooks_of(event) if tells else None,
            spellings=SPELLINGS[self.settings.version_field],
        )
        return body

    def redirect(self, id: str) -> dict[str, Json] | None:
        """Return what the page of a redirect needs to know, or None."""
        with self.lock:
            link = self.peek("redirect", id)
            source = link and self.peek("source", link.document["source"])
            if source is None:
                return None
            document = source.document
            return {
                "source": source.id,
                "type": document["type"],
                "state": document["state"],
                "amount": document.get("amount"),
                "currency": document.get("currency"),
                **source.private.get("redirect", {}),
            }

    # -- stories ---------------------------------------------------------------

    def play(self, story: Story | str, runs: int | None = None) -> Played:
        """
        Put a scenario in force.

        Args:
            story: The scenario, or its name in the library.
            runs: How many runs it has; any number when absent.

        Raises:
            MockdrError: If there is none of that name, or it has findings.
        """
        if runs is not None and runs < 1:
            raise MockdrError(
                f"a scenario cannot have {runs} runs", help="give 1 or more, or none"
            )
        if isinstance(story, str):
            story = self._library().story(story)
        with self.lock:
            self.catch_up()
            self.tape.note("play", story=story, runs=runs)
            if story.given.settings:
                self.settings = replace(self.settings, **story.given.settings)
            given = make_given(self, story)
            return Played(self, self.theatre.play(story, runs=runs, given=given))

    def happen(
        self,
        actor: str,
        verb: str,
        of: str | None = None,
        *,
        source: Mapping[str, Json] | None = None,
        session: str | None = None,
        then: Mapping[str, Json] | None = None,
        reason: str | None = None,
    ) -> list[Happened]:
        """
        Let somebody act, by hand.

        Args:
            of: A name or id of the thing; absent, the newest that can take the move.
            source: For `chooses` and `submits`: fields of the source.
            session: For `chooses`: the session or checkout that it is for.
            then: Which of the documented outcomes: KIND, `fraud` or `next_action` to
                state. What cannot be had is refused, and nothing happens.
            reason: The decline code that what fails is to tell; it lets it fail.

        Raises:
            Impossible: If nothing can take the move, or it cannot end so; it lists
                what is possible.
            MockdrError: If there is no such verb, state or reason.
        """
        wish = wished(f"{actor} {verb}", then, reason)
        how: dict[str, Json] = {"source": source, "session": session, "then": then}
        with self.lock:
            how.update(reason=reason, page=self.director.in_page or None)
            self.catch_up()
            said = self.tape.note("happen", actor=actor, verb=verb, of=of, **how)
            things = self.director.by_hand(actor, verb, of or session, source, wish)
            self.catch_up()
            moved = said["moved"] = [
                Happened(kind=kind, id=id, state=self.state_of(kind, id))
                for kind, id in things
            ]
            return moved

    def trigger(self, type: str, of: str | None = None) -> Event:
        """
        Emit an event by hand; see `mockdr.engine.triggering.trigger`.

        Raises:
            Impossible: If the thing is not as the event says.
            MockdrError: If there is no such type, or no such thing.
        """
        # What brings things along makes tenants of its own.
        from mockdr.engine.triggering import trigger  # noqa: PLC0415

        return trigger(self, type, of)

    def bend(self, event: str, kind: str, **said: Json) -> None:
        """
        Bend deliveries from now on, as an entry of a scenario's `delivery` would.

        Args:
            event: A type of event, or `any`.
            kind: Of adversity.
            said: `by`, `copies`, `attempts`, `first`, `every`, `probability`.

        Raises:
            MockdrError: If a scenario could not say so; what to say instead.
        """
        bend = said_by_hand(event, kind, said)
        with self.lock:
            self.tape.note("bend", event=event, kind=kind, **said)
            self.bending.add(bend)

    def after_call(self, part: Part, turn: Turn, seen: claiming.Seen | None) -> None:
        """Let the scenario take note of a call."""
        if self.witness is not None:
            self.witness.answered(turn, seen)
        self.director.after_call(part, turn, seen)

    def provider_moves(self, verb: str, thing: Thing) -> None:
        """Let the provider move *thing* by itself, if it still can."""
        self.director.provider_moves(verb, thing)

    # -- what the tester should know ---------------------------------------------

    def find(
        self,
        kind: str,
        severity: str,
        message: str,
        seq: int | None,
        details: Mapping[str, Json],
    ) -> None:
        """Note a finding."""
        self.journal.find(
            Finding(
                kind=kind,
                severity=severity,
                message=message,
                seq=seq,
                details=details,
            )
        )

    def check(self) -> list[Finding]:
        """Return everything that should fail the test as things stand now."""
        with self.lock:
            found = [f for f in self.journal.findings() if f.severity == "fail"]
            if self.settings.unfinished == "fail":
                found += [
                    Finding(
                        kind="unfinished",
                        severity="fail",
                        message=self._lack(item),
                        details=item.details,
                    )
                    for item in self.theatre.unfinished()
                ]
                found += undelivered(self)
            return found

    def _lack(self, item: Unfinished) -> str:
        """Return what a story lacks; where nobody called, no call can have fitted."""
        if item.run is None and not self.journal.seq:
            return f"{item.story.title} had no run: no call was made"
        return item.sentence
