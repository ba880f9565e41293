"""Deliveries that a story bends to no end: found once it has been rehearsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from mockdr.base.diagnostics import Diagnostic, how_often, suggest
from mockdr.contract import event_types
from mockdr.engine.beats import spelt
from mockdr.events.delivery import Delivery
from mockdr.events.plan import moments
from mockdr.events.verifying import TOLERANCE
from mockdr.scenario.bends import ANY, Bend
from mockdr.scenario.rules import RULES
from mockdr.scenario.story import Story

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["idle"]

_TOLERATED: Final = timedelta(seconds=TOLERANCE)


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
        yield from _overdone(tenant, bend)
        if bend not in tenant.bending.struck:
            yield from _never_struck(bend, told)
        elif _goes_beyond(story, bend, told):
            yield _counted_beyond(bend, told)
        elif bend.kind == "swap" and _is_last(deliveries, bend):
            what = "the last event" if bend.event == ANY else bend.event
            yield _warning(
                "MDR406",
                f"no event of the story follows {what}, so it is swapped with none",
                bend,
                "it would come alone, a minute late: swap one that comes earlier",
            )


def _overdone(tenant: Tenant, bend: Bend) -> Iterator[Diagnostic]:
    """Yield what is to be said of an amount that makes something else of a bend."""
    attempts = 1 + len(moments(tenant.settings.retries, live=False))
    if bend.kind == "down" and bend.attempts >= attempts:
        yield _warning(
            "MDR408",
            f"the plan of test mode ends after attempt {attempts}, and the receiver is "
            f"down up to attempt {bend.attempts}: the event is lost for good",
            bend,
            f"say attempts: {attempts - 1} or fewer, or kind: drop"
            if attempts > 1
            else "say kind: drop, or give the story a setting retries",
        )
    if bend.kind == "stale" and bend.by is not None and bend.by <= _TOLERATED:
        yield _warning(
            "MDR409",
            f"it looks {spelt(bend.by)} old, and receivers commonly take what is up to "
            f"{spelt(_TOLERATED)} old",
            bend,
            "write a longer one, for example by: 10m",
        )


def _goes_beyond(story: Story, bend: Bend, told: Sequence[str]) -> bool:
    """Tell whether `first` counts events that can never come, as the story goes."""
    first = bend.when.first
    if first is None or any(c.times.most != c.times.least for c in story.calls()):
        return False
    return first > sum(map(bend.fits, told))


def _counted_beyond(bend: Bend, told: Sequence[str]) -> Diagnostic:
    what = "events" if bend.event == ANY else bend.event
    return _warning(
        "MDR405",
        f"the story emits {what} {how_often(sum(map(bend.fits, told)))}: there are no "
        f"first {bend.when.first}",
        bend,
        "write a smaller number, or leave first out",
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
