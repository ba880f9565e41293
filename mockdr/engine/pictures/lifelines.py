"""The life of one thing as a picture, with the way that it took until now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mockdr.contract import errors
from mockdr.engine.pictures.diagram import Diagram, Look, Panel
from mockdr.engine.pictures.lives import described, titled
from mockdr.engine.pictures.paths import Barred, path
from mockdr.engine.pictures.stories import legend_of
from mockdr.engine.things import Thing
from mockdr.engine.ways import Step
from mockdr.engine.witness import Taken
from mockdr.scenario.findings import with_article

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["lifeline"]

#: What looks mean in a life that is not over.
_LEGEND: Final = {
    Look.TAKEN.value: "the way it took",
    Look.END.value: "where it is now",
}
_REFUSED: Final = 400
#: Ids of the provider that are longer are told by their beginning.
_LONG: Final = 18


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
    stops = [*_refused(tenant, thing)]
    panel = replace(path(thing.kind, taken, stops, onward=True), title="")
    return Diagram(
        title=f"The life of {with_article(titled(thing.kind))}",
        summary=f"{_short(thing.id)}, {state or 'without a state'} now.",
        described=_words(panel, state),
        panels=(panel,),
        legend={
            look: _LEGEND.get(look, told) for look, told in legend_of((panel,)).items()
        },
    )


def _short(id: str) -> str:
    """Return as much of an id as tells it apart: a long line is cut on telephones."""
    return id if len(id) <= _LONG else f"{id[:12]}…"


def _refused(tenant: Tenant, thing: Thing) -> Iterator[Barred]:
    """Yield the calls of the journal that were refused for a session's state."""
    for entry in tenant.journal if thing.kind == "session" else ():
        state = entry.state.get("before")
        if (
            entry.operation is not None
            and entry.status >= _REFUSED
            and state is not None
            and entry.state.get("session") == thing.id
        ):
            code = entry.errors[0] if entry.errors else ""
            told = errors()[code].code or errors()[code].type if code else None
            yield Barred(
                trigger=entry.operation,
                told=f"{entry.status} {told or ''}".strip(),
                step=entry.seq,
                states={thing.kind: state},
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
