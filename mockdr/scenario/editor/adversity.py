"""Schemas of what goes wrong: faults, rules, and events bent on their way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from mockdr.base.errors import Json
from mockdr.scenario.bends import ANY
from mockdr.scenario.bodies import FAULTS
from mockdr.scenario.deliveries import KINDS
from mockdr.scenario.editor.parts import (
    alone,
    by_kind,
    described,
    documented,
    one_of,
    struck,
    when,
)
from mockdr.scenario.editor.scalars import (
    SLOT,
    closed,
    count,
    named,
    ref,
    text_like,
    word,
)
from mockdr.scenario.grammar import DELIVERY, FAULT, MATCH, RULE, THEN, WHEN
from mockdr.scenario.vocabulary import OperationWord

__all__ = ["UNDONE", "delivery", "fault", "match", "rule"]

_HEADER: Final = r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"

_IDLE: Final = [kind for kind, own in FAULTS.items() if own.work == "none"]
#: Fits the faults after which nothing was done, so that nothing follows.
UNDONE: Final[Mapping[str, Json]] = {
    "type": "object",
    "anyOf": [
        {"properties": {"work": {"const": "none"}}, "required": ["work"]},
        {
            "properties": {"kind": {"anyOf": [{"const": kind} for kind in _IDLE]}},
            "required": ["kind"],
            "not": {"required": ["work"]},
        },
    ],
}
_STRIKES: Final = ("fault", "then")


def match() -> Json:
    """Return the schema of what a request must contain."""
    parts = {
        "body": {},
        "body_schema": named("schema", ""),
        "query": {"type": "object"},
        "headers": {"type": "object", "additionalProperties": ref("wire-string")},
    }
    return closed(described(MATCH, parts))


def rule(
    operations: Mapping[str, OperationWord],
    request: Callable[[OperationWord], dict[str, Json]],
    errors_of: Callable[[OperationWord], dict[str, Json]],
) -> Json:
    """
    Return the schema of an entry of `rules`.

    Args:
        operations: Those that can be struck, by operationId.
        request: Returns the parts of `match` that depend on the operation.
        errors_of: Returns the schema of what an operation can answer.
    """
    parts = {
        "merchant": {"anyOf": [{"enum": [ANY]}, ref("operation")]},
        "match": named("match", ""),
        **struck(),
        "fault": named("fault", ""),
        "then": closed(
            described(
                {key: THEN[key] for key in ("error", "headers")},
                {"error": {}, "headers": documented()},
            ),
            needs=("error",),
        ),
    }
    schema = closed(described(RULE, parts), needs=("merchant",))
    schema["title"] = "what strikes requests"
    schema["dependencies"] = alone(WHEN) | alone(_STRIKES)
    schema["allOf"] = [
        *(
            when(
                "merchant",
                [id],
                {
                    "match": {"properties": request(operation)},
                    "then": {"properties": {"error": errors_of(operation)}},
                },
            )
            for id, operation in operations.items()
        ),
        when("merchant", [ANY], {"then": {"properties": {"error": ref("errors")}}}),
        one_of(WHEN),
        one_of(_STRIKES),
    ]
    return schema


def fault(hovers: Mapping[str, str]) -> Json:
    """Return the schema of a fault; *hovers* tells of its kinds."""
    parts = {
        "kind": word(FAULTS, hovers),
        "work": word(("done", "none")),
        "for": named("duration", ""),
        "status": text_like(
            "^[2-5][0-9][0-9]$", {"type": "integer", "minimum": 200, "maximum": 599}
        ),
        "headers": {
            "type": "object",
            "propertyNames": {"pattern": f"{_HEADER}|{SLOT}"},
            "additionalProperties": ref("wire-string"),
        },
        "body": {},
    }
    schema = closed(described(FAULT, parts), needs=("kind",))
    spoils = [kind for kind, own in FAULTS.items() if own.work == "done"]
    schema["allOf"] = [
        *by_kind(FAULTS),
        when("kind", spoils, {"work": {"not": {"const": "none"}}}),
    ]
    return schema


def delivery(hovers: Mapping[str, str]) -> Json:
    """Return the schema of an entry of `delivery`; *hovers* tells of its kinds."""
    parts = {
        "event": {"anyOf": [{"enum": [ANY]}, ref("event")]},
        "kind": word(KINDS, hovers),
        "by": named("duration", ""),
        "copies": count(2, 100),
        "attempts": count(1, 1_000),
        **struck(),
    }
    schema = closed(described(DELIVERY, parts), needs=("event", "kind"))
    schema["title"] = "what becomes of events"
    schema["allOf"] = by_kind(KINDS)
    schema["dependencies"] = alone(WHEN)
    return schema
