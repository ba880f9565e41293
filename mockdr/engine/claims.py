"""What a step's `then` chooses before the work, and checks after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from mockdr.base.errors import Json
from mockdr.domain import LIFECYCLES, Outcome
from mockdr.engine import refused
from mockdr.engine.choosing import choice
from mockdr.engine.hereafter import comes_later, comes_of
from mockdr.engine.masking import mask
from mockdr.engine.misses import Mismatch, Seen, announce, codes, missed_error
from mockdr.engine.turn import Claims, Turn
from mockdr.engine.words import KINDS, MAKES
from mockdr.scenario.matching import difference
from mockdr.scenario.runner import OpenAct, Part, Run
from mockdr.scenario.story import NONE, ActStep, CallStep, Match, Then

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = [
    "Mismatch",
    "Seen",
    "check",
    "for_act",
    "for_call",
    "possible_after",
    "reason_of",
]

#: KINDs whose pending things may wait for the provider of a scenario.
_WAITING = ("source", "charge", "capture", "cancel", "refund", "tax_identifier")


def for_call(tenant: Tenant, part: Part) -> Claims:
    """Return what the step that a call plays chooses."""
    run, step, told = part.run, part.step, part.strike and part.strike.then
    waits = frozenset[str]() if run is None else _waits(tenant, run)
    if told and told.error:
        # A rule says how it is refused, and what the step chooses waits for the next.
        error, parameter = told.error.keys[0], told.error.parameter
        return Claims(run=run, error=error, parameter=parameter, waits=waits)
    act = choice(part)
    if act is not None:
        return for_act(tenant, act)
    if run is None or step is None or step.then is None:
        return Claims(run=run, waits=waits)
    return _claims(tenant, run, step, step.then, waits)


def for_act(tenant: Tenant, act: OpenAct) -> Claims:
    """Return what the step that an act plays chooses."""
    waits = _waits(tenant, act.run, act)
    if act.step.then is None:
        return Claims(run=act.run, waits=waits)
    return _claims(tenant, act.run, act.step, act.step.then, waits)


def _waits(tenant: Tenant, run: Run, act: OpenAct | None = None) -> frozenset[str]:
    current = act.index if act is not None else None
    return frozenset(
        kind
        for kind in _WAITING
        if tenant.theatre.expects_provider(run, kind, current=current)
    )


def _claims(
    tenant: Tenant,
    run: Run,
    step: CallStep | ActStep,
    then: Then,
    waits: frozenset[str],
) -> Claims:
    states: dict[str, str] = {}
    for name, state in then.states.items():
        kind = _kind(tenant, run, step, name)
        # Only a bare KIND speaks for the whole step; a name speaks for one thing.
        if kind is not None and (name in KINDS or kind not in states):
            states[kind] = state
    if then.fraud is not None:
        states["fraud"] = then.fraud
    if then.next_action is not None:
        states["next_action"] = then.next_action
    return Claims(
        run=run,
        states=states,
        error=then.error.keys[0] if then.error and then.error.keys else None,
        parameter=then.error.parameter if then.error else None,
        reason=then.reason,
        waits=waits,
    )


def _kind(tenant: Tenant, run: Run, step: CallStep | ActStep, name: str) -> str | None:
    bare = name.partition(".")[0]
    if bare in KINDS:
        return bare
    if name == step.name:
        if isinstance(step, ActStep):
            return "source"
        return MAKES.get(step.operation)
    found = tenant.theatre.subjects(run, name)
    return found[0][0] if found else None


def check(
    tenant: Tenant,
    run: Run,
    step: CallStep | ActStep,
    turn: Turn,
    seen: Seen | None,
) -> Iterator[Mismatch]:
    """
    Compare all of a step's `then` with what happened.

    A refusal that was not announced is told once, with what it left undone.
    """
    then = step.then
    if then is None:
        return
    missed = list(_check(tenant, run, then, turn, seen))
    unannounced = seen is not None and seen.errors and then.error is None
    if seen is None or not unannounced or turn.candidates:
        yield from missed
    else:
        yield _refused(tenant, turn, seen, missed)


def _refused(
    tenant: Tenant, turn: Turn, seen: Seen, missed: Sequence[Mismatch]
) -> Mismatch:
    said = f"{seen.status} {codes(seen)}"
    first = next((m for m in missed if m.key not in ("error", "reply")), missed[0])
    advice = refused.advice(
        tenant,
        turn.trigger,
        turn.about,
        keys=seen.errors,
        document=seen.document,
        hint=turn.hint,
    )
    consequence = f", so {first.key} is {first.got!r}, not {first.expected!r}"
    if first.missing:
        consequence = f", so there is no {first.missing} to be {first.expected!r}"
    elif first.key in ("error", "reply"):
        consequence = ", and `then` does not say so"
        told = announce(seen)
        advice = f"{advice}; or {told}" if advice else told
    return replace(
        first,
        possible=(),
        later="",
        sentence=f"is refused with {said}{consequence}",
        advice=advice,
    )


def _check(
    tenant: Tenant, run: Run, then: Then, turn: Turn, seen: Seen | None
) -> Iterator[Mismatch]:
    yield from _check_states(tenant, run, then, turn)
    if then.next_action is not None:
        got = _next_action(tenant, turn)
        if got != then.next_action:
            yield Mismatch(
                key="next_action",
                expected=then.next_action,
                got=got,
                possible=possible_after(turn, "next_action", "next_action", None),
            )
    if then.events is not None and list(then.events) != turn.events:
        yield Mismatch(
            key="events",
            expected=", ".join(then.events) or "none",
            got=", ".join(turn.events) or "none",
            advice=f"to say what is emitted, write events: [{', '.join(turn.events)}]",
        )
    if then.reason is not None:
        reason = reason_of(turn)
        if reason != then.reason:
            yield Mismatch(key="reason", expected=then.reason, got=reason or "none")
    if seen is None:
        return
    yield from missed_error(then, seen)
    if then.reply is not NONE:
        found = difference(
            Match(body=tenant.theatre.resolve(run, then.reply)),
            body=seen.document,
            query={},
            headers={},
            lookup=_no_reference,
            judge=lambda _schema, _body: (),
        )
        if found is not None:
            yield Mismatch(
                key="reply",
                expected=f"{_said(found.expected)} at {found.pointer or '/'}",
                got=_said(found.got),
            )


def _said(value: Json) -> str:
    return orjson.dumps(mask(value)).decode()


def _no_reference(_path: tuple[str, ...]) -> Json:
    return None


def _parts(tenant: Tenant, kind: str, order: str | None) -> Iterator[tuple[str, str]]:
    """Yield the lines of *order*, its refunds, or what was done on its charges."""
    record = tenant.peek("order", order) if order else None
    if record is None:
        return
    if kind == "item":
        yield from ((kind, item["id"]) for item in record.document["items"])
    if kind == "refund":
        yield from ((kind, id) for id in record.private.get("refunds", ()))
    if kind in ("capture", "cancel"):
        for id in record.private.get("charges", ()):
            charge = tenant.document("charge", id) or {}
            yield from ((kind, part["id"]) for part in charge.get(f"{kind}s", ()))


def _check_states(
    tenant: Tenant, run: Run, then: Then, turn: Turn
) -> Iterator[Mismatch]:
    claims = dict(then.states)
    if then.fraud is not None:
        claims["fraud"] = then.fraud
    for name, wanted in claims.items():
        kind = "order" if name == "fraud" else name.partition(".")[0]
        if name in KINDS or name == "fraud":
            touched = [id for k, id in (*turn.made, *turn.moved) if k == kind]
            ids = [(kind, id) for id in touched]
            if not ids and kind in turn.about:
                ids = [(kind, turn.about[kind])]
            elif not ids:
                ids = list(_parts(tenant, kind, turn.about.get("order")))
        else:
            ids = list(tenant.theatre.subjects(run, name))
        if not ids:
            possible = possible_after(turn, name, kind, None)
            there = "" if possible else _there(tenant, turn)
            yield Mismatch(
                key=name,
                expected=wanted,
                got=f"no {kind}",
                missing=kind,
                sentence=f"makes and moves no {kind} that could be {wanted!r}",
                possible=possible,
                later=comes_later(tenant, turn, (kind, ""), None, wanted) or there,
            )
        for found, id in ids:
            asked = "fraud" if name == "fraud" else found
            state = tenant.state_of(asked, id)
            if state != wanted:
                possible = possible_after(turn, name, asked, state)
                if f"{name}: {wanted}" in possible and not turn.candidates:
                    # It is no impossible claim: facts have decided otherwise.
                    possible = ()
                later = comes_later(tenant, turn, (asked, id), state, wanted)
                if not (possible or later):
                    later = comes_of(asked, state, wanted)
                yield Mismatch(
                    key=name,
                    expected=wanted,
                    got=state or "no state",
                    possible=possible,
                    later=later,
                )


def _there(tenant: Tenant, turn: Turn) -> str:
    """Return the states of what the step is about, as `then` can have them."""
    things = {**turn.about, **dict((*turn.moved, *turn.made))}
    states = {kind: tenant.state_of(kind, id) for kind, id in things.items()}
    told = [f"{kind}: {state}" for kind, state in states.items() if state]
    return f"what it has is {', '.join(told)}" if told else ""


def possible_after(
    turn: Turn, name: str, kind: str, state: str | None
) -> tuple[str, ...]:
    """Return what could have followed, in the words of `then`."""
    if turn.candidates:
        asked = list(dict.fromkeys((*turn.claims.states, kind)))
        told = [_described(outcome, asked) for outcome in turn.candidates]
        stays = turn.outcome is not None and kind not in turn.outcome.then
        if state is not None and stays and asked == [kind]:
            # What the step leaves as it is can be claimed of it, too.
            told = [f"{name}: {state}", *told]
        return tuple(dict.fromkeys(text for text in told if text))
    lifecycle = LIFECYCLES.get(kind)
    if lifecycle is None or state is None:
        return ()
    # Nobody could choose here: facts have, and what they made is a beginning.
    made = any(thing.kind == kind for thing in turn.made)
    moves = [m for m in lifecycle.moves if m.trigger == turn.trigger]
    fit = [m.after for m in moves if m.before == (None if made else state)]
    return tuple(f"{name}: {s}" for s in dict.fromkeys((state, *fit))) if fit else ()


def _described(outcome: Outcome, asked: Sequence[str]) -> str:
    """Return an outcome in the words of `then`: as far as the step speaks of it."""
    if outcome.error is not None:
        # What facts call for cannot be chosen, and would only fill the page.
        return "" if outcome.fact else f"error: {outcome.error}"
    after = {**outcome.then, "next_action": outcome.next_action}
    return ", ".join(f"{kind}: {after[kind]}" for kind in asked if after.get(kind))


def _next_action(tenant: Tenant, turn: Turn) -> str:
    session = turn.about.get("session")
    record = tenant.peek("session", session) if session else None
    if record is None:
        return "none"
    action = record.document.get("nextAction", {}).get("action", "none")
    return str(action)


def reason_of(turn: Turn) -> str | None:
    """Return the code that tells, on what failed in this turn, why it did."""
    for kind, id in (*turn.made, *turn.moved):
        record = turn.load(kind, id)
        # What is done on a charge stands in the charge.
        document = {} if record is None else turn.shown(record)
        for name in ("failureCode", "failureReason"):
            if name in document:
                return str(document[name])
    return turn.claims.reason if turn.outcome and turn.outcome.error else None
