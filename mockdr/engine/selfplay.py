"""Self-play: mockdr plays every part, to see whether a story holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import MockdrError
from mockdr.base.source import Place
from mockdr.engine.beats import Beat, answered_by, outcome_of
from mockdr.engine.journal import Finding
from mockdr.engine.merchant import Merchant
from mockdr.engine.receiving import Receiver
from mockdr.engine.sending import Answered, Send, in_process
from mockdr.engine.stuck import (
    derailed,
    refused,
    stuck,
    too_early,
    unannounced,
    unplayed,
)
from mockdr.scenario.runs import Index, Name, Run, calls_at
from mockdr.scenario.story import NONE, ActStep, CallStep, Story
from mockdr.scenario.strikes import Strike

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.views import Played

__all__ = [
    "Answered",
    "Beat",
    "SelfPlay",
    "Send",
    "in_process",
    "numbered",
]


_REFUSED: Final = 400
#: So often a request is sent again that a rule strikes; nobody is more patient.
_TRIES: Final = 100


@dataclass(frozen=True, slots=True)
class _Mark:
    """A step at the moment when it was played; numbers count what came before."""

    index: Index
    states: tuple[str, ...]
    events: int
    findings: int


class SelfPlay:
    """
    Plays a story from its first step to its last, both sides.

    Args:
        tenant: A fresh world of its own, in the process that answers.
        story: The story.
        send: How the merchant's requests travel.
        states: Whether the beats tell of states; who wants none is served sooner.
    """

    def __init__(
        self, tenant: Tenant, story: Story, send: Send, *, states: bool = True
    ) -> None:
        self.tenant = tenant
        self.story = story
        self.send = send
        self._tells_states = states
        self._merchant = Merchant(tenant, story)
        self._steps = dict(numbered(story))
        self._played: Counter[Index] = Counter()
        self._marks: list[_Mark] = []
        self._states: dict[Name, str | None] = {}
        self._events = 0
        self._findings = 0
        self._broken = False
        self._heard = True
        self._receiver: Receiver | None = None
        tenant.theatre.watch = self._note

    def play(self) -> Iterator[Beat]:
        """
        Yield what happens, step by step, up to the first step that does not hold.

        Every step is played as often as it must be, so nothing is left unfinished.
        """
        try:
            played = self.tenant.play(self.story, runs=1)
        except MockdrError as error:
            place = getattr(error, "place", None) or self.story.steps[0].place
            finding = stuck(place, "", error)
            yield Beat(who="story", what="given", place=place, findings=(finding,))
            return
        if played.given:
            yield self._given(played)
        if self.story.delivery or self.tenant.settings.delivery:
            self._receiver = Receiver(self.tenant)
        for beats in (self._prologue(), self._told_steps()):
            for beat in beats:
                self._broken = self._broken or bool(beat.findings)
                yield beat
                if self._broken:
                    return

    def _given(self, played: Played) -> Beat:
        things = self.tenant.theatre.playings[-1].given
        return Beat(
            who="story",
            what="given",
            outcome=", ".join(played.given),
            states=self._changes(things.values()),
            events=self._new_events(),
            prologue=True,
        )

    # -- before the story ------------------------------------------------------------

    def _prologue(self) -> Iterator[Beat]:
        first = next(self.story.calls())
        for move in self._merchant.prologue(first.operation):
            for _ in range(_TRIES):
                beat = self._before(move, first.place)
                yield beat
                if not beat.struck:
                    break
            else:
                yield replace(beat, findings=(self._hopeless(move),))
            yield from self._deliver(prologue=True)
        # What comes before a story is free, also where strictness is asked for.
        self._findings = len(self.tenant.journal.findings())

    def _before(self, move: str, place: Place) -> Beat:
        who, outcome, strike = "merchant", "", None
        findings: list[Finding] = []
        try:
            if move == "chooses":
                who = "customer"
                given = self.story.given.source
                theatre = self.tenant.theatre
                fields = (
                    {}
                    if given is NONE
                    else dict(theatre.resolve(theatre.playings[-1], given))
                )
                fields.setdefault("type", "creditCard")
                self.tenant.happen(who, move, source=fields)
                outcome = str(fields["type"])
            else:
                step = CallStep(operation=move, place=place)
                answered = self._send(step, None)
                strike = self._struck_by()
                outcome = answered_by(step, answered, strike)
                if answered.status >= _REFUSED and strike is None:
                    findings.append(too_early(self.tenant, place, move, outcome))
        except MockdrError as error:
            findings.append(stuck(place, f"{who} {move} before the story", error))
        findings += [f for f in self._new_findings() if f.kind != "off_script"]
        return Beat(
            who=who,
            what=move,
            outcome=outcome,
            states=self._changes(self._everything()),
            events=self._new_events(),
            findings=tuple(findings),
            prologue=True,
            struck=strike is not None and strike.idle,
        )

    def _everything(self) -> Iterator[Name]:
        for kind in ("checkout", "session", "source", "order", "charge"):
            for id in self.tenant.store.newest(kind):
                yield kind, id

    # -- the steps -------------------------------------------------------------------

    def _told_steps(self) -> Iterator[Beat]:
        for index, step in self._steps.items():
            if isinstance(step, CallStep):
                for _ in range(max(1, step.times.least)):
                    yield from self._call(index, step)
            elif not self._played[index]:
                yield from self._act(index, step)
            yield from self._deliver()
        yield from self._deliver(wait=True)

    def _deliver(self, *, prologue: bool = False, wait: bool = False) -> list[Beat]:
        """Return what became of the deliveries where some are bent."""
        if self._receiver is None:
            return []
        return [
            Beat(
                who="webhook",
                what=arrival.type,
                outcome=arrival.outcome,
                prologue=prologue,
            )
            for arrival in self._receiver.arrivals(wait=wait)
        ]

    def _call(self, index: Index, step: CallStep) -> Iterator[Beat]:
        before = self._played[index]
        outcome = "was not sent"
        try:
            for _ in range(_TRIES):
                answered = self._send(step, self._run())
                strike = self._struck_by()
                outcome = answered_by(step, answered, strike)
                if strike is None or not strike.idle:
                    break
                # Whoever is turned away tries again.
                beat = self._beat(index, outcome, (), None)
                yield replace(beat, struck=True)
            else:
                self._stop(self._hopeless(step.operation))
            if strike is None and unannounced(step, answered):
                self._stop(refused(self.tenant, step, outcome, heard=self._heard))
        except MockdrError as error:
            self._stop(stuck(step.place, f"merchant {step.operation}", error))
            outcome = "was not sent"
        yield from self._beats(index, outcome, missing=self._played[index] == before)

    def _struck_by(self) -> Strike | None:
        """Return the rule that struck the last request, if one did."""
        # With a key that is another's, nothing of it is in this journal.
        entries = self.tenant.journal.entries()
        where = entries[-1].rule if entries else None
        return next((s for s in self.story.rules if s.where == where), None)

    def _hopeless(self, operation: str) -> Finding:
        strike = self._struck_by()
        place = strike.place if strike is not None else self.story.steps[0].place
        found = derailed(
            place,
            f"this rule has struck {operation} {_TRIES} times in a row: no request "
            "gets past it",
            ["let it strike less, for example first: 2, so that the next gets there"],
        )
        # More than a step may stand on its line.
        return replace(found, details={**found.details, "column": place.column})

    def _send(self, step: CallStep, run: Run | None) -> Answered:
        # Told to wait, mockdr waits on the tenant's clock: that takes nobody's time.
        patience = self.tenant.conduct.patience
        if patience:
            self.tenant.clock.advance(patience)
        wanted = self._merchant.request(step, run)
        key = self.tenant.secret_key if wanted.secret else self.tenant.public_key
        before = self.tenant.journal.seq
        answered = self.send(wanted, key)
        self._heard = self.tenant.journal.seq > before
        return answered

    def _act(self, index: Index, step: ActStep) -> Iterator[Beat]:
        try:
            self._let_happen(step)
        except MockdrError as error:
            self._stop(stuck(step.place, step.trigger, error))
        yield from self._beats(index, outcome_of(step), missing=not self._played[index])

    def _let_happen(self, step: ActStep) -> None:
        run = self._run()
        act = run.open_act if run is not None else None
        if act is None or act.step is not step:
            return
        clock = self.tenant.clock
        if act.due is not None:
            clock.advance(max(act.due - clock.now, timedelta(0)))
        elif step.actor == "provider":
            # The contract's own date: the clock goes there.
            while act.run.open_act is act and clock.due:
                clock.advance(max(clock.due[0][0] - clock.now, timedelta(0)))
        else:
            self.tenant.happen(step.actor, step.verb)

    def _run(self) -> Run | None:
        runs = self.tenant.theatre.playings[-1].runs
        return runs[-1] if runs else None

    # -- what is seen ----------------------------------------------------------------

    def _note(self, run: Run, index: Index, things: tuple[Name, ...]) -> None:
        """Look, while a step is played: a moment later others may have followed."""
        self._played[index] += 1
        changed = self._changes((*((t.kind, t.id) for t in run.things), *things))
        self._marks.append(
            _Mark(
                index=index,
                states=changed,
                events=len(self.tenant.event_log),
                findings=len(self.tenant.journal.findings()),
            )
        )

    def _beats(self, index: Index, outcome: str, *, missing: bool) -> Iterator[Beat]:
        """Yield what was played since the last time, in order."""
        marks, self._marks = self._marks, []
        if missing:
            beat = self._beat(index, outcome, (), marks[0].events if marks else None)
            lack = unplayed(self.tenant, self._steps[index], heard=self._heard)
            yield beat if beat.findings else replace(beat, findings=(lack,))
        for number, mark in enumerate(marks):
            last = number == len(marks) - 1
            until = None if last else marks[number + 1].findings
            events = None if last else mark.events
            said = (
                outcome if mark.index == index else outcome_of(self._steps[mark.index])
            )
            yield self._beat(mark.index, said, mark.states, events, until)

    def _beat(
        self,
        index: Index,
        outcome: str,
        states: tuple[str, ...],
        events: int | None,
        findings: int | None = None,
    ) -> Beat:
        step = self._steps[index]
        if isinstance(step, CallStep):
            who, what = "merchant", step.operation
        else:
            who, what = step.actor, step.verb
        return Beat(
            who=who,
            what=what,
            number=index[0] + 1,
            place=step.place,
            outcome=outcome,
            states=states,
            events=self._new_events(events),
            findings=tuple(self._new_findings(findings)),
        )

    def _stop(self, finding: Finding) -> None:
        self.tenant.journal.find(finding)

    def _new_findings(self, until: int | None = None) -> list[Finding]:
        found = self.tenant.journal.findings()[:until]
        fresh, self._findings = found[self._findings :], len(found)
        return [finding for finding in fresh if finding.severity == "fail"]

    def _new_events(self, until: int | None = None) -> tuple[str, ...]:
        log = [event.type for event in self.tenant.event_log][:until]
        fresh, self._events = log[self._events :], len(log)
        return tuple(fresh)

    def _changes(self, things: Iterable[Name]) -> tuple[str, ...]:
        told = []
        for thing in dict.fromkeys(things) if self._tells_states else ():
            state = self.tenant.state_of(*thing)
            if state is not None and self._states.get(thing) != state:
                told.append(f"{thing[0]} {state}")
            self._states[thing] = state
        return tuple(told)


def numbered(story: Story) -> Iterator[tuple[Index, CallStep | ActStep]]:
    """Yield every call and act of *story*, with its index."""
    for number, step in enumerate(story.steps):
        if isinstance(step, ActStep):
            yield (number,), step
        else:
            yield from calls_at(number, step)
