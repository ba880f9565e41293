"""Says what leads to a claimed state after the step that claims it too early."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from mockdr.domain import LIFECYCLES, OUTCOMES, Outcome
from mockdr.engine.things import Thing
from mockdr.engine.turn import Turn
from mockdr.engine.words import VERBS

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["HARMFUL", "comes_later", "comes_of", "tries_again"]

#: Triggers that nobody would wish for: no advice leads through them.
HARMFUL = frozenset(
    f"{actor}.{verb}"
    for actor, verb in VERBS
    if verb
    in (
        *("fails", "expires", "disputes", "charges_back"),
        *("blocks", "cancels", "fails_authentication"),
    )
)

#: So many ways to a state are named.
_WAYS: Final = 3
#: What the provider decides on a charge: it lives in the charges of an order.
_ON_CHARGES = ("capture", "cancel")


def comes_later(
    tenant: Tenant, turn: Turn, thing: tuple[str, str], state: str | None, wanted: str
) -> str:
    """
    Return how *thing* comes from *state* to *wanted*, once the step is over.

    Empty where neither one act or call leads there, nor an act and then a call.

    Args:
        thing: KIND, or `fraud`, and id.
    """
    acts = list(_acts(tenant, turn, thing, state, wanted))
    due = [what for _, what in tenant.clock.due]
    for actor, verb, subject in acts:
        if f"{actor} {verb} {subject.kind} {subject.id}" in due:
            return f"that comes next, by itself: {_as_step(actor, verb, subject.kind)}"
    for actor, verb, subject in acts:
        return f"that comes later: {_as_step(actor, verb, subject.kind)}"
    way = _way(_situation(tenant, turn, thing, state), thing[0], wanted)
    if not way:
        return ""
    *before, last = (_step(trigger) for trigger in way)
    after = f", after {before[0]}" if before else ""
    return f"that comes later: claim it at a step of its own, {last}{after}"


def comes_of(kind: str, state: str | None, wanted: str) -> str:
    """Return what brings things of *kind* to *wanted*; *state* is what one has now."""
    lifecycle = LIFECYCLES.get(kind)
    moves = (
        []
        if lifecycle is None
        else [m for m in lifecycle.moves if m.after == wanted and m.before != wanted]
    )
    moves = [m for m in moves if m.trigger not in HARMFUL] or moves
    ways: dict[str, str] = {}
    for move in moves:
        ways.setdefault(move.trigger, f" ({move.guard})" if move.guard else "")
    if not ways:
        return ""
    told = " or ".join(f"{way}{guard}" for way, guard in [*ways.items()][:_WAYS])
    return f"it stays {state} here; what makes it {wanted} is {told}"


def tries_again(tenant: Tenant, order: str | None) -> str:
    """Return what to do where a capture or cancel of *order* failed; or nothing."""
    for kind in _ON_CHARGES:
        again = LIFECYCLES[kind].allows("failed", "provider.completes", "complete")
        states = (tenant.state_of(*thing) for thing in _on_charges(tenant, kind, order))
        if again and "failed" in states:
            return (
                f"the {kind} has failed: `- provider: completes` with `of: {kind}` "
                "tries it again"
            )
    return ""


def _situation(
    tenant: Tenant, turn: Turn, thing: tuple[str, str], state: str | None
) -> dict[str, str | None]:
    """Return KIND (or `fraud`) to the state of what the step was about, after it."""
    things = {**turn.about, **dict((*turn.moved, *turn.made))}
    if "order" in things:
        things["fraud"] = things["order"]
    now = {kind: tenant.state_of(kind, id) for kind, id in things.items()}
    return {**now, thing[0]: state}


def _way(
    situation: Mapping[str, str | None], kind: str, wanted: str
) -> tuple[str, ...]:
    """Return the triggers, one or two, that lead from *situation* to *wanted*."""
    for outcome in _next(situation):
        if outcome.then.get(kind) == wanted:
            return (outcome.trigger,)
    for first in _next(situation):
        # Somebody else acts, and the merchant looks what came of it.
        if "." not in first.trigger or first.trigger in HARMFUL:
            continue
        for outcome in _next({**situation, **first.then}):
            if "." not in outcome.trigger and outcome.then.get(kind) == wanted:
                return first.trigger, outcome.trigger
    return ()


def _next(situation: Mapping[str, str | None]) -> Sequence[Outcome]:
    """
    Return what a call or an act can do to things that are as *situation* says.

    Of each call only what speaks of as many of them as any: facts decide the others.
    """
    fit = [
        outcome
        for outcome in OUTCOMES
        if outcome.error is None
        and outcome.flow is None
        and any(outcome.situation.values())
        and all(situation.get(kind) == s for kind, s in outcome.situation.items())
    ]
    most: dict[str, int] = {}
    for one in fit:
        most[one.trigger] = max(most.get(one.trigger, 0), len(one.situation))
    return [
        one
        for one in fit
        if "." in one.trigger or len(one.situation) == most[one.trigger]
    ]


def _step(trigger: str) -> str:
    actor, dot, verb = trigger.partition(".")
    return f"`- {actor}: {verb}`" if dot else f"`- merchant: {trigger}`"


def _acts(
    tenant: Tenant,
    turn: Turn,
    thing: tuple[str, str],
    state: str | None,
    wanted: str,
) -> Iterator[tuple[str, str, Thing]]:
    """Yield the acts that lead from *state* to *wanted*, and what each is of."""
    kind = thing[0]
    for outcome in OUTCOMES:
        actor, dot, verb = outcome.trigger.partition(".")
        if not dot or outcome.then.get(kind) != wanted:
            continue
        if outcome.situation.get(kind, state) != state:
            continue
        for subject in _subjects(tenant, turn, thing, VERBS.get((actor, verb), ())):
            now = tenant.state_of(*subject)
            if now is not None and outcome.situation.get(subject.kind) == now:
                yield actor, verb, subject


def _subjects(
    tenant: Tenant, turn: Turn, thing: tuple[str, str], kinds: tuple[str, ...]
) -> Iterator[Thing]:
    """Yield what an act on one of *kinds* could be of, in this step."""
    for kind in kinds:
        if kind == thing[0]:
            yield Thing(*thing)
            continue
        near = [id for k, id in (*turn.made, *turn.moved) if k == kind]
        near += [turn.about[kind]] if kind in turn.about else []
        yield from (Thing(kind, id) for id in dict.fromkeys(near))
        yield from _on_charges(tenant, kind, turn.about.get("order"))


def _on_charges(tenant: Tenant, kind: str, order: str | None) -> Iterator[Thing]:
    record = tenant.peek("order", order) if order else None
    if record is None or kind not in _ON_CHARGES:
        return
    for id in record.private.get("charges", ()):
        charge = tenant.document("charge", id) or {}
        yield from (Thing(kind, part["id"]) for part in charge.get(f"{kind}s", ()))


def _as_step(actor: str, verb: str, kind: str) -> str:
    of = f" with `of: {kind}`" if len(VERBS[actor, verb]) > 1 else ""
    return f"claim it at a step of its own, `- {actor}: {verb}`{of}"
