"""What customer, provider and fraud review can do now, and how each can end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from mockdr.domain import Outcome, choose, possible
from mockdr.engine.acts import able
from mockdr.engine.claims import for_act
from mockdr.engine.prose.phrases import acts, noun_of, stands
from mockdr.engine.stage import stage_of
from mockdr.engine.things import Thing
from mockdr.engine.turn import NO_CLAIMS, Turn
from mockdr.engine.words import VERBS

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Deed", "Ending", "deeds"]

#: Acts whose end nobody can wish: they are many pieces of work, or facts decide.
_SETTLED: Final = frozenset(
    {"chooses", "submits", "reminds", "renews", "resolves_dispute"}
)
#: States of a session that wants a source.
_CHOOSING: Final = frozenset({"requires_source"})
#: States in which another one can take the place of what it has, if a story tells so.
_ANEW: Final = frozenset({"requires_confirmation", "requires_action", "failed"})
#: What tells outcomes apart, what people look at first.
_TELLING: Final = ("order", "session", "charge", "fraud", "source", "refund")
#: So many things a run waits with are looked at besides the newest.
_AWAITED: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """
    One documented outcome of an act.

    Args:
        then: What chooses it, as `Tenant.happen` takes it; nothing for what comes
            when nobody chooses.
        states: KIND (or `fraud`, `next_action`) to state, as it is then.
        title: The same in words.
    """

    then: Mapping[str, str]
    states: Mapping[str, str]
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """
    An act that is possible now.

    Args:
        thing: To what it is done.
        state: Its state.
        title: The act in words.
        waits: Whether a run of a scenario waits for just this.
        endings: The outcomes that can be chosen, the usual one first; empty where
            there is no choice.
    """

    actor: str
    verb: str
    thing: Thing
    state: str | None
    title: str
    waits: bool
    endings: tuple[Ending, ...]


def deeds(
    tenant: Tenant, things: Sequence[Thing] | None = None, *, each: int = 5
) -> list[Deed]:
    """
    Return the acts that are possible, those first for which a run waits.

    Nothing is tried: what the tables allow is possible. The tenant's lock is held.

    Args:
        things: To what; to the newest things of each KIND when None, and to those for
            which a run waits.
        each: So many of each KIND.
    """
    if things is None:
        things = [*dict.fromkeys((*_awaited(tenant), *_newest(tenant, each)))]
    awaited = {(act.step.actor, act.step.verb) for act in tenant.theatre.open_acts()}
    found = []
    for thing in things:
        for (actor, verb), kinds in VERBS.items():
            if thing.kind not in kinds or not able(tenant, actor, verb, thing):
                continue
            if verb == "reminds" and _reminded(tenant, thing):
                continue
            waits = (actor, verb) in awaited and tenant.director.awaits(
                actor, verb, thing
            )
            state = tenant.state_of(*thing)
            if verb == "chooses" and not _chooses(thing, state, waits=waits):
                continue
            found.append(_deed(tenant, actor, verb, thing, state, waits=waits))
    return sorted(found, key=lambda deed: not deed.waits)


def _chooses(thing: Thing, state: str | None, *, waits: bool) -> bool:
    # A checkout and its session are one choice.
    return thing.kind == "session" and (
        state in _CHOOSING or (waits and state in _ANEW)
    )


def _reminded(tenant: Tenant, thing: Thing) -> bool:
    """Tell whether a subscription has its invoice: it is not reminded of twice."""
    record = tenant.peek(*thing)
    return record is not None and "invoice" in record.private


def _newest(tenant: Tenant, each: int) -> Iterator[Thing]:
    kinds = dict.fromkeys(kind for kinds in VERBS.values() for kind in kinds)
    for kind in kinds:
        for id in islice(tenant.store.newest(kind), each):
            yield Thing(kind, id)


def _awaited(tenant: Tenant) -> Iterator[Thing]:
    for act in tenant.theatre.open_acts()[-_AWAITED:]:
        kinds = VERBS.get((act.step.actor, act.step.verb), ())
        named: Iterable[tuple[str, str]] = (
            act.run.find(act.step.of)
            if act.step.of
            else ((owned.kind, owned.id) for owned in act.run.things)
        )
        for kind, id in named:
            if kind in kinds and tenant.store.get(kind, id) is not None:
                yield Thing(kind, id)


def _deed(
    tenant: Tenant,
    actor: str,
    verb: str,
    thing: Thing,
    state: str | None,
    *,
    waits: bool,
) -> Deed:
    who = {"fraud": "The fraud review"}.get(actor, f"The {actor}")
    return Deed(
        actor=actor,
        verb=verb,
        thing=thing,
        state=state,
        title=f"{who} {acts(f'{actor}.{verb}', f'the {noun_of(thing.kind)}')}",
        waits=waits,
        endings=_endings(tenant, actor, verb, thing, state, waits=waits),
    )


def _endings(
    tenant: Tenant,
    actor: str,
    verb: str,
    thing: Thing,
    state: str | None,
    *,
    waits: bool,
) -> tuple[Ending, ...]:
    if verb in _SETTLED:
        return ()
    trigger = f"{actor}.{verb}"
    situation, result = _situation(tenant, trigger, thing, state)
    act = tenant.theatre.act_for(actor, verb, things=[thing]) if waits else None
    told = NO_CLAIMS if act is None else for_act(tenant, act)
    open_ones = [
        outcome
        for outcome in possible(trigger, situation)
        if outcome.error is None
        and not outcome.fact
        and outcome.agrees(told.states)
        and all(
            kind in situation or before is None
            for kind, before in outcome.situation.items()
        )
    ]
    usual = choose(open_ones, claims=told.states, test_result=result)
    if usual is None:
        return ()
    states, _ = _told(usual, thing.kind, open_ones)
    found = [Ending(then={}, states=states, title=_titled(states))]
    for outcome in open_ones:
        then, alone = _told(outcome, thing.kind, open_ones)
        if outcome is not usual and alone:
            found.append(Ending(then=then, states=then, title=_titled(then)))
    return tuple(found) if len(found) > 1 else ()


def _situation(
    tenant: Tenant, trigger: str, thing: Thing, state: str | None
) -> tuple[dict[str, str | None], str | None]:
    """Return the states that decide, and what a test value says, as the engine does."""
    turn = Turn(tenant, trigger=trigger)
    session = _session_of(turn, thing)
    record = turn.load("session", session) if session else None
    if record is not None and thing.kind in ("source", "session", "charge", "order"):
        stage = stage_of(turn, record)
        primary = stage.primary is not None and stage.primary.id == thing.id
        done = record.document["state"] == "complete"
        if thing.kind != "source" or (primary and not done):
            result = stage.primary.private.get("result") if stage.primary else None
            return {**stage.situation(), thing.kind: state}, result
    if thing.kind == "source":
        others = dict.fromkeys(("session", "order", "fraud", "charge"))
        source = turn.sure(*thing)
        return {**others, "source": state}, source.private.get("result")
    return {thing.kind: state}, None


def _session_of(turn: Turn, thing: Thing) -> str | None:
    if thing.kind == "session":
        return thing.id
    record = turn.load(*thing)
    if record is None:
        return None
    found = (
        record.private.get("attached"),
        record.private.get("session"),
        record.document.get("paymentSessionId"),
    )
    return next((str(one) for one in found if one), None)


def _told(
    outcome: Outcome, kind: str, others: Sequence[Outcome]
) -> tuple[dict[str, str], bool]:
    """Return states by which an outcome is told from the others, and whether it is."""
    after = {
        **outcome.then,
        **({"next_action": outcome.next_action} if outcome.next_action else {}),
    }
    kinds = dict.fromkeys((kind, *_TELLING, "next_action"))
    told: dict[str, str] = {}
    for one in kinds:
        if one not in after:
            continue
        told[one] = after[one]
        rivals = [o for o in others if o is not outcome and o.agrees(told)]
        if not rivals:
            return told, True
    return told, False


def _titled(then: Mapping[str, str]) -> str:
    said = [
        f"next action {state}"
        if kind == "next_action"
        else f"the {noun_of(kind)} {stands(state)}"
        for kind, state in then.items()
    ]
    return ", ".join(said)
