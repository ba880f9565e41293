"""Moves that follow by themselves, at once or on their day."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from mockdr.base.clock import parse_instant
from mockdr.domain import follows
from mockdr.domain.charge import AUTHORIZATION, CARDS
from mockdr.domain.source import DELAYED_FAILURE
from mockdr.engine.stage import Stage
from mockdr.engine.things import Thing
from mockdr.engine.turn import Turn

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["decided_by_provider", "follow", "left", "schedule_expiry"]


def follow(turn: Turn, stage: Stage) -> None:
    """
    Let what is pending with the provider come to its end after the reply.

    A step of the scenario that speaks of the charge makes it wait for that step.
    """
    _source_fails(turn, stage)
    _authorizations_expire(turn, stage)
    if not stage.charges or "charge" in turn.claims.waits:
        return
    charge = stage.charges[-1]
    result = stage.primary.private.get("result") if stage.primary else None
    state = charge.document["state"]
    decided_by_provider(turn, Thing("charge", charge.id), state, result)


def decided_by_provider(
    turn: Turn,
    thing: Thing,
    state: str,
    result: str | None,
    *,
    wait: timedelta = timedelta(0),
) -> None:
    """
    Let the provider decide on a thing that waits for it, after the reply.

    A step of the scenario that speaks of its kind makes it wait for that step. What
    is to be pending first and fail later takes as long as a source that does.

    Args:
        state: Of the thing.
        result: Of the test value that its source was made with.
        wait: How long it takes at least.
    """
    trigger = follows(thing.kind, state, result)
    if trigger is None or thing.kind in turn.claims.waits:
        return
    verb = trigger.partition(".")[2]
    lasting = result == f"{thing.kind}_pending_failed"
    turn.later(
        turn.now + (DELAYED_FAILURE if lasting else wait),
        f"provider {verb} {thing.kind} {thing.id}",
        partial(turn.tenant.provider_moves, verb, thing),
        moot=partial(left, turn.tenant, thing, state) if lasting or wait else None,
    )


def _authorizations_expire(turn: Turn, stage: Stage) -> None:
    """
    Let authorizations run out on their day, where the story has an act for it.

    Without one nobody could tell; a fulfillment looks at the day by itself.
    """
    if "charge" not in turn.claims.waits:
        return
    for charge in stage.charges:
        source = turn.sure("source", charge.document["sourceId"])
        since = charge.private.get("authorized", charge.document["createdTime"])
        fresh = charge.document["state"] == "capturable" and since == turn.time
        if fresh and source.document["type"] in CARDS:
            tenant, thing = turn.tenant, Thing("charge", charge.id)
            turn.later(
                turn.now + AUTHORIZATION,
                f"provider expires charge {charge.id}",
                partial(tenant.provider_moves, "expires", thing),
                moot=partial(left, tenant, thing, "capturable"),
            )


def left(tenant: Tenant, thing: Thing, state: str) -> bool:
    """Tell whether *thing* has left *state*."""
    return tenant.state_of(*thing) != state


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
        tenant, thing = turn.tenant, Thing("source", source.id)
        turn.later(
            turn.now + DELAYED_FAILURE,
            f"{trigger.replace('.', ' ')} source {source.id}",
            partial(tenant.provider_moves, trigger.partition(".")[2], thing),
            moot=partial(left, tenant, thing, source.document["state"]),
        )


def schedule_expiry(turn: Turn, source: Thing, when: str) -> None:
    """Let a source that waits for money expire on its day, unless it was paid."""
    tenant = turn.tenant

    def schedule() -> None:
        tenant.expiries[source.id] = tenant.later(
            parse_instant(when),
            f"{source.kind} {source.id} expires",
            partial(tenant.provider_moves, "expires", source),
            moot=partial(left, tenant, source, str(tenant.state_of(*source))),
        )

    turn.once_kept(schedule)
