"""The language as a JSON Schema: completion, hover and red lines, while one types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from mockdr.base.errors import Json
from mockdr.scenario.context import THEN_KEYS
from mockdr.scenario.editor.adversity import UNDONE, delivery, fault, match, rule
from mockdr.scenario.editor.parts import (
    described,
    documented,
    keywords,
    things,
    when,
)
from mockdr.scenario.editor.scalars import (
    KEY,
    NAME,
    SCALARS,
    closed,
    listed,
    named,
    ref,
    times,
    word,
)
from mockdr.scenario.editor.wire import Bodies
from mockdr.scenario.grammar import (
    ACT,
    CALL,
    ERROR,
    FILE,
    GIVEN,
    HEADS,
    THEN,
)
from mockdr.scenario.steps import BRINGS, NAMES
from mockdr.scenario.vocabulary import OperationWord, VerbWord, Vocabulary

__all__ = ["Hovers", "editor_schema"]

_DIALECT: Final = "http://json-schema.org/draft-07/schema#"
#: Keys of `then` that only those have who are answered.
_ANSWERS: Final = frozenset({"error", "reply", "headers"})
_NO_ACTORS: Final = frozenset({"merchant", "any_order"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hovers:
    """
    What an editor tells of the words of payments; each mapping may lack some.

    Args:
        operations: By operationId.
        verbs: By actor and verb.
        states: By KIND (or `fraud`) and state.
        errors: By what `then.error` says.
        events: By type.
        sources: By type of payment source.
        reasons: By code.
        versions: By API version.
        words: By kind of fault or delivery, or value of `next_action`.
    """

    operations: Mapping[str, str] = field(default_factory=dict)
    verbs: Mapping[tuple[str, str], str] = field(default_factory=dict)
    states: Mapping[tuple[str, str], str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def editor_schema(words: Vocabulary, hovers: Hovers) -> Json:
    """
    Return the JSON Schema of scenario files, for editors.

    It knows less than lint does: no names, no order, nothing of what is possible when.
    What it marks lint finds too.

    Args:
        words: The words of payments.
        hovers: What is told of them.
    """
    return _Schema(words, hovers).whole()


class _Schema:
    def __init__(self, words: Vocabulary, hovers: Hovers) -> None:
        self._words = words
        self._hovers = hovers
        self._bodies = Bodies(words, dict(hovers.sources))
        self._kinds = tuple(k for k in words.kinds if k not in THEN_KEYS)
        #: The errors of operations, and what the list of them is called here.
        self._lists: dict[tuple[str, ...], str] = {}
        for operation in words.operations.values():
            self._lists.setdefault(_codes(operation), f"errors-of-{operation.id}")

    def whole(self) -> Json:
        file = self._file()
        definitions = {
            **{name: dict(scalar) for name, scalar in SCALARS.items()},
            "call": self._call(),
            "step": self._step(),
            "steps": self._steps(),
            "then": self._then(THEN),
            "act-then": self._then({k: THEN[k] for k in THEN if k not in _ANSWERS}),
            "thing-states": self._states(),
            "match": match(),
            "fault": fault(self._hovers.words),
            "rule": rule(self._words.operations, self._request, self._errors_of),
            "delivery": delivery(self._hovers.words),
            "schema": keywords(),
            "operation": word(self._words.operations, self._hovers.operations),
            "event": word(sorted(self._words.events), self._hovers.events),
            **self._errors(),
        }
        return {
            "$schema": _DIALECT,
            "description": "Who does what, and how it turns out.",
            "anyOf": [file, ref("steps")],
            "definitions": definitions | self._bodies.definitions,
        }

    # The file ---------------------------------------------------------------------

    def _file(self) -> Json:
        word_of_version = word(self._words.versions, self._hovers.versions)
        parts = {
            "scenario": named("name", ""),
            "summary": named("text", ""),
            "tags": listed(ref("text")),
            "version": word_of_version,
            "given": self._given(),
            "matrix": {
                "type": "object",
                "propertyNames": {"pattern": NAME},
                "additionalProperties": listed(ref("wire-string"), least=1)
                # Numbers may be equal and yet be spelled in two ways.
                | {"if": {"items": {"type": "string"}}, "then": {"uniqueItems": True}},
                "minProperties": 1,
            },
            "steps": named("steps", ""),
            "rules": listed(ref("rule")),
            "delivery": listed(ref("delivery")),
        }
        # What lint only advises an editor asks for, so that it is offered at once.
        return closed(described(FILE, parts), needs=("scenario", "summary", "steps"))

    def _given(self) -> dict[str, Json]:
        parts = {
            "customers": things(self._bodies.customer()),
            "skus": things(self._bodies.at("skus")),
            "plans": things(self._bodies.at("plans")),
            "webhooks": things(self._bodies.at("webhooks")),
            "checkout": {"allOf": [self._bodies.at("checkout")]},
            "source": {"allOf": [self._bodies.at("source")]},
            "settings": closed(
                {
                    key: word(choices)
                    if isinstance(choices, tuple)
                    else {"anyOf": [ref("text"), listed(ref("text"))]}
                    if callable(choices)
                    else ref("text")
                    for key, choices in self._words.settings.items()
                }
            ),
        }
        return closed(described(GIVEN, parts))

    # Steps ------------------------------------------------------------------------

    def _steps(self) -> Json:
        first = {"anyOf": [ref("call"), self._any_order()]}
        return {
            "type": "array",
            "minItems": 1,
            "items": [first],
            "additionalItems": ref("step"),
        }

    def _step(self) -> Json:
        acts = [self._act(actor) for actor in HEADS if actor not in _NO_ACTORS]
        return {"anyOf": [ref("call"), *acts, self._any_order()]}

    def _any_order(self) -> Json:
        calls = listed(ref("call"), least=1) | {"description": HEADS["any_order"]}
        listed_calls = closed({"any_order": calls}, needs=("any_order",))
        return listed_calls | {"title": "calls in any order"}

    def _call(self) -> Json:
        parts = {
            "merchant": named("operation", ""),
            "of": named("thing", ""),
            "match": named("match", ""),
            "as": self._new_name(),
            "times": times(),
            "then": named("then", ""),
            "fault": named("fault", ""),
            "note": named("text", ""),
        }
        call = closed(described(CALL, parts), needs=("merchant",))
        call["title"] = "merchant calls"
        call["allOf"] = [
            when(
                "merchant",
                [operation.id],
                {
                    "match": {"properties": self._request(operation)},
                    "then": self._answer(operation),
                    # What makes nothing gives nothing a name.
                    **({} if operation.makes else {"as": False}),
                },
            )
            for operation in self._words.operations.values()
        ]
        call["allOf"].append(
            {"if": {"properties": {"fault": UNDONE}, "required": ["fault"]}}
            | {"then": {"properties": {"then": False}}}
        )
        call["dependencies"] = {"times": {"properties": {"as": False}}}
        return call

    def _request(self, operation: OperationWord) -> dict[str, Json]:
        """Return the parts of `match` that depend on the operation."""
        parts: dict[str, Json] = {}
        for key, where in (("body", "request"), ("query", "query")):
            place = f"{where}:{operation.id}"
            if self._bodies.has(place):
                parts[key] = self._bodies.at(place)
        parts.setdefault("body", False)
        # Of an operation without parameters nothing can be asked.
        parts["query"] = parts.get("query") or {"maxProperties": 0}
        return parts

    def _answer(self, operation: OperationWord) -> dict[str, Json]:
        """Return what `then` can say of this operation, and of no other."""
        place = f"reply:{operation.id}"
        reply: Json = self._bodies.at(place) if self._bodies.has(place) else False
        return {
            "properties": {"error": self._errors_of(operation)},
            # An error's body has fields of its own.
            "if": {"required": ["error"]},
            "else": {"properties": {"reply": reply}},
        }

    def _act(self, actor: str) -> Json:
        own = [v for (who, _), v in self._words.verbs.items() if who == actor]
        hovers = {v.verb: self._hovers.verbs.get((actor, v.verb), "") for v in own}
        parts = {
            "of": named("thing", ""),
            "source": {"allOf": [self._bodies.at("source")]},
            "as": self._new_name(),
            "after": named("duration", ""),
            "then": named("act-then", ""),
            "note": named("text", ""),
        }
        verb = word([v.verb for v in own], hovers) | {"description": HEADS[actor]}
        act = closed({actor: verb} | described(ACT, parts), needs=(actor,))
        act["title"] = f"{actor} acts"
        act["allOf"] = [self._about(verb_word) for verb_word in own]
        return act

    def _about(self, verb: VerbWord) -> Json:
        """Return what an act of this verb may say, and must."""
        others = [kind for kind in self._kinds if kind not in verb.kinds]
        one_of_them = f"^({'|'.join(others)})(\\.[0-9]+)?$"
        parts: dict[str, Json] = {
            "of": {
                "anyOf": [{"enum": list(verb.kinds)}, ref("thing")],
                "not": {"type": "string", "pattern": one_of_them},
            }
        }
        if (verb.actor, verb.verb) == NAMES[:2]:
            # What is chosen is new, so that nothing else tells its type.
            parts["source"] = {"required": ["type"]}
        else:
            parts["as"] = False
            if verb.verb != BRINGS:
                parts["source"] = False
        schema = when(verb.actor, [verb.verb], parts)
        if verb.needs_of:
            schema["then"]["required"] = ["of"]
        return schema

    def _new_name(self) -> dict[str, Json]:
        taken = [*self._kinds, *THEN_KEYS]
        return {"allOf": [ref("name")], "not": {"enum": taken}}

    # What turns out ---------------------------------------------------------------

    def _then(self, keys: Mapping[str, str]) -> Json:
        states = self._words.kinds
        parts: dict[str, Json] = {
            "fraud": word(self._words.fraud_states, self._of_kind("fraud")),
            "next_action": word(self._words.next_actions, self._hovers.words),
            # Each operation has its own.
            "error": {},
            "reason": word(sorted(self._words.reasons), self._hovers.reasons),
            "events": listed(ref("event")),
            "reply": {},
            "headers": documented(),
        }
        own: dict[str, Json] = {}
        numbered: dict[str, Json] = {KEY: {}}
        for kind in self._kinds:
            if states[kind]:
                state = word(states[kind], self._of_kind(kind))
                name = kind.replace("_", " ")
                own[kind] = state | {"description": f"The state of the {name}."}
                numbered[rf"^{kind}\.[1-9][0-9]{{0,5}}$"] = state
        known = "|".join((*THEN_KEYS, *self._kinds))
        others = f"^(?!({known})$)[a-z][a-z0-9-]*$"
        return {
            "type": "object",
            "properties": described(keys, parts) | own,
            # What else is named, this story names; only lint knows it.
            "patternProperties": numbered | {others: ref("thing-states")},
            "additionalProperties": False,
        }

    def _states(self) -> Json:
        every = dict.fromkeys(s for k in self._kinds for s in self._words.kinds[k])
        return word(every)

    def _of_kind(self, kind: str) -> dict[str, str]:
        return {s: text for (k, s), text in self._hovers.states.items() if k == kind}

    def _error(self, codes: Iterable[str]) -> dict[str, Json]:
        code = word(codes, self._hovers.errors)
        parts = {
            "code": code,
            "type": ref("text"),
            "status": ref("text"),
            "parameter": ref("wire-string"),
        }
        mapping = closed(described(ERROR, parts), least=1)
        return {"anyOf": [*code["anyOf"], mapping]}

    def _errors(self) -> dict[str, Json]:
        """Return what can be answered, by definition; many operations share theirs."""
        lists = {name: self._error(codes) for codes, name in self._lists.items()}
        every = {code for codes in self._lists for code in codes}
        return {"errors": self._error(sorted(every)), **lists}

    def _errors_of(self, operation: OperationWord) -> dict[str, Json]:
        return ref(self._lists[_codes(operation)])


def _codes(operation: OperationWord) -> tuple[str, ...]:
    """Return what `then.error` can say of an operation."""
    return tuple(dict.fromkeys(e.code or e.type for e in operation.errors))
