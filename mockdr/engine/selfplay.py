"""Self-play: mockdr plays every part, to see whether a story holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Final

import orjson

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.errors import Json, MockdrError
from mockdr.base.source import Place
from mockdr.engine.call import Call
from mockdr.engine.journal import Finding
from mockdr.engine.merchant import Merchant, Wanted
from mockdr.engine.settings import Settings
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.findings import impossible
from mockdr.scenario.library import Library
from mockdr.scenario.story import (
    NONE,
    ActStep,
    AnyOrder,
    CallStep,
    Step,
    Story,
)

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.scenario.runner import Run

__all__ = ["Answered", "Beat", "SelfPlay", "Send", "in_process", "rehearse"]

#: A moment for rehearsals: any would do, but the same one every time.
_REHEARSAL: Final = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came back; `lost` says how a connection ended without an answer."""

    status: int = 0
    body: Json = None
    lost: str = ""


#: Sends a request; the key is the tenant's.
Send = Callable[[Wanted, str], Answered]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """
    One thing that happened while a story was played.

    Args:
        who: merchant, customer, provider or fraud.
        what: operationId or verb.
        outcome: What came of it, for people.
        states: What the step made and moved, as `kind state`.
        events: Types of the events that it emitted.
        findings: What did not hold.
        prologue: Whether it came before the story's first step.
    """

    who: str
    what: str
    place: Place | None = None
    outcome: str = ""
    states: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    prologue: bool = False


def in_process(world: World) -> Send:
    """Return a way to send that uses no socket; faults that cut it lose the answer."""

    def send(wanted: Wanted, key: str) -> Answered:
        reply = world.answer(
            Call(
                method=wanted.method,
                path=wanted.path,
                query=wanted.query,
                headers={
                    "authorization": f"Bearer {key}",
                    "content-type": "application/json",
                    **wanted.headers,
                },
                body=b"" if wanted.body is None else orjson.dumps(wanted.body),
            )
        )
        if reply.fault is not None and reply.fault.kind != "delay":
            return Answered(status=reply.status, lost=reply.fault.kind)
        try:
            return Answered(
                status=reply.status, body=orjson.loads(reply.body or b"null")
            )
        except orjson.JSONDecodeError:
            return Answered(
                status=reply.status, body=reply.body.decode("utf-8", "replace")
            )

    return send


@dataclass(slots=True)
class SelfPlay:
    """
    Plays a story from its first step to its last, both sides.

    Args:
        tenant: A fresh world of its own, in the process that answers.
        story: The story.
        send: How the merchant's requests travel.
    """

    tenant: Tenant
    story: Story
    send: Send
    _seen: int = 0
    _broken: bool = False
    _merchant: Merchant = field(init=False)

    def __post_init__(self) -> None:
        self._merchant = Merchant(self.tenant, self.story)

    def play(self) -> Iterator[Beat]:
        """
        Yield what happens, step by step; the last beat has what is left unfinished.

        It stops at the first step that does not hold.

        Raises:
            MockdrError: If the story cannot be played at all.
        """
        self.tenant.play(self.story, runs=1)
        yield from self._prologue()
        for step in self.story.steps:
            if self._broken:
                return
            yield from self._step(step)
        if not self._broken:
            left = [f for f in self.tenant.check() if f.kind == "unfinished"]
            if left:
                yield Beat(who="story", what="end", findings=tuple(left))

    # -- before the story ------------------------------------------------------------

    def _prologue(self) -> Iterator[Beat]:
        first = self.story.steps[0]
        call = first.calls[0] if isinstance(first, AnyOrder) else first
        if not isinstance(call, CallStep):
            return
        for move in self._merchant.prologue(call.operation):
            if move == "chooses":
                source = self.story.given.source
                fields = {} if source is NONE else dict(source)
                yield self._choose(fields)
                continue
            step = CallStep(operation=move, place=call.place)
            yield replace(self._call(step, None), prologue=True)

    def _choose(self, fields: dict[str, Json]) -> Beat:
        before = len(self.tenant.event_log)
        fields.setdefault("type", "creditCard")
        moved = self.tenant.happen("customer", "chooses", source=fields)
        return Beat(
            who="customer",
            what="chooses",
            outcome=str(fields["type"]),
            states=tuple(f"{h.kind} {h.state}" for h in moved),
            events=self._events(before),
            prologue=True,
        )

    # -- the steps -------------------------------------------------------------------

    def _run(self) -> Run | None:
        playing = self.tenant.theatre.playings[-1]
        return playing.runs[-1] if playing.runs else None

    def _step(self, step: Step) -> Iterator[Beat]:
        if isinstance(step, AnyOrder):
            for call in step.calls:
                yield from self._step(call)
        elif isinstance(step, CallStep):
            for _ in range(max(1, step.times.least)):
                if not self._broken:
                    yield self._call(step, self._run())
        else:
            yield self._act(step)

    def _call(self, step: CallStep, run: Run | None) -> Beat:
        before, events = self._states(), len(self.tenant.event_log)
        wanted = self._merchant.request(step, run)
        key = self.tenant.secret_key if wanted.secret else self.tenant.public_key
        answered = self.send(wanted, key)
        entries = self.tenant.journal.entries()
        entry = entries[-1] if entries else None
        findings = list(self._new_findings())
        if run is not None or entry is None or entry.scenario:
            played = entry is not None and entry.verdict == "played"
            here = self._run()
            if here is not None and not played and not findings:
                findings.append(_unplayed(step, entry.near if entry else []))
                self._broken = True
        return Beat(
            who="merchant",
            what=step.operation,
            place=step.place,
            outcome=_told(answered),
            states=self._changes(before),
            events=self._events(events),
            findings=tuple(findings),
        )

    def _act(self, step: ActStep) -> Beat:
        before, events = self._states(), len(self.tenant.event_log)
        run = self._run()
        findings: list[Finding] = []
        try:
            self._let_happen(step, run)
        except MockdrError as error:
            findings.append(_cannot(step, error))
            self._broken = True
        findings = [*self._new_findings(), *findings]
        return Beat(
            who=step.actor,
            what=step.verb,
            place=step.place,
            outcome=_when(step),
            states=self._changes(before),
            events=self._events(events),
            findings=tuple(findings),
        )

    def _let_happen(self, step: ActStep, run: Run | None) -> None:
        act = run.open_act if run is not None else None
        if act is None or act.step is not step:
            # It was due at once, and happened after the reply before it.
            return
        clock = self.tenant.clock
        if act.due is not None:
            clock.at(max(act.due, clock.now))
            return
        if step.actor == "provider":
            # The contract's own date: the clock goes there.
            while run is not None and run.open_act is act and clock.due:
                clock.at(max(clock.due[0][0], clock.now))
            return
        self.tenant.happen(step.actor, step.verb)

    # -- what is seen ------------------------------------------------------------------

    def _new_findings(self) -> Iterator[Finding]:
        found = self.tenant.journal.findings()
        fresh, self._seen = found[self._seen :], len(found)
        for finding in fresh:
            if finding.severity == "fail":
                self._broken = True
                yield finding

    def _states(self) -> dict[tuple[str, str], str | None]:
        run = self._run()
        things = [] if run is None else [(t.kind, t.id) for t in run.things]
        return {thing: self.tenant.state_of(*thing) for thing in things}

    def _changes(self, before: dict[tuple[str, str], str | None]) -> tuple[str, ...]:
        return tuple(
            f"{kind} {state}"
            for (kind, id), state in self._states().items()
            if state is not None and before.get((kind, id)) != state
        )

    def _events(self, before: int) -> tuple[str, ...]:
        return tuple(event.type for event in list(self.tenant.event_log)[before:])


def _told(answered: Answered) -> str:
    if answered.lost:
        return f"answer lost: {answered.lost}"
    body = answered.body
    if isinstance(body, dict) and "errors" in body:
        first = (body["errors"] or [{}])[0]
        return f"{answered.status} {first.get('code', body.get('type', ''))}".strip()
    return str(answered.status)


def _when(step: ActStep) -> str:
    return "" if step.after is None else f"after {step.after}"


def _unplayed(step: CallStep, near: list[dict[str, Json]]) -> Finding:
    message = f"{step.place}: the request did not play {step.operation}"
    if near:
        miss = near[0]
        message += (
            f"; {miss['where']} {miss['pointer'] or ''} should be "
            f"{miss['expected']!r}, was {miss['got']!r}"
        )
    return Finding(
        kind="off_script",
        severity="fail",
        message=message,
        details={"line": step.place.line, "key": "merchant"},
    )


def _cannot(step: ActStep, error: MockdrError) -> Finding:
    return Finding(
        kind="derailed",
        severity="fail",
        message=f"{step.place}: {step.actor} {step.verb}: {error}",
        details={
            "line": step.place.line,
            "key": "",
            "trigger": step.trigger,
            "possible": getattr(error, "possible", []),
        },
    )


# -- rehearsal -------------------------------------------------------------------------


def rehearse(story: Story) -> tuple[Diagnostic, ...]:
    """
    Return what a story claims that the provider's lifecycles do not allow.

    The story is played in a world of its own, without a socket, until the first step
    that cannot be as it says.
    """
    world = World(
        defaults=Settings(now=_REHEARSAL, seed=story.name),
        library=Library((), vocabulary()),
    )
    tenant = world.tenant("rehearsal")
    play = SelfPlay(tenant, story, in_process(world))
    try:
        for beat in play.play():
            if beat.findings:
                place = beat.place or story.steps[0].place
                return tuple(_diagnostic(story, f, place) for f in beat.findings)
    except MockdrError as error:
        return (
            Diagnostic(
                code="MDR202",
                message=f"the story cannot be played: {error.message}",
                place=story.steps[0].place,
                help=error.help,
            ),
        )
    return ()


def _diagnostic(story: Story, finding: Finding, place: Place) -> Diagnostic:
    details = finding.details
    where = _place_of(story, details) or place
    if finding.kind == "mismatch" and details.get("possible"):
        return impossible(
            trigger=str(details["trigger"]),
            claim=f"{details['key']} {details['expected']}",
            situation=str(details.get("situation", "")),
            possible=[str(p) for p in details["possible"]],
            place=where,
        )
    message = finding.message
    prefix = f"{where}: "
    message = message.removeprefix(prefix).removeprefix(f"{place}: ")
    return Diagnostic(
        code="MDR202",
        message=message,
        place=where,
        severity=Severity.ERROR,
    )


def _place_of(story: Story, details: Mapping[str, Json]) -> Place | None:
    """Return the place of a value of `then`, as the finding counts it."""
    where = (details.get("line"), details.get("column"))
    for step in (*story.steps, *story.calls()):
        then = None if isinstance(step, AnyOrder) else step.then
        for place in then.places.values() if then is not None else ():
            if (place.line, place.column) == where:
                return place
    return None
