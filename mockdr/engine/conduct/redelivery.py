"""An event that comes twice is one event, and is acted upon once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mockdr.engine.conduct.deed import Remark
from mockdr.engine.conduct.forgery import forged
from mockdr.engine.conduct.memory import Memory
from mockdr.engine.journal import Entry
from mockdr.engine.words import MAKES
from mockdr.events.delivery import Attempt, Delivery

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Redelivery"]

#: What a request makes its thing of: two that share it do one thing twice.
_OF: Final = ("checkoutId", "orderId", "invoiceId", "subscriptionId")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wrote:
    seq: int
    delivery: int
    attempt: int


class Redelivery:
    """
    A receiver made the same thing again when it was told of the same event again.

    Why: events come at least once. What is not answered in three seconds, or not with
    2xx, is sent again, and a receiver that had refunded by then refunds twice.
    Instead: keep the ids of events that were handled, in the same transaction as what
    was done for them, and answer 2xx at once to an id that is known.

    Counted is what a receiver makes by POST while it works on a delivery: an update
    that says the same twice changes nothing, and neither does a request that is
    refused. What it does after its answer, or in its own database, is seen by
    `mockdr.webhooks.idempotent(state=...)` alone.

    It fails the test where the receiver is an application of this process: nobody else
    is at work then. While one behind a URL works, anybody may call, the test too, so
    this only weighs what conduct weighs.
    """

    name = "not_idempotent"

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._wrote: Memory[dict[object, _Wrote]] = Memory()

    def judge(self, delivery: Delivery, attempt: Attempt) -> Iterator[Remark]:
        """Compare what was made with what was made for the same event before."""
        if forged(attempt, self._tenant.settings):
            return
        about = delivery.webhook, delivery.event.id
        before = self._wrote.get(about) or {}
        now: dict[object, _Wrote] = {}
        alone = not self._tenant.mail.goes_by_url(delivery.webhook)
        for entry in self._made(attempt):
            thing = _thing(entry)
            wrote = _Wrote(
                seq=entry.seq, delivery=delivery.number, attempt=attempt.number
            )
            first = before.get(thing)
            if first is not None:
                yield _remark(delivery, entry, first, wrote, alone)
            now.setdefault(thing, wrote)
        if now:
            self._wrote.put(about, {**now, **before})

    def _made(self, attempt: Attempt) -> list[Entry]:
        """Return the calls by which the receiver made something, oldest first."""
        first, last = attempt.calls
        made: list[Entry] = []
        if first == last:
            return made
        for entry in reversed(self._tenant.journal.entries()):
            if entry.seq <= first:
                break
            if (
                entry.seq <= last
                and entry.method == "POST"
                and entry.key == "secret"
                and entry.operation in MAKES
                and entry.moved
                and not entry.errors
            ):
                made.append(entry)
        return made[::-1]


def _thing(entry: Entry) -> object:
    """Return what is equal for two calls that make one thing twice."""
    request = entry.request
    named = tuple(
        (name, request[name])
        for name in (_OF if isinstance(request, dict) else ())
        if name in request
    )
    return entry.operation, repr(named or request)


def _remark(
    delivery: Delivery, entry: Entry, first: _Wrote, second: _Wrote, alone: bool
) -> Remark:
    event = delivery.event.id
    when = "" if alone else "while it worked, "
    return Remark(
        about=(delivery.webhook, event, entry.operation),
        calls=(first.seq, second.seq),
        grave=alone,
        message=(
            f"{delivery.address} handled the same {delivery.type} twice (event {event} "
            f"of {delivery.event.kind} {delivery.event.subject}): {when}"
            f"{entry.operation} in #{first.seq}, and once more in #{second.seq}; "
            "keep the ids of handled events, and do nothing for one that comes again"
        ),
        details={
            "event": event,
            "type": delivery.type,
            "operation": entry.operation,
            "deliveries": [first.delivery, second.delivery],
            "attempts": [first.attempt, second.attempt],
        },
    )
