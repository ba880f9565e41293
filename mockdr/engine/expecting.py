"""Waits for deliveries on the tenant's clock, where others wait on the wall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from mockdr import contract
from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json, MockdrError
from mockdr.engine.deliveries import arrived
from mockdr.engine.things import decode
from mockdr.events import Event
from mockdr.events.delivery import Attempt, Delivery

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["OUTCOMES", "Expectation", "Seen", "expect", "expect_async", "expectation"]

#: What may stand for a status where none came.
OUTCOMES = ("timeout", "unreachable", "blocked")
#: What can stand in the first line of an answer.
_STATUSES: Final = range(100, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """
    What is to be delivered.

    Args:
        type: Of the event.
        of: Ids of what it is about, any of them; empty for anything.
        said: How a person said *of*.
        times: How often exactly; None for the next one, however many follow.
        within: How far the clock may move for it.
        status: What the receiver is to answer, a status or one of `OUTCOMES`; None
            for any 2xx, in the end.
        webhook: Id of the only webhook that counts.
    """

    type: str
    of: frozenset[str] = frozenset()
    said: str = ""
    times: int | None = None
    within: timedelta | None = None
    status: int | str | None = None
    webhook: str | None = None

    def fits(self, delivery: Delivery) -> bool:
        """Tell whether *delivery* is of what is asked for, answered or not."""
        return self.webhook in (None, delivery.webhook) and self.means(delivery.event)

    def means(self, event: Event) -> bool:
        """Tell whether *event* is of the type, and about the thing, or part of it."""
        return event.type == self.type and (
            not self.of or not self.of.isdisjoint(_named(event))
        )

    def met_by(self, delivery: Delivery) -> bool:
        """Tell whether *delivery* went as it is to go, since it was last returned."""
        fresh = delivery.attempts[delivery.expected :]
        if self.status is not None:
            return any(self._answers(attempt) for attempt in fresh)
        if self.times == 0:
            # What nobody has seen was not delivered; what was refused has been.
            return any(arrived(attempt) for attempt in fresh)
        return bool(fresh) and delivery.state == "delivered"

    def _answers(self, attempt: Attempt) -> bool:
        answer = attempt.answer
        return answer is not None and self.status in (answer.status, answer.outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """
    How an expectation ended.

    Args:
        met: The deliveries that it asked for, oldest first.
        ok: Whether they are as many as it asked for.
        fitting: All that it could have meant, but for those returned before.
        before: Those that an earlier expectation has returned.
    """

    met: list[Delivery] = field(default_factory=list)
    ok: bool
    fitting: list[Delivery] = field(default_factory=list)
    before: list[Delivery] = field(default_factory=list)


def expectation(
    tenant: Tenant,
    type: str,
    of: str | None = None,
    *,
    times: int | None = None,
    within: timedelta | None = None,
    status: int | str | None = None,
    webhook: str | None = None,
) -> Expectation:
    """
    Return what a person expects.

    Args:
        of: Id of a thing that the event is about or names; or its name in a story.

    Raises:
        MockdrError: If there can be no such delivery.
    """
    if not isinstance(type, str):
        raise MockdrError(
            f"{type!r} is no type of event", help="write one like 'order.accepted'"
        )
    happened = (event.type for event in tenant.event_log)
    if type not in contract.event_types() and type not in happened:
        raise MockdrError(
            f"there is no event {type!r}",
            help=suggest(type, contract.event_types(), "there are"),
        )
    if times is not None and (not _is_whole(times) or times < 0):
        raise MockdrError(
            f"nothing is delivered {times!r} times",
            help="give a whole number, 0 or more, or none",
        )
    if isinstance(status, str) and status not in OUTCOMES:
        raise MockdrError(
            f"no delivery ends with {status!r}",
            help=suggest(status, OUTCOMES, "give a status as a number, or one of"),
        )
    if not isinstance(status, str | None) and (
        not _is_whole(status) or status not in _STATUSES
    ):
        raise MockdrError(
            f"no receiver answers {status!r}",
            help=f"give a status as a number, 202, or one of {', '.join(OUTCOMES)}",
        )
    if within is not None and within < timedelta(0):
        raise MockdrError("the clock cannot go back", help="give a positive duration")
    ids = {of, *(id for _, id in tenant.theatre.called(of))} if of else ()
    return Expectation(
        type=type,
        of=frozenset(filter(None, ids)),
        said=of or "",
        times=times,
        within=within,
        status=status,
        webhook=webhook,
    )


def _is_whole(number: Json) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def expect(tenant: Tenant, wanted: Expectation) -> Seen:
    """
    Let the clock go on until *wanted* is there, or nothing can bring it any more.

    What is returned counts as returned: the next expectation looks for what is new.

    Raises:
        MockdrError: If a receiver calls it that is at work on a delivery.
    """
    pauses = _pauses(tenant, wanted)
    while True:
        tenant.mail.flush()
        ended = next(pauses)
        if ended is not None:
            return ended


async def expect_async(tenant: Tenant, wanted: Expectation) -> Seen:
    """Do what `expect` does, delivering in the running event loop."""
    pauses = _pauses(tenant, wanted)
    while True:
        await tenant.mail.flush_async()
        ended = next(pauses)
        if ended is not None:
            return ended


def _pauses(tenant: Tenant, wanted: Expectation) -> Iterator[Seen | None]:
    """Move the clock; yield None where something may be ready, last how it ended."""
    deadline: datetime | None = None
    while True:
        with tenant.lock:
            ended = None
            if tenant.clock.reach(tenant.moment):
                if wanted.within is not None and deadline is None:
                    deadline = tenant.clock.target(wanted.within)
                seen = _look(tenant, wanted)
                goal = _goal(tenant, wanted, seen, deadline)
                if goal is not None:
                    tenant.clock.reach(goal)
                else:
                    ended = seen
                    for delivery in seen.met if seen.ok else ():
                        delivery.expected = len(delivery.attempts)
        yield ended


def _look(tenant: Tenant, wanted: Expectation) -> Seen:
    every = [d for d in tenant.mail.deliveries if wanted.fits(d)]
    fitting = [d for d in every if _fresh(d)]
    met = [d for d in fitting if wanted.met_by(d)]
    if wanted.times is None:
        met = met[:1]
    return Seen(
        met=met,
        ok=len(met) == (1 if wanted.times is None else wanted.times),
        fitting=fitting,
        before=[d for d in every if d not in fitting],
    )


def _fresh(delivery: Delivery) -> bool:
    """Tell whether there is anything of *delivery* that nobody was given yet."""
    more = len(delivery.attempts) > delivery.expected
    return more or delivery.state == "pending" or not delivery.expected


def _goal(
    tenant: Tenant, wanted: Expectation, seen: Seen, deadline: datetime | None
) -> datetime | None:
    """Return the next moment that can change anything; None to end it here."""
    awaited = [
        d.next
        for d in seen.fitting
        if d.state == "pending" and d.next is not None and d not in seen.met
    ]
    end: datetime | None = None
    if wanted.times == 0:
        end = deadline if seen.ok else None
    elif len(seen.met) > (wanted.times or 1) or (
        seen.ok and (wanted.times is None or not awaited)
    ):
        end = None
    else:
        end = deadline or min(awaited, default=None)
    if end is None or end <= tenant.moment:
        return None
    return min([end, *(when for when, _ in tenant.clock.due)])


def _named(event: Event) -> set[str]:
    """Return the ids of what an event is about: of its object, and what that names."""
    ids = {event.subject, *_own(event.previous), *(id for _, id in event.parts)}
    stored = event.parts.get((event.kind, event.subject))
    if stored is not None:
        record = decode(event.kind, event.subject, stored)
        ids |= _own(record.document)
        ids.update(v for v in record.private.values() if isinstance(v, str))
    return ids


def _own(document: Json) -> set[str]:
    if not isinstance(document, dict):
        return set()
    return {
        str(value)
        for name, value in document.items()
        if (name == "id" or name.endswith("Id")) and isinstance(value, str | int)
    }
