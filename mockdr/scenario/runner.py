"""The theatre: gives every request its place in the stories, and moves their runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mockdr.base.errors import Json, MockdrError
from mockdr.scenario.hands import Hand, stands_for
from mockdr.scenario.matching import Judge, judge_nothing
from mockdr.scenario.placement import Placement
from mockdr.scenario.references import Lookup, resolve
from mockdr.scenario.requests import NearMiss, Part, Request
from mockdr.scenario.runs import (
    Document,
    Index,
    Name,
    OpenAct,
    Owned,
    Playing,
    Run,
    Watch,
    due_at,
    lookup_in,
)
from mockdr.scenario.story import NONE, ActStep, Story
from mockdr.scenario.unfinished import Unfinished, unfinished

__all__ = [
    "NearMiss",
    "OpenAct",
    "Owned",
    "Part",
    "Playing",
    "Request",
    "Run",
    "Theatre",
    "Unfinished",
    "Watch",
]


def _watch_nothing(run: Run, index: Index, things: tuple[Name, ...]) -> None:
    del run, index, things


def _plain(names: Iterable[Name]) -> tuple[Name, ...]:
    """Return *names* as plain pairs, whatever tuples they came as."""
    return tuple((name[0], name[1]) for name in names)


class Theatre:
    """
    Everything that the stories in force of one tenant are about.

    Pure: it reads no clock and keeps no documents. The tenant's lock guards it.

    Args:
        document: Returns the wire document of a thing by KIND and id, or None.
        judge: Holds a body against a `body_schema`.
    """

    def __init__(
        self,
        document: Document,
        judge: Judge = judge_nothing,
    ) -> None:
        self._document = document
        self._placement = Placement(document=document, judge=judge, lookup=self._lookup)
        #: Told of each step at the moment when it was played: things made and moved.
        self.watch: Watch = _watch_nothing
        self._played = 0
        self._runs = 0
        self._acting: dict[Run, None] = {}

    # Stories ---------------------------------------------------------------------

    def play(
        self,
        story: Story,
        *,
        runs: int | None = None,
        given: Mapping[str, Name] | None = None,
    ) -> Playing:
        """
        Put *story* in force, after those that are.

        Args:
            story: Its first step is a call.
            runs: How many runs it may have; None for any number.
            given: What its names of given things stand for.

        Raises:
            MockdrError: If *runs* is less than 1.
        """
        if runs is not None and runs < 1:
            raise MockdrError(
                f"{story.title} cannot have {runs} runs", help="use 1 or more, or None"
            )
        playing = Playing(
            story,
            serial=len(self._placement.playings) + 1,
            limit=runs,
            given=given or {},
        )
        self._placement.add(playing)
        return playing

    @property
    def playings(self) -> tuple[Playing, ...]:
        """The stories in force, in the order of `play`."""
        return tuple(self._placement.playings)

    def runs(self) -> tuple[Run, ...]:
        """Return every run so far, in the order of their beginning."""
        found = [run for playing in self.playings for run in playing.runs]
        return tuple(sorted(found, key=lambda run: run.serial))

    # Requests --------------------------------------------------------------------

    def place(self, request: Request) -> Part:
        """Return where *request* belongs; nothing changes, so twice is once."""
        return self._placement.place(request)

    def begin(self, part: Part) -> Part:
        """
        Begin the run of a part that needs a new one; any other part is returned as is.

        Raises:
            MockdrError: If its story has no run left, since it was placed before.
        """
        run = part.run
        if not part.new or run is None or run.serial:
            return replace(part, new=False) if part.new else part
        if run.playing.runs_left == 0:
            raise MockdrError(f"{run.story.title} has no run left for {part!r}")
        self._runs += 1
        run.serial = self._runs
        run.number = len(run.playing.runs) + 1
        run.playing.runs.append(run)
        for thing in run.things:
            self._placement.own(run, (thing.kind, thing.id))
        self._placement.note_customer(run, part.request)
        self._settle(run)
        return replace(part, new=False)

    def played(
        self,
        part: Part,
        *,
        made: Iterable[Name] = (),
        moved: Iterable[Name] = (),
        at: datetime,
    ) -> tuple[OpenAct, ...]:
        """
        Say that a part was answered: its run takes what came of it, and moves.

        A part that was not `played` moves no run, but what it made in one belongs to
        it; a part outside changes nothing.

        Args:
            part: Where `place` put it.
            made: What it made, in order; the step's `as` names the first of the KIND
                that the operation makes.
            moved: What else it moved, in order.
            at: The clock.

        Returns:
            The act at which the run stands now and did not before, if there is one.

        Raises:
            MockdrError: If the step was closed since the part was placed.
        """
        part = self.begin(part)
        run, step, index = part.run, part.step, part.index
        if run is None:
            return ()
        things = _plain((*made, *moved))
        named = (n for n in part.request.names if not run.holds(n))
        self._placement.take(run, (n for n in named if self._placement.exists(n)))
        self._placement.take(run, things)
        self._placement.note_customer(run, part.request)
        if part.verdict != "played" or step is None or index is None:
            return ()
        if index not in {open_index for open_index, _ in run.open_calls}:
            raise MockdrError(f"{step.operation} of {run!r} is closed at {step.place}")
        self._name(run, step.name, part.request.makes, things)
        run.counts[index] = run.counts.get(index, 0) + 1
        run.floor = index[0]
        self.watch(run, index, things)
        return self._move(run, at)

    def adopt(self, run: Run, kind: str, id: str) -> None:
        """Let a thing belong to *run*, unless another run that goes on has it."""
        self._placement.take(run, ((kind, id),))

    def owner(self, kind: str, id: str) -> Run | None:
        """Return the run that owns a thing; given things have no owner."""
        return self._placement.owners.get((kind, id))

    # Acts ------------------------------------------------------------------------

    def open_acts(self, run: Run | None = None) -> tuple[OpenAct, ...]:
        """Return the acts at which runs stand, in the order of the runs."""
        if run is not None:
            return () if run.open_act is None else (run.open_act,)
        found = [r.open_act for r in self._acting if r.open_act is not None]
        return tuple(sorted(found, key=lambda act: act.rank))

    def set_due(self, act: OpenAct, due: datetime | None) -> OpenAct:
        """Return *act* with another due time: the contract's own date, say."""
        changed = replace(act, due=due)
        if act.run.open_act is act:
            act.run.open_act = changed
        return changed

    def act_for(
        self,
        actor: str,
        verb: str,
        *,
        run: Run | None = None,
        of: str | None = None,
        things: Sequence[Name] = (),
        source: Json = NONE,
    ) -> OpenAct | None:
        """
        Return the open act for which an act by hand stands, or None.

        Args:
            actor: Who.
            verb: Does what.
            run: Only acts of this run; None for any, the newest first.
            of: What the hand says that it is of, if it says it as the story does.
            things: What it would move; empty when the hand leaves that open.
            source: For `chooses`: what the hand says of the source.
        """
        acts = self.open_acts(run)
        things = _plain(things)
        by_hand = Hand(of=of, things=things, source=source)
        for act in sorted(acts, key=lambda a: a.run.last_played, reverse=True):
            if (
                (act.step.actor, act.step.verb) == (actor, verb)
                and (not things or any(map(act.run.holds, things)))
                and stands_for(act.run, act.step, by_hand, self._document)
            ):
                return act
        return None

    def hand(
        self,
        run: Run,
        actor: str,
        verb: str,
        *,
        of: str | None = None,
        things: Sequence[Name] = (),
        source: Json = NONE,
        at: datetime,
    ) -> tuple[ActStep | None, tuple[OpenAct, ...]]:
        """
        Remember an act by hand out of turn: it stands for the next that says the same.

        Returns:
            The act of the story for which it stands, None when no later one says the
            same; and the acts that are newly open.
        """
        things = _plain(things)
        by_hand = Hand(of=of, things=things, source=source)
        for index, step in run.steps():
            if (
                isinstance(step, ActStep)
                and not run.counts.get(index)
                and (step.actor, step.verb) == (actor, verb)
                and stands_for(run, step, by_hand, self._document)
            ):
                self._placement.take(run, things)
                self._name(run, step.name, None, things)
                run.counts[index] = 1
                self.watch(run, index, things)
                return step, self._move(run, at)
        return None, ()

    def act_played(
        self,
        act: OpenAct,
        *,
        made: Iterable[Name] = (),
        moved: Iterable[Name] = (),
        at: datetime,
    ) -> tuple[OpenAct, ...]:
        """
        Say that an open act happened; returns the act that is newly open, if any.

        Raises:
            MockdrError: If its run does not stand at it any more.
        """
        run = act.run
        if run.act is None or run.act[0] != act.index or run.derailed:
            raise MockdrError(f"{run!r} does not stand at the act of {act.step.place}")
        things = _plain((*made, *moved))
        self._placement.take(run, things)
        self._name(run, act.step.name, None, things)
        run.counts[act.index] = 1
        self.watch(run, act.index, things)
        return self._move(run, at)

    def derail(self, run: Run, reason: str) -> None:
        """Let *run* move no more."""
        if not run.derailed:
            run.derailed = reason
            self._settle(run)

    def expects_provider(
        self, run: Run, kind: str, *, current: Index | None = None
    ) -> bool:
        """
        Tell whether the provider still has an act to play with *kind*.

        Then the moves of things of that KIND that follow by themselves wait for it.

        Args:
            run: The run.
            kind: The KIND.
            current: The act that is happening: it is not a later one.
        """
        return run.expects_provider(kind, current=current)

    # Things and references -------------------------------------------------------

    def subjects(
        self, run: Run, thing: str | None, default: Iterable[Name] = ()
    ) -> list[Name]:
        """Return what a THING of the language means in *run*; *default* when absent."""
        return list(default) if thing is None else run.find(thing)

    def called(self, thing: str) -> list[Name]:
        """Return what a THING said by hand means, in the newest run that has it."""
        for run in sorted(self.runs(), key=lambda r: (-r.last_played, -r.serial)):
            found = run.find(thing)
            if found:
                return found
        for playing in self.playings:
            if thing in playing.given:
                return [playing.given[thing]]
        return []

    def resolve(self, run: Run | Playing, value: Json) -> Json:
        """
        Return *value* with its references replaced.

        Raises:
            UnknownReference: If one names what is not there.
        """
        return resolve(value, self._lookup(run))

    def _lookup(self, run: Run | Playing) -> Lookup:
        return lookup_in(run, self._document)

    # What is missing -------------------------------------------------------------

    def unfinished(self) -> tuple[Unfinished, ...]:
        """Return what the stories tell and never happened, in the order of `play`."""
        found: list[Unfinished] = []
        for playing in self.playings:
            found.extend(unfinished(playing, self._document))
        return tuple(found)

    def _name(
        self, run: Run, called: str | None, kind: str | None, things: Sequence[Name]
    ) -> None:
        if called is None or not things:
            return
        run.take(next((t for t in things if t[0] == kind), things[0]), called)

    def _move(self, run: Run, at: datetime) -> tuple[OpenAct, ...]:
        self._played += 1
        run.last_played = self._played
        run.find_position()
        self._settle(run)
        if run.act is None or run.derailed:
            return ()
        index, step = run.act
        if run.open_act is not None and run.open_act.index == index:
            return ()
        run.open_act = OpenAct(
            run=run, index=index, step=step, since=at, due=due_at(at, step.after)
        )
        self._acting[run] = None
        return (run.open_act,)

    def _settle(self, run: Run) -> None:
        self._placement.settle(run)
        if run.act is None or run.derailed:
            run.open_act = None
            self._acting.pop(run, None)
        elif run.open_act is not None and run.open_act.index != run.act[0]:
            run.open_act = None
