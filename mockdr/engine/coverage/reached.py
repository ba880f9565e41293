"""What one story reaches, read off the tale of how it was played."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from mockdr.base.errors import Json
from mockdr.engine.tale import Tale
from mockdr.scenario.story import ActStep, Story

__all__ = ["Met", "Reached", "Row", "reached"]

#: What a lifecycle table knows of a move: kind, state before, trigger, state after.
Row: TypeAlias = tuple[str, str | None, str, str]


class Met(NamedTuple):
    """An error that was answered; the parameter is the one in the answer."""

    operation: str
    key: str
    parameter: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """
    What a story reached.

    Args:
        title: The story's name, with its combination where it has a matrix.
        moves: Rows of the lifecycle tables that were gone through.
        states: KIND (or `fraud`) and state of what its steps moved or met.
        met: Errors that were answered.
        operations: What it calls.
        acts: Actor and verb of what it lets happen.
        events: Types of events that its steps emitted.
        methods: Types of the sources that there were.
        paid: Types of the sources of orders that were accepted.
        results: What the test values in its sources stand for.
        faults: Kind and work of the faults of its steps and rules.
        bends: Kinds of the adversity that its deliveries meet.
        counts: How its rules and deliveries count, as `rules: every`.
    """

    title: str
    moves: frozenset[Row] = frozenset()
    states: frozenset[tuple[str, str]] = frozenset()
    met: frozenset[Met] = frozenset()
    operations: frozenset[str] = frozenset()
    acts: frozenset[tuple[str, str]] = frozenset()
    events: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    paid: frozenset[str] = frozenset()
    results: frozenset[str] = frozenset()
    faults: frozenset[tuple[str, str]] = frozenset()
    bends: frozenset[str] = frozenset()
    counts: frozenset[str] = frozenset()


def reached(tale: Tale) -> Reached:
    """Return what the story of *tale* reached."""
    story, tenant = tale.story, tale.tenant
    sources = [tenant.peek("source", id) for id in tenant.store.newest("source")]
    results = {source.private.get("result") for source in sources if source}
    own = [move for move in tale.moves if move.step]
    return Reached(
        title=story.title,
        moves=frozenset({*(move.row for move in tale.moves), *_sent(tale)}),
        states=frozenset((move.kind, move.after) for move in own),
        met=frozenset(Met(r.operation, r.key, r.parameter) for r in tale.refused),
        operations=frozenset(call.operation for call in story.calls()),
        acts=frozenset((act.actor, act.verb) for act in _acts(story)),
        events=frozenset(
            type for beat in tale.beats if not beat.prologue for type in beat.events
        ),
        methods=frozenset(str(s.document["type"]) for s in sources if s),
        paid=frozenset(_paid(tale)),
        results=frozenset(str(result) for result in results if result),
        faults=frozenset(_faults(story)),
        bends=frozenset(bend.kind for bend in story.delivery),
        counts=frozenset(_counts(story)),
    )


def _acts(story: Story) -> Iterator[ActStep]:
    return (step for step in story.steps if isinstance(step, ActStep))


def _paid(tale: Tale) -> Iterator[str]:
    for id in tale.tenant.store.newest("order"):
        order: Json = tale.tenant.document("order", id) or {}
        if order.get("state") == "accepted":
            for source in order["payment"].get("sources", ()):
                yield source["type"]


def _faults(story: Story) -> Iterator[tuple[str, str]]:
    faults = [call.fault for call in story.calls()]
    faults += [rule.fault for rule in story.rules]
    return ((fault.kind, fault.work) for fault in faults if fault is not None)


def _counts(story: Story) -> Iterator[str]:
    for key, entries in (("rules", story.rules), ("delivery", story.delivery)):
        for entry in entries:
            for name in ("first", "every", "probability"):
                if getattr(entry.when, name) is not None:
                    yield f"{key}: {name}"


def _sent(tale: Tale) -> Iterator[Row]:
    """Yield the moves of deliveries, which no turn of the engine makes."""
    kind = "webhook_delivery"
    for delivery in tale.tenant.mail.deliveries:
        if delivery.state == "dropped":
            yield kind, None, "event.drops", "dropped"
            continue
        yield kind, None, "event.matches", "pending"
        if delivery.state == "delivered":
            yield kind, "pending", "receiver.accepts", "delivered"
        if len(delivery.attempts) > 1:
            yield kind, "pending", "receiver.fails", "pending"
