"""A story as values: what the text of a scenario file says, typed and placed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from mockdr.base.errors import Json
from mockdr.base.source import Place
from mockdr.scenario.bends import Bend

if TYPE_CHECKING:
    from mockdr.scenario.strikes import Strike

__all__ = [
    "MOST_TIMES",
    "NONE",
    "ActStep",
    "AnyOrder",
    "CallStep",
    "ErrorClaim",
    "Fault",
    "Given",
    "Match",
    "Step",
    "Story",
    "Then",
    "Times",
]


#: A call is played no more often: nobody would wait for that, nor read it.
MOST_TIMES: Final = 999


class _None:
    """Marks a key that the file does not have; `null` in a file is None."""

    def __repr__(self) -> str:
        return "NONE"

    def __bool__(self) -> bool:
        return False


NONE = _None()


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How often a call is played; `most` is None for `N..`."""

    least: int = 1
    most: int | None = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a request must contain; header names are lower-case here."""

    body: Json = NONE
    body_schema: Json = NONE
    query: Mapping[str, Json] = field(default_factory=dict)
    headers: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorClaim:
    """
    The error that a step answers with.

    Args:
        keys: Keys of the catalogue's entries that fit, for this operation: first the
            one to answer with, then those that a client could not tell from it.
        text: What the file says, for messages.
        parameter: The parameter that the file says, where the entry is about any.
        place: Where it says so.
    """

    keys: tuple[str, ...]
    text: str
    parameter: str | None = None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """
    What a step chooses and checks.

    Args:
        states: THING to state, in the order of the file.
        places: THING (or key of `then`) to where its value stands.
    """

    states: Mapping[str, str] = field(default_factory=dict)
    fraud: str | None = None
    next_action: str | None = None
    error: ErrorClaim | None = None
    reason: str | None = None
    events: tuple[str, ...] | None = None
    reply: Json = NONE
    headers: Mapping[str, Json] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What no contract describes. `work` is resolved: never absent."""

    kind: Literal[
        "reset", "empty", "hang", "status", "delay", "truncate", "garbage", "alter"
    ]
    work: Literal["done", "none"]
    wait: timedelta | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Json = NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStep:
    """The merchant calls an operation."""

    operation: str
    of: str | None = None
    match: Match | None = None
    name: str | None = None
    times: Times = Times()
    then: Then | None = None
    fault: Fault | None = None
    note: str = ""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ActStep:
    """
    Somebody else acts.

    Args:
        actor: customer, provider or fraud.
        of: A THING; without it, what was made last of all that the move is open to.
        source: For `chooses`: fields of the source, typed.
        after: Time since the previous step was played. None waits: for a signal where
            the customer acts, for the contract's own date where the provider does
            (`expires`, `renews`).
    """

    actor: str
    verb: str
    of: str | None = None
    source: Json = NONE
    name: str | None = None
    after: timedelta | None = None
    then: Then | None = None
    note: str = ""
    place: Place

    @property
    def trigger(self) -> str:
        """The trigger in the lifecycle tables: `actor.verb`."""
        return f"{self.actor}.{self.verb}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOrder:
    """Calls that may come in any order."""

    calls: tuple[CallStep, ...]
    place: Place


Step = CallStep | ActStep | AnyOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """
    The world before the first request.

    Args:
        customers: NAME to wire body; its key `sources` holds NAME to wire body.
        skus: NAME to wire body (likewise plans and webhooks).
        checkout: What self-play puts into its checkout, typed, or NONE.
        source: What self-play chooses when a story begins later, typed, or NONE.
        settings: Tenant settings for this scenario.
        places: NAME of a given thing to where it stands.
    """

    customers: Mapping[str, Json] = field(default_factory=dict)
    skus: Mapping[str, Json] = field(default_factory=dict)
    plans: Mapping[str, Json] = field(default_factory=dict)
    webhooks: Mapping[str, Json] = field(default_factory=dict)
    checkout: Json = NONE
    source: Json = NONE
    settings: Mapping[str, Json] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """
    One scenario. `file` is for messages; `text` is what was read.

    Args:
        variant: Names of the file's `matrix` to the values of this combination, in the
            order of the file; empty where it has none.
        rules: What strikes at any time, in the order of the file.
        delivery: How its events are bent on their way, in the order of the file.
    """

    name: str
    summary: str
    tags: tuple[str, ...] = ()
    version: str | None = None
    given: Given = Given()
    steps: tuple[Step, ...]
    variant: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[Strike, ...] = ()
    delivery: tuple[Bend, ...] = ()
    file: str
    text: str = ""

    @property
    def title(self) -> str:
        """The name, with the combination that it is: `file[method=konbini]`."""
        values = ",".join(f"{name}={value}" for name, value in self.variant.items())
        return f"{self.name}[{values}]" if values else self.name

    def calls(self) -> Iterator[CallStep]:
        """Yield every call, those of `any_order` included, in the file's order."""
        for step in self.steps:
            if isinstance(step, CallStep):
                yield step
            elif isinstance(step, AnyOrder):
                yield from step.calls
