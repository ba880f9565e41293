"""Tells in a failed test's report what each webhook was told, and what it answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from mockdr.engine.deliveries import (
    about,
    attempts_told,
    in_a_row,
    outcome_told,
    standing,
    suspicion,
)
from mockdr.engine.outdated import outdated
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
        yield [
            *_told(address, deliveries),
            *outdated(tenant, deliveries),
            *suspicion(tenant, deliveries),
        ]


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
    before: list[str] = []
    for plain, some in groupby(deliveries[-_MOST:], _plain):
        if plain:
            yield f"  delivered: {in_a_row((d.type for d in some), _MOST)}"
            continue
        for delivery in some:
            lines = attempts_told(delivery)
            yield f"  {delivery.type} of {about(delivery.event)}: {standing(delivery)}"
            if lines and lines == before:
                lines = ["just as the one before"]
            else:
                before = lines
            yield from (f"     {line}" for line in lines)


def _plain(delivery: Delivery) -> bool:
    """Tell whether there is nothing to say of a delivery but that it was one."""
    return (
        delivery.state == "delivered"
        and len(delivery.attempts) == 1
        and not delivery.bends
    )
