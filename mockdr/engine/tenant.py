"""A world of its own: the state, the clock, the ids and the stories of one API key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from mockdr.base.clock import Clock
from mockdr.base.errors import Json, MockdrError
from mockdr.base.ids import Ids
from mockdr.engine import claims as claiming
from mockdr.engine.acts import Impossible, able, newest_able, perform
from mockdr.engine.given import make_given
from mockdr.engine.journal import Finding, Journal, near_to_json
from mockdr.engine.present import present
from mockdr.engine.settings import Settings
from mockdr.engine.things import Record, Thing, decode, load_from
from mockdr.engine.turn import Turn
from mockdr.engine.words import KINDS, VERBS
from mockdr.events import EventLog
from mockdr.events.log import Event, envelope
from mockdr.scenario.library import Library
from mockdr.scenario.matching import fill
from mockdr.scenario.runner import OpenAct, Part, Playing, Run, Theatre
from mockdr.scenario.story import NONE, ActStep, CallStep, Story
from mockdr.store import MemoryStore

__all__ = ["Clockwork", "Happened", "Played", "RunView", "Tenant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A thing that an act moved, and the state it is in now."""

    kind: str
    id: str
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run of a scenario, as a test sees it; `step` counts from 1."""

    number: int
    step: int
    ended: bool
    derailed: str | None
    things: Mapping[str, Mapping[str, Json]]


class Played:
    """A scenario in force: what `given` made, and its runs."""

    def __init__(self, tenant: Tenant, playing: Playing) -> None:
        self._tenant = tenant
        self._playing = playing

    @property
    def story(self) -> Story:
        """The scenario."""
        return self._playing.story

    @property
    def given(self) -> dict[str, dict[str, Json]]:
        """The documents that `given` made, by NAME."""
        found = {
            name: self._tenant.document(kind, id)
            for name, (kind, id) in self._playing.given.items()
        }
        return {name: document for name, document in found.items() if document}

    @property
    def runs(self) -> list[RunView]:
        """The runs so far, oldest first."""
        return [self._view(run) for run in self._playing.runs]

    def _view(self, run: Run) -> RunView:
        named = {
            name: self._tenant.document(kind, id)
            for kind, id, name in run.things
            if name is not None
        }
        return RunView(
            number=run.number,
            step=run.position + 1,
            ended=run.ended,
            derailed=run.derailed or None,
            things={name: doc for name, doc in named.items() if doc is not None},
        )


class Clockwork:
    """The tenant's clock, as hands hold it: every move happens under its lock."""

    def __init__(self, tenant: Tenant, clock: Clock) -> None:
        self._tenant = tenant
        self._clock = clock

    @property
    def now(self) -> datetime:
        """The present moment, in UTC."""
        return self._clock.now

    @property
    def running(self) -> bool:
        """Whether the clock follows real time."""
        return self._clock.running

    @property
    def due(self) -> list[tuple[datetime, str]]:
        """What is still to happen, and when; soonest first."""
        with self._tenant.lock:
            return [(due.when, due.what) for due in self._clock.due]

    def advance(self, duration: timedelta) -> None:
        """Move forward; what is due on the way happens in order."""
        with self._tenant.lock:
            self._clock.advance(duration)

    def at(self, moment: datetime) -> None:
        """Move forward to *moment*."""
        with self._tenant.lock:
            self._clock.move_to(moment)

    def freeze(self, frozen: bool = True) -> None:
        """Let the clock stand, or with ``frozen=False`` run again."""
        with self._tenant.lock:
            self._clock.freeze(frozen)

    def run_until_idle(self) -> None:
        """Move forward until nothing is due any more."""
        with self._tenant.lock:
            self._clock.run_until_idle()


class Tenant:
    """
    Everything that one API key sees; made by `World.tenant`.

    Args:
        settings: How it behaves now; a scenario's `given.settings` change a copy.
        initial: The settings that a reset returns to.
        now: Where its clock starts, in UTC.
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
        library: Library,
        now: datetime,
        monotonic: Callable[[], float],
    ) -> None:
        self.name = name
        self.live = live
        self.settings = settings
        self.initial = initial
        self.secret_key = secret_key
        self.public_key = public_key
        self.lock = threading.RLock()
        self.ids = Ids(settings.seed, f"{name}/{'live' if live else 'test'}")
        self.store = MemoryStore()
        self.event_log = EventLog()
        self.journal = Journal(settings.journal_limit)
        self.theatre = Theatre(self._stored_document)
        self.base_url = ""
        self._library = library
        self._ticker = Clock(now, running=settings.clock == "runs", monotonic=monotonic)
        self.clock = Clockwork(self, self._ticker)

    # -- time ------------------------------------------------------------------

    @property
    def moment(self) -> datetime:
        """The present moment on the tenant's clock."""
        return self._ticker.now

    def catch_up(self) -> None:
        """Let happen what is due by now."""
        self._ticker.catch_up()

    def later(self, when: datetime, what: str, action: Callable[[], None]) -> None:
        """Put a move of the provider's own on the clock."""
        self._ticker.call_at(when, what, action)

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
        record = self.peek("order" if kind == "fraud" else kind, id)
        if record is None:
            return None
        if kind == "fraud":
            state = record.document.get("fraudState")
        else:
            state = record.document.get("state", record.private.get("state"))
        return None if state is None else str(state)

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
        row["scenario"] = run.story.name if run else None
        row["run"] = run.number if run else None
        row["step"] = run.position + 1 if run else None
        return row

    def events(self) -> list[dict[str, Json]]:
        """Return every event so far, oldest first, as the provider shows it."""
        with self.lock:
            return [self._shown_event(event) for event in self.event_log]

    def _shown_event(self, event: Event) -> dict[str, Json]:
        def load(kind: str, id: str) -> Record | None:
            stored = event.parts.get((kind, id))
            return None if stored is None else decode(kind, id, stored)

        record = load(event.kind, event.subject)
        shown = {} if record is None else present(record, load)
        body: dict[str, Json] = envelope(
            event, shown, live=self.live, version=self.settings.version
        )
        return body

    def redirect(self, id: str) -> dict[str, Json] | None:
        """Return what the page of a redirect needs to know, or None."""
        with self.lock:
            link = self.peek("redirect", id)
            if link is None:
                return None
            source = self.peek("source", link.document["source"])
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
            story = self._library.story(story)
        with self.lock:
            self.catch_up()
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
    ) -> list[Happened]:
        """
        Let somebody act, by hand.

        Args:
            of: A name or id of the thing; absent, the newest that can take the move.
            source: For `chooses`: fields of the source.
            session: For `chooses`: the session or checkout that it is for.

        Raises:
            Impossible: If nothing can take the move; it lists what is possible.
            MockdrError: If there is no such verb.
        """
        if (actor, verb) not in VERBS:
            verbs = ", ".join(v for a, v in VERBS if a == actor)
            raise MockdrError(
                f"{actor} {verb} is no act of the scenario language",
                help=f"{actor} can: {verbs}"
                if verbs
                else "actors are customer, provider and fraud",
            )
        if not VERBS[actor, verb][1]:
            raise MockdrError(
                f"mockdr does not simulate {actor} {verb} yet",
                help="`mockdr contract` lists what it does",
            )
        with self.lock:
            self.catch_up()
            things = self._by_hand(actor, verb, of or session, source)
            self.catch_up()
            return [
                Happened(kind=kind, id=id, state=self.state_of(kind, id))
                for kind, id in things
            ]

    def _by_hand(
        self,
        actor: str,
        verb: str,
        of: str | None,
        source: Mapping[str, Json] | None,
    ) -> list[Thing]:
        things = self._named(actor, verb, of) if of else []
        said = NONE if source is None else dict(source)
        act = self.theatre.act_for(actor, verb, things=things, source=said)
        if act is not None:
            return self._act(act, things, source)
        if not things:
            found = newest_able(self, actor, verb, None)
            if found is None:
                raise Impossible.nothing(self, actor, verb)
            things = [found]
        turn = perform(self, actor, verb, things, source=source)
        run = self.theatre.owner(*things[0])
        if run is not None:
            _, opened = self.theatre.hand(
                run,
                actor,
                verb,
                things=[*things, *turn.made],
                source=said,
                at=self.moment,
            )
            self._take(run, turn)
            self._schedule(opened)
            self._off_script(run, f"{actor} {verb} by hand, out of turn", None)
        return [*turn.made, *turn.moved] or things

    def _named(self, actor: str, verb: str, of: str) -> list[Thing]:
        """Return what *of* names: an id, or a THING of a story."""
        for kind in (*VERBS[actor, verb][0], *KINDS):
            if self.store.get(kind, of) is not None:
                return [Thing(kind, of)]
        found = [Thing(*name) for name in self.theatre.called(of)]
        if found:
            return found
        raise Impossible(
            f"there is no {of!r} that {actor} {verb} could be about", possible=[]
        )

    def provider_moves(self, verb: str, thing: Thing) -> None:
        """
        Let the provider move *thing* by itself, if it still can.

        A story that waits for just this has its step played by it.
        """
        if not able(self, "provider", verb, thing):
            return
        run = self.theatre.owner(*thing)
        if run is not None:
            act = self.theatre.act_for("provider", verb, run=run, things=[thing])
            if act is not None and act.due is None:
                self._act(act, [thing], None)
                return
            if verb == "expires" and self.theatre.expects_provider(run, thing.kind):
                # The story tells when; the contract's own date gives way to it.
                return
        turn = perform(self, "provider", verb, [thing])
        if run is not None:
            self._take(run, turn)

    def _take(self, run: Run, turn: Turn) -> None:
        for kind, id in turn.made:
            self.theatre.adopt(run, kind, id)

    # -- playing steps -----------------------------------------------------------

    def after_call(self, part: Part, turn: Turn, seen: claiming.Seen | None) -> None:
        """
        Let the scenario take note of a call: position, names, checks, what is due.

        Args:
            seen: What was answered; None when a fault struck before any work.
        """
        run = part.run
        if run is not None:
            opened = self.theatre.played(
                part, made=turn.made, moved=turn.moved, at=self.moment
            )
            if part.verdict == "played" and part.step is not None and seen is not None:
                self._check(run, part.step, turn, seen)
            self._schedule(opened)
        strict = self.settings.mode == "strict"
        stray = (
            run is None
            and strict
            and bool(self.theatre.playings)
            and not part.request.reads
        )
        if part.verdict == "off_script" or (strict and part.fails_strict) or stray:
            self._off_script(run, f"{turn.trigger} is off the script", part)

    def _schedule(self, opened: tuple[OpenAct, ...]) -> None:
        for act in opened:
            if act.due is None:
                continue
            step = act.step
            what = (
                f"{step.actor} {step.verb} ({act.run.story.name}, "
                f"line {step.place.line})"
            )
            self._ticker.call_at(
                act.due, what, partial(self._come_due, act), rank=act.rank
            )

    def _come_due(self, act: OpenAct) -> None:
        """Play an act whose time has come, unless hands were earlier."""
        if act.run.open_act is not act:
            return
        try:
            self._act(act, [], None)
        except Impossible as impossible:
            self.theatre.derail(act.run, str(impossible))
            self.find(
                "derailed",
                "fail",
                f"{act.step.place}: {act.step.actor} {act.step.verb} has become "
                f"impossible: {impossible}",
                None,
                {
                    "scenario": act.run.story.name,
                    "line": act.step.place.line,
                    "possible": impossible.possible,
                },
            )

    def _act(
        self,
        act: OpenAct,
        things: list[Thing],
        source: Mapping[str, Json] | None,
    ) -> list[Thing]:
        step, run = act.step, act.run
        if not things:
            things = self._subjects(act)
        fields: Json = {}
        if step.source is not NONE:
            fields = self.theatre.resolve(run, step.source)
        turn = perform(
            self,
            step.actor,
            step.verb,
            things,
            source=fill(dict(source), fields) if source else fields,
            claims=claiming.for_act(self, act),
        )
        opened = self.theatre.act_played(
            act, made=turn.made, moved=turn.moved, at=self.moment
        )
        self._check(run, step, turn, None)
        self._schedule(opened)
        return [*turn.made, *turn.moved] or things

    def _subjects(self, act: OpenAct) -> list[Thing]:
        step, run = act.step, act.run
        if step.of is None:
            things = [Thing(owned.kind, owned.id) for owned in run.things]
            found = newest_able(self, step.actor, step.verb, things)
            named = [] if found is None else [found]
        else:
            named = [Thing(*name) for name in self.theatre.subjects(run, step.of)]
            if step.of in KINDS:
                named = [t for t in named if able(self, step.actor, step.verb, t)]
        if not named:
            raise Impossible.nothing(self, step.actor, step.verb)
        return named

    def _check(
        self,
        run: Run,
        step: CallStep | ActStep,
        turn: Turn,
        seen: claiming.Seen | None,
    ) -> None:
        for miss in claiming.check(self, run, step, turn, seen):
            place = step.place
            if step.then is not None:
                place = step.then.places.get(miss.key, step.place)
            message = (
                f"{place}: {turn.trigger}: {miss.key} should be {miss.expected!r}, "
                f"is {miss.got!r}"
            )
            if miss.help:
                message += f"; {miss.help}"
            self.find(
                "mismatch",
                "fail",
                message,
                self.journal.seq or None,
                {
                    "scenario": run.story.name,
                    "line": place.line,
                    "column": place.column,
                    "key": miss.key,
                    "expected": miss.expected,
                    "got": miss.got,
                    "possible": miss.help,
                },
            )

    def _off_script(self, run: Run | None, message: str, part: Part | None) -> None:
        near = [near_to_json(miss) for miss in part.near] if part is not None else []
        self.find(
            "off_script",
            "fail" if self.settings.mode == "strict" else "allow",
            f"{run.story.name}: {message}" if run else message,
            self.journal.seq or None,
            {"near": near},
        )

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
                        message=item.sentence,
                        details={"scenario": item.story.name, "line": item.place.line},
                    )
                    for item in self.theatre.unfinished()
                ]
            return found
