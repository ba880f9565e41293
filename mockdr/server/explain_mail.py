"""Tells in a failed test's report what each webhook was told, and what it answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from mockdr.engine.deliveries import (
    about,
    attempts_told,
    outcome_told,
    standing,
    suspicion,
)
from mockdr.events.delivery import Delivery

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["mail_told"]

#: How many deliveries to one address are told; the newest.
_MOST: Final = 15


def mail_told(tenant: Tenant) -> Iterator[list[str]]:
    """Yield a paragraph for each address, in order of the first event sent there."""
    by_address: dict[str, list[Delivery]] = {}
    for delivery in tenant.mail.deliveries:
        by_address.setdefault(delivery.address, []).append(delivery)
    for address, deliveries in by_address.items():
        yield [*_told(address, deliveries), *suspicion(tenant, deliveries)]


def _told(address: str, deliveries: Sequence[Delivery]) -> Iterator[str]:
    count = len(deliveries)
    counted = "1 delivery" if count == 1 else f"{count} deliveries"
    if all(delivery.state == "blocked" for delivery in deliveries):
        yield f"{counted} to {address}, blocked"
        yield f"  {outcome_told(deliveries[-1].answer)}"
        return
    open = sum(delivery.state != "delivered" for delivery in deliveries)
    share = {0: "delivered", count: "not delivered"}.get(open, f"{open} not delivered")
    yield f"{counted} to {address}, {share}"
    if count > _MOST:
        yield f"  ... {count - _MOST} earlier"
    for plain, some in groupby(deliveries[-_MOST:], _plain):
        if plain:
            yield f"  delivered: {', '.join(delivery.type for delivery in some)}"
            continue
        for delivery in some:
            yield f"  {delivery.type} of {about(delivery.event)}: {standing(delivery)}"
            yield from (f"     {line}" for line in attempts_told(delivery))


def _plain(delivery: Delivery) -> bool:
    """Tell whether there is nothing to say of a delivery but that it was one."""
    return (
        delivery.state == "delivered"
        and len(delivery.attempts) == 1
        and not delivery.bends
    )
