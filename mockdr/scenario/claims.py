"""What a step claims to happen: `then`, and the errors in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json
from mockdr.base.fixes import respelt
from mockdr.base.source import Place, Scalar
from mockdr.scenario.context import THEN_KEYS, Context
from mockdr.scenario.findings import said, with_article
from mockdr.scenario.grammar import ERROR
from mockdr.scenario.headers import documented_headers, may_wait
from mockdr.scenario.scalars import is_null
from mockdr.scenario.story import NONE, ErrorClaim, Fault, Then
from mockdr.scenario.tree import MapNode, Node
from mockdr.scenario.vocabulary import ErrorWord, OperationWord
from mockdr.scenario.wire import has_body, open_json, wire

__all__ = ["parse_error", "parse_then"]

_FIELDS = ("code", "parameter", "status", "type")
_MOST = 12
#: What people call a state that has another name; the first that a thing has counts.
_MEANINGS = {
    "approved": ("chargeable",),
    "authorized": ("capturable",),
    "captured": ("complete",),
    "completed": ("complete", "succeeded"),
    "declined": ("failed",),
    "paid": ("accepted", "complete", "chargeable"),
    "refunded": ("succeeded", "returned", "complete"),
    "shipped": ("fulfilled", "sent"),
    "succeeded": ("complete",),
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
    if state.text not in states:
        context.findings.unknown(
            "MDR202",
            f"{with_article(thing.kind or 'thing')} has no state {said(state.text)}",
            state.place,
            word=_meant(state.text, states),
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


# Errors


def parse_error(
    context: Context, node: Node, operation: OperationWord | None
) -> ErrorClaim | None:
    """Return the error that stands there; note it where *operation* answers none."""
    if isinstance(node, Scalar):
        word = context.word(node, "'error'")
        if word is None:
            return None
        asked: dict[str, str | None] = {"code": word.text}
        return _claim(context, asked, word.text, word.place, operation)
    what = "'error'"
    found = context.mapping(node, what, ERROR)
    if found is None:
        return None
    asked = {}
    for key, value in found.items():
        if key == "parameter" and isinstance(value, Scalar) and is_null(value):
            asked[key] = None
            continue
        scalar = context.word(value, f"{key!r} of 'error'")
        if scalar is not None:
            asked[key] = scalar.text
    if not asked:
        if isinstance(node, MapNode) and not node.entries:
            context.findings.add(
                "MDR102",
                f"{what} says nothing",
                node.place,
                help="name a code, for example {code: not_found}",
            )
        return None
    return _claim(context, asked, _written(asked), node.place, operation)


def _claim(
    context: Context,
    asked: dict[str, str | None],
    text: str,
    place: Place,
    operation: OperationWord | None,
) -> ErrorClaim | None:
    parameter = asked.get("parameter")
    if operation is None:
        return ErrorClaim(keys=(), text=text, parameter=parameter, place=place)
    exact = [e for e in operation.errors if _fits(e, asked)]
    if not exact and parameter is not None:
        # Some entries are about any parameter.
        general = asked | {"parameter": None}
        exact = [e for e in operation.errors if _fits(e, general)]
    kinds = list(dict.fromkeys(_facts(e) for e in exact))
    if not kinds:
        _note_unknown(context, asked, text, place, operation)
        return None
    if len(kinds) > 1:
        shown = text if text.startswith("{") else said(text)
        context.findings.add(
            "MDR303",
            f"{shown} fits {len(kinds)} errors of {operation.id}",
            place,
            help="write one of\n" + _listed(exact, operation.errors),
        )
        return None
    keys = sorted((e.key for e in exact), key=lambda key: key != exact[0].code)
    if parameter is not None:
        # Facts may choose an entry that says the same of any parameter.
        code, _, *rest = _facts(exact[0])
        any_of_it = (code, None, *rest)
        keys += [e.key for e in operation.errors if _facts(e) == any_of_it]
    return ErrorClaim(
        keys=tuple(dict.fromkeys(keys)), text=text, parameter=parameter, place=place
    )


def _facts(entry: ErrorWord) -> tuple[str | None, ...]:
    return (entry.code, entry.parameter, str(entry.status), entry.type)


def _fits(entry: ErrorWord, asked: dict[str, str | None]) -> bool:
    for field, want in asked.items():
        if field == "code":
            if want != (entry.type if entry.code is None else entry.code):
                return False
        elif want != _facts(entry)[_FIELDS.index(field)]:
            return False
    return True


def _note_unknown(
    context: Context,
    asked: dict[str, str | None],
    text: str,
    place: Place,
    operation: OperationWord,
) -> None:
    code = asked.get("code")
    shown = text if text.startswith("{") else said(text)
    message = f"{operation.id} cannot answer {shown}"
    same = [
        e for e in operation.errors if code is not None and _fits(e, {"code": code})
    ]
    fix = None
    if same:
        todo = "it can answer\n" + _listed(same, operation.errors)
    else:
        codes = dict.fromkeys(e.code or e.type for e in operation.errors)
        todo = suggest(code or "", codes, "it can answer")
        fix = respelt(code or "", codes, place)
    context.findings.add("MDR302", message, place, help=todo, fix=fix)


def _listed(entries: Iterable[ErrorWord], of: Sequence[ErrorWord]) -> str:
    lines = list(dict.fromkeys(f"- {_shortest(e, of)}" for e in entries))
    if len(lines) > _MOST:
        lines = [*lines[:_MOST], f"- and {len(lines) - _MOST} more"]
    return "\n".join(lines)


def _shortest(entry: ErrorWord, of: Sequence[ErrorWord]) -> str:
    """Return the shortest mapping that fits *entry* and no other."""
    facts = dict(zip(_FIELDS, _facts(entry), strict=True))
    facts["code"] = entry.code or entry.type
    mappings = (
        {f: facts[f] for f in ("code", *fields)}
        for more in range(len(_FIELDS))
        for fields in combinations(_FIELDS[1:], more)
    )
    # All of them together always tell it apart.
    return _written(
        next(
            asked
            for asked in mappings
            if {_facts(e) for e in of if _fits(e, asked)} == {_facts(entry)}
        )
    )


def _written(asked: dict[str, str | None]) -> str:
    inner = ", ".join(f"{k}: {'null' if v is None else v}" for k, v in asked.items())
    return f"{{{inner}}}"
