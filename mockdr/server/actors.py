"""The customer, the provider and the fraud review, callable by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mockdr.base.clock import parse_duration, parse_instant
from mockdr.base.errors import Json, MockdrError
from mockdr.engine.words import VERBS
from mockdr.server.document import Document
from mockdr.server.options import nearest
from mockdr.server.plainly import plainly, plainly_async
from mockdr.server.sources import check_source

if TYPE_CHECKING:
    from mockdr.engine.tenant import Happened, Tenant

__all__ = [
    "Actor",
    "Customer",
    "Find",
    "Hands",
    "deliver_first",
    "id_of",
    "span",
    "stored",
]

#: Finds the tenant: a reset puts a new one in the place of the old.
Find = Callable[[], "Tenant"]


def stored(tenant: Tenant, kind: str, id: Json) -> Document:
    """
    Return a thing as it is stored.

    Args:
        tenant: Whose it is.
        kind: Its KIND.
        id: Its id, or a document that has it.

    Raises:
        MockdrError: If the tenant has none of that id.
    """
    asked = str(id_of(id))
    wire = tenant.document(kind, asked)
    if wire is None:
        raise MockdrError(
            f"the tenant {tenant.name} has no {kind} {asked!r}",
            help=f"it sees only what was made with the key {tenant.secret_key}",
        )
    return Document(wire, kind)


def deliver_first(tenant: Tenant) -> None:
    """
    Deliver what is ready, where hands do something else.

    Where an event loop runs, the receiver most likely lives in it: there only those
    who await deliver. What a receiver makes happen comes after what it is at.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        running = False
    else:
        running = True
    # Not in the `except`: its error would be told with each that a receiver raises.
    if not running and not tenant.mail.turnstile.inside:
        tenant.mail.flush()


def id_of(thing: Json) -> Json:
    """Return the id of what may be a document, or the id itself."""
    return thing.get("id") if isinstance(thing, Mapping) else thing


def _told(moved: Iterable[Happened]) -> list[Document]:
    return [
        Document({"kind": m.kind, "id": m.id, "state": m.state}, "thing") for m in moved
    ]


class Actor:
    """
    Somebody of the scenario language; its verbs are methods.

    Each takes `of`, the name or id of a thing (or its document); without it, they act
    on what was made last of all that the move is open to. `then` chooses among the
    documented outcomes, as a scenario's does: ``then={"capture": "failed"}``, with
    KINDs, `fraud` or `next_action`. `reason` is the decline code of what fails; it lets
    it fail. What cannot end so is refused, with a list of what can, and nothing
    happens. Each returns what it moved: kind, id and state.
    """

    def __init__(self, find: Find, name: str) -> None:
        self._find = find
        self._name = name

    def __getattr__(self, verb: str) -> Callable[..., list[Document]]:
        __tracebackhide__ = True
        if verb.startswith("_"):
            raise AttributeError(verb)
        verbs = self._verbs()
        if verb not in verbs:
            raise AttributeError(
                f"{self._name} has no verb {verb!r}; "
                f"{nearest(verb, verbs) or 'it has'} ({', '.join(verbs)})"
            )

        @plainly
        def act(
            of: Json = None,
            *,
            then: Mapping[str, Json] | None = None,
            reason: str | None = None,
        ) -> list[Document]:
            return _told(self._happens(verb, id_of(of), then=then, reason=reason))

        act.__name__ = verb
        return act

    def _happens(self, verb: str, of: str | None = None, **how: Json) -> list[Happened]:
        """Let it happen; what was told before comes first, what it tells after it."""
        tenant = self._find()
        deliver_first(tenant)
        moved = tenant.happen(self._name, verb, of, **how)
        deliver_first(tenant)
        return moved

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._verbs()})

    def __repr__(self) -> str:
        return f"<{self._name}: {', '.join(self._verbs())}>"

    def _verbs(self) -> list[str]:
        return [verb for actor, verb in VERBS if actor == self._name]


class Customer(Actor):
    """The customer, who also chooses how to pay; called with an id, the document."""

    @plainly
    def __call__(self, id: Json) -> Document:
        """
        Return a customer as it is stored.

        Raises:
            MockdrError: If the tenant has none of that id.
        """
        return stored(self._find(), "customer", id)

    @plainly
    def chooses(
        self,
        type: str | None = None,
        session: Json = None,
        /,
        *,
        then: Mapping[str, Json] | None = None,
        **fields: Json,
    ) -> Document:
        """
        Make a payment source, as the browser would.

        Args:
            type: Of the source; may be absent when a scenario's step says it.
            session: Id of the payment session or checkout, or its document; absent,
                it is the newest checkout's.
            then: How it ends, ``{"source": "requires_action"}``.
            fields: Further fields of the source, by their names on the wire.

        Returns:
            The source.

        Raises:
            MockdrError: If it is impossible; says what is possible.
        """
        source = self._source(type, fields)
        moved = self._happens(
            "chooses", source=source, session=id_of(session), then=then
        )
        made = next((m.id for m in moved if m.kind == "source"), None)
        document = self._find().document("source", made) if made else None
        if document is None:
            raise MockdrError(
                "the customer chose, and no source came of it",
                help="please report this with the journal",
            )
        return Document(document, "source")

    def _source(self, type: str | None, fields: Mapping[str, Json]) -> dict[str, Json]:
        source = {**fields, "type": type} if type is not None else {**fields}
        check_source(source, self._find().settings.version)
        return source

    @plainly
    def submits(
        self, session: Json = None, type: str | None = None, /, **fields: Json
    ) -> list[Document]:
        """
        Go through a low-code checkout, and place its order.

        Args:
            session: Id of the checkout-session, or its document; absent, the newest.
            type: Of the source that pays; a good card when absent.
            fields: Further fields of the source, by their names on the wire.

        Returns:
            What was made and moved; an order is among it unless the payment was
            refused.

        Raises:
            MockdrError: If it is impossible; says what is possible.
        """
        source = self._source(type, fields)
        return _told(self._happens("submits", id_of(session), source=source))


class Hands:
    """The tenant's clock: it stands, or runs, and moves forward by hand."""

    def __init__(self, find: Find) -> None:
        self._find = find

    @property
    def now(self) -> datetime:
        """The present moment, in UTC."""
        return self._find().clock.now

    @property
    def running(self) -> bool:
        """Whether it follows real time."""
        return self._find().clock.running

    @property
    def due(self) -> list[tuple[datetime, str]]:
        """What is still to happen, and when; soonest first."""
        return list(self._find().clock.due)

    @plainly
    def advance(
        self, duration: str | timedelta | None = None, **units: float
    ) -> datetime:
        """
        Move forward; what is due on the way happens in order.

        Args:
            duration: As the scenario language writes it, `48h`, or a timedelta.
            units: `hours=48` and so on, as a timedelta takes them.

        Returns:
            The moment that it is then.

        Raises:
            MockdrError: If that is no duration, or goes back.
        """
        self._find().clock.advance(_duration(duration, units))
        return self.now

    @plainly_async
    async def advance_async(
        self, duration: str | timedelta | None = None, **units: float
    ) -> datetime:
        """Do what `advance` does, with the receivers in the running event loop."""
        await self._find().clock.move_async(_duration(duration, units))
        return self.now

    @plainly
    def at(self, moment: str | datetime) -> datetime:
        """
        Move forward to *moment*, which has a time zone.

        Raises:
            MockdrError: If it is none, has no zone, or is in the past.
        """
        self._find().clock.at(_moment(moment))
        return self.now

    @plainly_async
    async def at_async(self, moment: str | datetime) -> datetime:
        """Do what `at` does, with the receivers in the running event loop."""
        await self._find().clock.move_async(_moment(moment))
        return self.now

    def freeze(self, frozen: bool = True) -> None:
        """Let it stand, or with ``frozen=False`` run."""
        self._find().clock.freeze(frozen)

    @plainly
    def run_until_idle(self) -> datetime:
        """Move forward until nothing is due any more."""
        self._find().clock.run_until_idle()
        return self.now

    @plainly_async
    async def run_until_idle_async(self) -> datetime:
        """Do what `run_until_idle` does, with the receivers in the running loop."""
        await self._find().clock.run_until_idle_async()
        return self.now

    def __repr__(self) -> str:
        return f"<clock at {self.now.isoformat()}, {len(self.due)} due>"


_UNITS = ("weeks", "days", "hours", "minutes", "seconds", "milliseconds")


def _duration(
    duration: str | timedelta | None, units: Mapping[str, float]
) -> timedelta:
    if (duration is None) == (not units):
        raise MockdrError(
            "advance takes one duration",
            help="write advance('48h') or advance(hours=48)",
        )
    if duration is None:
        return _sum(units)
    return span(duration, "'48h', hours=48, or a timedelta")


def span(
    duration: str | timedelta, forms: str = "it like '48h', or a timedelta"
) -> timedelta:
    """
    Return *duration* as a timedelta.

    Args:
        forms: What may be written, for who has written something else.

    Raises:
        MockdrError: If it is none.
    """
    if isinstance(duration, str):
        return parse_duration(duration)
    if isinstance(duration, timedelta):
        return duration
    raise MockdrError(f"{duration!r} is no duration", help=f"write {forms}")


def _moment(moment: str | datetime) -> datetime:
    if isinstance(moment, str):
        return parse_instant(moment)
    if isinstance(moment, datetime):
        return moment
    raise MockdrError(
        f"{moment!r} is no moment in time",
        help="write it like '2024-05-01T12:00:00Z', or a datetime with a time zone",
    )


def _sum(units: Mapping[str, float]) -> timedelta:
    for unit in units:
        if unit not in _UNITS:
            raise MockdrError(
                f"advance knows no {unit!r}",
                help=nearest(unit, _UNITS) or f"it knows {', '.join(_UNITS)}",
            )
    try:
        return timedelta(**units)
    except (OverflowError, TypeError, ValueError) as problem:
        raise MockdrError(
            f"that is no duration: {problem}", help="write advance(hours=48)"
        ) from None
