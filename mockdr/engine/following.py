"""Moves that follow by themselves, at once or on their day."""

from __future__ import annotations

from functools import partial

from mockdr.base.clock import parse_instant
from mockdr.domain import follows
from mockdr.domain.source import DELAYED_FAILURE
from mockdr.engine.stage import Stage
from mockdr.engine.things import Thing
from mockdr.engine.turn import Turn

__all__ = ["follow", "schedule_expiry"]


def follow(turn: Turn, stage: Stage) -> None:
    """
    Let what is pending with the provider come to its end after the reply.

    A step of the scenario that speaks of the charge makes it wait for that step.
    """
    _source_fails(turn, stage)
    if not stage.charges or "charge" in turn.claims.waits:
        return
    charge = stage.charges[-1]
    result = stage.primary.private.get("result") if stage.primary else None
    trigger = follows("charge", charge.document["state"], result)
    if trigger is None:
        return
    verb = trigger.partition(".")[2]
    turn.later(
        turn.now,
        f"provider {verb} charge {charge.id}",
        partial(turn.tenant.provider_moves, verb, Thing("charge", charge.id)),
    )


def _source_fails(turn: Turn, stage: Stage) -> None:
    """Let a test value's source fail some time after the order was made."""
    source = stage.primary
    order = stage.order
    if source is None or order is None or "source" in turn.claims.waits:
        return
    if Thing("order", order.id) not in turn.made:
        return
    trigger = follows("source", source.document["state"], source.private.get("result"))
    if trigger is not None:
        turn.later(
            turn.now + DELAYED_FAILURE,
            f"{trigger.replace('.', ' ')} source {source.id}",
            partial(
                turn.tenant.provider_moves,
                trigger.partition(".")[2],
                Thing("source", source.id),
            ),
        )


def schedule_expiry(turn: Turn, source: Thing, when: str) -> None:
    """Let a source that waits for money expire on its day, unless it was paid."""
    tenant = turn.tenant

    def schedule() -> None:
        tenant.expiries[source.id] = tenant.later(
            parse_instant(when),
            f"{source.kind} {source.id} expires",
            partial(tenant.provider_moves, "expires", source),
        )

    turn.once_kept(schedule)
