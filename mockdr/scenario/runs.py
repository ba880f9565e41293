"""A run is one time that a story happens: where it stands, and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from mockdr.base.errors import Json
from mockdr.scenario.references import Lookup, UnknownReference, field_of
from mockdr.scenario.story import ActStep, AnyOrder, CallStep, Story

__all__ = [
    "Document",
    "Index",
    "Name",
    "OpenAct",
    "Owned",
    "Playing",
    "Run",
    "Watch",
    "calls_at",
    "due_at",
    "lookup_in",
]

#: Path to a step: its number from 0, and the number of the call in an `any_order`.
Index = tuple[int, ...]

#: What a thing is known by everywhere: its KIND and its id.
Name = tuple[str, str]

#: Returns the wire document of a thing by KIND and id, or None.
Document = Callable[[str, str], Json]


class Owned(NamedTuple):
    """A thing of a run; `name` is what the story calls it, if it does."""

    kind: str
    id: str
    name: str | None = None


class Playing:
    """
    A story in force.

    Args:
        story: The story.
        serial: The how manieth story in force this is, from 1.
        limit: How many runs it may have; None for any number.
        given: What the story's names of given things stand for.
    """

    __slots__ = (
        "acts",
        "firsts",
        "given",
        "limit",
        "operations",
        "runs",
        "serial",
        "stopped",
        "story",
    )

    def __init__(
        self,
        story: Story,
        *,
        serial: int,
        limit: int | None,
        given: Mapping[str, Name],
    ) -> None:
        self.story = story
        self.serial = serial
        self.limit = limit
        self.given = dict(given)
        self.runs: list[Run] = []
        #: Whether it was taken out of force; nothing of it holds any more.
        self.stopped = False
        self.operations = frozenset(call.operation for call in story.calls())
        #: Its acts, each with the number of its step, from 0.
        self.acts = tuple(
            (number, step)
            for number, step in enumerate(story.steps)
            if isinstance(step, ActStep)
        )
        #: Operations by which a run can begin.
        self.firsts = frozenset(
            call.operation for _, call in Run(self, serial=0).open_calls
        )

    @property
    def runs_left(self) -> int | None:
        """How many runs may still begin; None for any number."""
        if self.stopped:
            return 0
        return None if self.limit is None else max(0, self.limit - len(self.runs))

    @property
    def over(self) -> bool:
        """Whether no run can begin any more, and none is under way."""
        return self.runs_left == 0 and all(
            run.ended or run.derailed for run in self.runs
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenAct:
    """
    An act at which a run stands.

    Args:
        since: When the step before it was played.
        due: When it happens by itself. None: it waits for a signal, or for the
            contract's own date, which only the engine knows (`Theatre.set_due`).
    """

    run: Run
    index: Index
    step: ActStep
    since: datetime
    due: datetime | None

    @property
    def rank(self) -> tuple[int, ...]:
        """The order among acts that are due at one moment: by run, then step."""
        return (self.run.serial, *self.index)


class Run:
    """
    One time that a story happens.

    Only `Theatre` changes it. Position and counts never go back.

    Args:
        playing: The story in force that it is a run of.
        serial: Its number among all runs of the theatre, from 1.
    """

    __slots__ = (
        "_things",
        "act",
        "counts",
        "customers",
        "derailed",
        "emails",
        "floor",
        "kinds",
        "last_played",
        "names",
        "number",
        "open_act",
        "open_calls",
        "playing",
        "position",
        "serial",
    )

    def __init__(self, playing: Playing, *, serial: int) -> None:
        self.playing = playing
        self.serial = serial
        #: Its number among the runs of its story in force, from 1.
        self.number = len(playing.runs) + 1
        #: The first step that may still be played, if it is a call; acts pass it by.
        self.floor = 0
        #: Step at which it stands, from 0; the number of steps once it has ended.
        self.position = 0
        self.counts: dict[Index, int] = {}
        self._things: dict[Name, str | None] = {}
        self.names: dict[str, Name] = {}
        #: KINDs of names whose things are being made.
        self.kinds: dict[str, str] = {}
        self.customers: set[str] = set()
        self.emails: set[str] = set()
        #: Why it moves no more; empty while it may.
        self.derailed = ""
        #: Counts all that is played in the theatre: who has waited longest.
        self.last_played = 0
        self.open_calls: tuple[tuple[Index, CallStep], ...] = ()
        #: The act at which it stands, as the story has it and as it is waited for.
        self.act: tuple[Index, ActStep] | None = None
        self.open_act: OpenAct | None = None
        self.find_position()

    def __repr__(self) -> str:
        return f"<run {self.number} of {self.story.title} at {self.position}>"

    @property
    def story(self) -> Story:
        """The story that it plays."""
        return self.playing.story

    @property
    def ended(self) -> bool:
        """Whether it stands after the last step; its last calls may still be open."""
        return self.position == len(self.story.steps)

    @property
    def things(self) -> tuple[Owned, ...]:
        """What belongs to it, in the order in which it came to belong."""
        return tuple(Owned(*name, called) for name, called in self._things.items())

    def find_position(self) -> None:
        """Work out which calls are open and where the run stands, from what it did."""
        open_calls: list[tuple[Index, CallStep]] = []
        self.act = None
        steps = self.story.steps
        position = len(steps)
        for number in range(self.floor, len(steps)):
            step = steps[number]
            if isinstance(step, ActStep):
                if not self.counts.get((number,)):
                    self.act = ((number,), step)
                    position = number
                    break
                continue
            passed = True
            for index, call in calls_at(number, step):
                count = self.counts.get(index, 0)
                passed = passed and count >= call.times.least
                if call.times.most is None or count < call.times.most:
                    open_calls.append((index, call))
            if not passed:
                position = number
                break
        self.position = position
        self.open_calls = tuple(open_calls)

    def steps(self) -> Iterator[tuple[Index, CallStep | ActStep]]:
        """Yield every call and act of the story, with its index."""
        for number, step in enumerate(self.story.steps):
            if isinstance(step, ActStep):
                yield (number,), step
            else:
                yield from calls_at(number, step)

    def missing(self) -> Iterator[tuple[Index, CallStep | ActStep]]:
        """Yield the calls below their minimum and the acts not played."""
        for index, step in self.steps():
            if index[0] >= self.floor:
                least = 1 if isinstance(step, ActStep) else step.times.least
                if self.counts.get(index, 0) < least:
                    yield index, step

    def of_kind(self, kind: str) -> list[Name]:
        """Return its things of *kind*, in the order in which they came."""
        return [name for name in self._things if name[0] == kind]

    def called(self, name: str) -> Name | None:
        """Return what the story calls *name*, made by a step or given."""
        return self.names.get(name) or self.playing.given.get(name)

    def find(self, thing: str) -> list[Name]:
        """
        Return what a THING of the language stands for in this run.

        A NAME is one thing, KIND.N the nth of its kind, a bare KIND all of them;
        empty when there is none (yet).
        """
        named = self.called(thing)
        if named is not None:
            return [named]
        kind, _, number = thing.partition(".")
        if number.isdigit():
            return self.of_kind(kind)[int(number) - 1 :][:1] if int(number) else []
        return self.of_kind(thing)

    def holds(self, name: Name) -> bool:
        """Tell whether *name* is among its things, given ones that it used included."""
        return name in self._things

    def take(self, name: Name, called: str | None = None) -> None:
        """Put a thing among its things, once; the first name that it gets stays."""
        if called is not None:
            self.names[called] = name
        if self._things.get(name) is None:
            self._things[name] = called

    def kind_of(self, thing: str) -> str:
        """Return the KIND of a THING; a name that nothing has yet is itself."""
        named = self.called(thing)
        if named is not None:
            return named[0]
        return self.kinds.get(thing) or thing.partition(".")[0]

    def expects_provider(self, kind: str, *, current: Index | None = None) -> bool:
        """
        Tell whether the provider still has an act to play with things of *kind*.

        Args:
            kind: The KIND.
            current: The act that is happening: it is not a later one.
        """
        return any(
            step.of is not None and self.kind_of(step.of) == kind
            for step in self.acts_left("provider", current=current)
        )

    def acts_left(
        self, actor: str, *, current: Index | None = None
    ) -> Iterator[ActStep]:
        """
        Yield the acts that *actor* still has to play.

        Args:
            current: The act that is happening: it is not a later one.
        """
        for number, step in self.playing.acts if not self.derailed else ():
            index = (number,)
            if step.actor == actor and index != current and not self.counts.get(index):
                yield step


def calls_at(
    number: int, step: CallStep | AnyOrder
) -> Iterator[tuple[Index, CallStep]]:
    """Yield the call of a step, or those of an `any_order`, with their indexes."""
    if isinstance(step, CallStep):
        yield (number,), step
    else:
        for inner, call in enumerate(step.calls):
            yield (number, inner), call


def due_at(since: datetime, after: timedelta | None) -> datetime | None:
    """Return *since* plus *after*, at most the end of the calendar."""
    if after is None:
        return None
    try:
        return since + after
    except OverflowError:
        return datetime.max.replace(tzinfo=timezone.utc)


def lookup_in(run: Run | Playing, document: Document) -> Lookup:
    """
    Return what finds the values of references in *run*, or among the given things.

    A bare KIND is the newest of its kind; an id is known even of what is deleted.
    """

    def look(path: tuple[str, ...]) -> Json:
        said, head, rest = ".".join(path), path[0], path[1:]
        if isinstance(run, Playing):
            names = [run.given[head]] if head in run.given else []
        elif run.called(head) is None and rest and rest[0].isdigit():
            names, rest = run.find(f"{head}.{rest[0]}"), rest[1:]
        else:
            names = run.find(head)
        if not names:
            raise UnknownReference(
                f"<{said}> names nothing that there is", help="it may be made later"
            )
        name = names[-1]
        if rest == ("id",):
            return name[1]
        found = document(*name)
        if found is None or not rest:
            raise UnknownReference(
                f"<{said}> has no value",
                help="name a field of a thing that exists, such as its id",
            )
        return field_of(found, rest, said)

    return look


#: Told of a step that was played: its run, its index, what it made and moved.
Watch = Callable[[Run, Index, tuple[Name, ...]], None]
