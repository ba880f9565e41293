"""Deliveries that a story bends to no end: found once it has been rehearsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mockdr.base.diagnostics import Diagnostic, suggest
from mockdr.contract import event_types
from mockdr.events.delivery import Delivery
from mockdr.scenario.bends import ANY, Bend
from mockdr.scenario.rules import RULES
from mockdr.scenario.story import Story

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["idle"]


def idle(tenant: Tenant, story: Story) -> Iterator[Diagnostic]:
    """
    Yield what is to be said of the bends of *story* that did nothing.

    Args:
        tenant: Where it was played, with a receiver that is told of every event.
        story: The story.
    """
    deliveries = tenant.mail.deliveries
    # Each event once, to however many it was told; a stranger is none of the story's.
    events = {d.event.id: d.type for d in deliveries}
    told = [type for type in events.values() if type in event_types()]
    for bend in story.delivery:
        if bend not in tenant.bending.struck:
            yield from _never_struck(bend, told)
        elif bend.kind == "swap" and _is_last(deliveries, bend):
            what = "the last event" if bend.event == ANY else bend.event
            yield _warning(
                "MDR406",
                f"no event of the story follows {what}, so it is swapped with none",
                bend,
                "it would come alone, a minute late: swap one that comes earlier",
            )


def _never_struck(bend: Bend, told: Sequence[str]) -> Iterator[Diagnostic]:
    count = sum(map(bend.fits, told))
    if not count:
        # It is spelled well: nothing that is near it was meant.
        todo = suggest("", told, "it emits")
        yield _warning("MDR405", f"the story emits no {bend.event}", bend, todo)
    elif bend.when.every is not None:
        what = "events" if bend.event == ANY else bend.event
        times = "once" if count == 1 else f"{count} times"
        yield _warning(
            "MDR405",
            f"the story emits {what} {times}: number {bend.when.every} never comes",
            bend,
            "write a smaller number, or first: 1",
        )


def _warning(code: str, message: str, bend: Bend, todo: str) -> Diagnostic:
    return Diagnostic(
        code=code,
        message=message,
        place=bend.place,
        help=todo,
        severity=RULES[code].severity,
    )


def _is_last(deliveries: list[Delivery], bend: Bend) -> bool:
    """Tell whether nothing followed any of those that were to be swapped."""
    swapped = [d for d in deliveries if "swap" in d.bends and bend.fits(d.type)]
    return bool(swapped) and all(
        other.event is one.event
        for one in swapped
        for other in deliveries
        if other.webhook == one.webhook and other.number > one.number
    )
