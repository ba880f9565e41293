"""What a tenant could not deliver by the end of a test, and whose fault that may be."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from mockdr.contract import event_types
from mockdr.engine.deliveries import about, delivery_told, outcome_told, standing
from mockdr.engine.journal import Finding
from mockdr.events.delivery import Delivery

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["undelivered"]


def undelivered(tenant: Tenant) -> Iterator[Finding]:
    """
    Yield a finding for what failed, or is still under way; what is alike shares one.

    Alike is what went to one address and met the same there. What a test has asked for
    and got is known to it. What was blocked or dropped is in the journal of deliveries
    only; so is what chance has held back or bent so far, and what nobody has tried to
    deliver: it was told after the end, when the receiver was gone. What was bent on
    purpose is missed while its true attempt is due: a receiver that refuses all it is
    told refuses what is forged, too.
    """
    alike: dict[Hashable, list[Delivery]] = {}
    for delivery in tenant.mail.deliveries:
        if not delivery.expected and _is_missed(delivery):
            alike.setdefault(_how(delivery), []).append(delivery)
    for some in alike.values():
        yield Finding(
            kind="unfinished",
            severity="fail",
            message=f"{_wrong(some)}; {_advice(tenant, some)}",
            details={
                "delivery": some[0].number,
                "event": some[0].event.id,
                "deliveries": [delivery.number for delivery in some],
            },
        )


def _is_missed(delivery: Delivery) -> bool:
    if delivery.state == "failed":
        return True
    waits = delivery.state == "pending" and delivery.next is not None
    return waits and not (delivery.chance and _only_bent(delivery))


def _only_bent(delivery: Delivery) -> bool:
    """Tell whether no true attempt of a delivery was made so far."""
    return all(attempt.bent for attempt in delivery.attempts)


def _how(delivery: Delivery) -> Hashable:
    """Return what is equal for deliveries that one sentence can tell of."""
    answer = delivery.answer
    met = None if answer is None else (answer.outcome, answer.status)
    return delivery.address, met, _only_bent(delivery)


def _wrong(some: Sequence[Delivery]) -> str:
    """Return what is wrong with deliveries that are alike."""
    first = some[0]
    if len(some) == 1:
        last = f", last: {outcome_told(first.answer)}" if first.attempts else ""
        return delivery_told(first) + last
    which = f"the first: {first.type} of {about(first.event)}, {standing(first)}"
    told = f"{len(some)} deliveries to {first.address}"
    if not first.attempts:
        return f"{told} are not there yet; {which}"
    status = None if first.answer is None else first.answer.status
    met = "were not delivered" if status is None else "were answered"
    sep = ":" if status is None else ""
    return f"{told} {met}{sep} {outcome_told(first.answer)}; {which}"


def _advice(tenant: Tenant, some: Sequence[Delivery]) -> str:
    """Return what to do about deliveries that are alike."""
    first, types = some[0], {delivery.type for delivery in some}
    if _only_bent(first):
        type = repr(first.type) if len(types) == 1 else "TYPE"
        if not first.attempts:
            return f"expect({type}) lets the clock go there"
        return f"expect({type}) lets the true attempt happen"
    answer = first.answer
    status = None if answer is None else answer.status or answer.outcome
    if len(types) == 1:
        told = f"expect({first.type!r}, status={status!r}) says that it is meant"
    else:
        told = f"expect(TYPE, status={status!r}) says of each that it is meant"
    record = tenant.peek("webhook", first.webhook)
    if record is not None and len(record.document["types"]) == len(event_types()):
        told += "; the webhook takes all types, and types=[...] narrows it"
    return told
