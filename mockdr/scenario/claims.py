"""What a step claims to happen: `then`."""

from __future__ import annotations

from collections.abc import Sequence

from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json
from mockdr.base.fixes import respelt
from mockdr.base.source import Place, Scalar
from mockdr.scenario.context import THEN_KEYS, Context
from mockdr.scenario.findings import said, with_article
from mockdr.scenario.headers import documented_headers, may_wait
from mockdr.scenario.refusals import parse_error
from mockdr.scenario.story import NONE, Fault, Then
from mockdr.scenario.tree import Node
from mockdr.scenario.vocabulary import OperationWord
from mockdr.scenario.wire import has_body, open_json, wire

__all__ = ["parse_then"]

#: What people call a state that has another name; the first that a thing has counts.
_MEANINGS = {
    "approved": ("chargeable",),
    "authorized": ("capturable",),
    "captured": ("complete",),
    "completed": ("complete", "succeeded"),
    "declined": ("failed",),
    "paid": ("accepted", "complete", "chargeable"),
    "refunded": ("succeeded", "returned"),
    "shipped": ("fulfilled", "sent"),
    "succeeded": ("complete",),
}

#: What people call a state that no thing has, as it is a thing of its own.
_THINGS = {
    "refunded": "a refund is a thing of its own: refund: succeeded",
}


def parse_then(
    context: Context,
    node: Node,
    *,
    call: bool,
    operation: OperationWord | None,
    fault: Fault | None = None,
) -> Then:
    """
    Return what `then` says.

    Args:
        context: Takes the findings.
        node: The value of `then`.
        call: Whether a call claims it; acts get no reply.
        operation: What is called, where that is known.
        fault: What becomes of the answer.
    """
    states: dict[str, str] = {}
    places: dict[str, Place] = {}
    found: dict[str, Node] = {}
    for key, value in context.entries(node, "'then'") or ():
        if _unspaced(context, key, value):
            continue
        if key.text not in THEN_KEYS:
            state = _state(context, key, value)
            if state is not None:
                states[key.text] = state
                places[key.text] = value.place
        elif not call and key.text in {"error", "reply", "headers"}:
            context.findings.add(
                "MDR115",
                f"an act has no {key.text!r}",
                key.place,
                help="nobody is answered; claim the states that follow",
            )
        else:
            found[key.text] = value
            places[key.text] = value.place
    words = context.vocabulary
    error = None
    if "error" in found:
        error = parse_error(context, found["error"], operation)
    reply: Json = NONE
    if "reply" in found:
        reply = _reply(context, found["reply"], operation, refused=error is not None)
    headers: dict[str, Json] = {}
    if "headers" in found:
        # What is unknown already, or belongs to another step, is noted once.
        unclear = operation is None or ("error" in found and error is None)
        headers = documented_headers(
            context,
            found["headers"],
            waits=unclear or may_wait(operation, error, fault),
        )
    return Then(
        states=states,
        fraud=_fraud(context, found.get("fraud")),
        next_action=context.choice(
            found.get("next_action"), "'next_action'", words.next_actions
        ),
        error=error,
        reason=context.choice(
            found.get("reason"), "'reason'", sorted(words.reasons), code="MDR312"
        ),
        events=_events(context, found.get("events")),
        reply=reply,
        headers=headers,
        places=places,
    )


def _unspaced(context: Context, key: Scalar, value: Node) -> bool:
    """Note `order:accepted`, in which a space is missing, and a name of no matrix."""
    slot = key.text.removeprefix("<").removesuffix(">")
    if key.text == f"<{slot}>" and slot not in context.taken:
        context.no_slot(key)
        return True
    known = (*THEN_KEYS, *context.names, *context.later, *context.kinds)
    message = f"'then' has no key {said(key.text)}"
    return context.unspaced("MDR101", message, key, value, known)


def _fraud(context: Context, node: Node | None) -> str | None:
    word = context.word(node, "'fraud'")
    states = context.vocabulary.fraud_states
    if word is None or word.text in states:
        return None if word is None else word.text
    context.findings.unknown(
        "MDR202",
        f"a fraud review has no state {said(word.text)}",
        word.place,
        word=word.text,
        words=states,
        otherwise="the states are",
        always=True,
    )
    return None


def _state(context: Context, key: Scalar, value: Node) -> str | None:
    """Return the state that `then` claims of a thing, where there is such a state."""
    if not _is_thing(context, key):
        return None
    thing = context.thing(key.text, key.place)
    state = context.word(value, f"the state of {key.text}")
    if thing is None or state is None:
        return None
    states = context.vocabulary.kinds.get(thing.kind or "", ())
    if not states:
        context.findings.add(
            "MDR204",
            f"{key.text!r} is {with_article(thing.kind or 'thing')}, and has no state",
            key.place,
            help="claim the states of other things",
        )
        return None
    meant = _meant(state.text, states)
    if meant not in states and state.text in _THINGS:
        context.findings.add(
            "MDR202",
            f"{with_article(thing.kind or 'thing')} has no state {said(state.text)}",
            state.place,
            help=f"{_THINGS[state.text]}\nthe states are {', '.join(states)}",
        )
        return None
    if state.text not in states:
        context.findings.unknown(
            "MDR202",
            f"{with_article(thing.kind or 'thing')} has no state {said(state.text)}",
            state.place,
            word=meant,
            words=states,
            otherwise="the states are",
            always=True,
        )
        return None
    return state.text


def _meant(word: str, states: Sequence[str]) -> str:
    """Return the state that *word* means elsewhere, or the word as it is."""
    return next((s for s in _MEANINGS.get(word, ()) if s in states), word)


def _is_thing(context: Context, key: Scalar) -> bool:
    """Note a key that is likely a misspelt one of `then`, not an unknown thing."""
    known = (*context.names, *context.later, *context.kinds)
    if key.text in known or key.text.partition(".")[0] in context.kinds:
        return True
    context.findings.add(
        "MDR101",
        f"'then' has no key {said(key.text)}, and nothing here is named so",
        key.place,
        help=suggest(
            key.text,
            (*THEN_KEYS, *known),
            "name a thing, or use one of",
        ),
        fix=respelt(key.text, (*THEN_KEYS, *known), key.place),
    )
    return False


def _events(context: Context, node: Node | None) -> tuple[str, ...] | None:
    if node is None:
        return None
    events = []
    for item in context.items(node, "'events'", words=True) or ():
        event = context.event(item, "an event")
        if event is not None:
            events.append(event)
    return tuple(events)


def _reply(
    context: Context, node: Node, operation: OperationWord | None, *, refused: bool
) -> Json:
    if operation is None or refused:
        # An error's body has fields of its own.
        return open_json(context, node)
    where = f"reply:{operation.id}"
    if not has_body(context, where):
        context.findings.add(
            "MDR315",
            f"{operation.id} answers without a body",
            node.place,
            help="leave 'reply' out",
        )
        return NONE
    return wire(context, node, where, unknown="error")
