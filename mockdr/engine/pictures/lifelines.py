"""The life of one thing as a picture, with the way that it took until now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mockdr.engine.pictures.diagram import Diagram, Panel
from mockdr.engine.pictures.lives import described, titled
from mockdr.engine.pictures.paths import path
from mockdr.engine.pictures.stories import legend_of
from mockdr.engine.things import Thing
from mockdr.engine.ways import Step
from mockdr.engine.witness import Taken
from mockdr.scenario.findings import with_article

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["lifeline"]


def lifeline(tenant: Tenant, thing: Thing) -> Diagram:
    """
    Return the picture of what a thing went through, and of what can still come.

    Moves are numbered by the call of the journal that made them; what the customer,
    the provider or the fraud review did has no number.

    Args:
        tenant: Whose thing it is; the lock is held.
        thing: One whose KIND has a lifecycle, or `fraud` and the id of an order.
    """
    state = tenant.state_of(*thing)
    steps = tenant.journal.ways.of(thing)
    taken = [_taken(step) for step in steps]
    if not taken and state is not None:
        # It was brought as it is, by a story's beginning or by a trigger.
        taken = [
            Taken(kind=thing.kind, id=thing.id, before=state, trigger="", after=state)
        ]
    panel = replace(path(thing.kind, taken, onward=True), title="")
    return Diagram(
        title=f"The life of {with_article(titled(thing.kind))}",
        summary=f"{thing.id}, {state or 'without a state'} now.",
        described=_words(panel, state),
        panels=(panel,),
        legend=legend_of((panel,)),
    )


def _taken(step: Step) -> Taken:
    return Taken(
        kind=step.thing.kind,
        id=step.thing.id,
        before=step.before,
        trigger=step.trigger,
        after=step.after,
        # What nobody called has a number below 0, which no picture shows.
        step=step.call if step.called else -step.call - 1,
    )


def _words(panel: Panel, state: str | None) -> str:
    return f"{described(panel, taken=True)} Now: {state or 'no state'}."
