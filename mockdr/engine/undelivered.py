"""What a tenant could not deliver by the end of a test, and whose fault that may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mockdr.engine.deliveries import delivery_told, outcome_told
from mockdr.engine.journal import Finding
from mockdr.events.delivery import Delivery

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["undelivered"]


def undelivered(tenant: Tenant) -> Iterator[Finding]:
    """
    Yield a finding for each delivery that failed, or is still under way.

    What a test has asked for and got is known to it. What was blocked or dropped is
    in the journal of deliveries only; so is what just waits for its true attempt after
    one that was bent on purpose, what chance has held back, and what nobody has tried
    to deliver: it was told after the end, when the receiver was gone.
    """
    for delivery in tenant.mail.deliveries:
        if delivery.expected or delivery.state not in ("failed", "pending"):
            continue
        untried = delivery.state == "pending" and delivery.next is None
        if (
            untried
            or tenant.bending.by_chance(delivery)
            or (delivery.attempts and all(a.bent for a in delivery.attempts))
        ):
            continue
        yield Finding(
            kind="unfinished",
            severity="fail",
            message=_sentence(delivery),
            details={"delivery": delivery.number, "event": delivery.event.id},
        )


def _sentence(delivery: Delivery) -> str:
    told = delivery_told(delivery)
    if not delivery.attempts:
        return f"{told}; expect({delivery.type!r}) lets the clock go there"
    answer = delivery.answer
    status = None if answer is None else answer.status or answer.outcome
    return (
        f"{told}, last: {outcome_told(answer)}; "
        f"expect({delivery.type!r}, status={status!r}) says that it is meant"
    )
