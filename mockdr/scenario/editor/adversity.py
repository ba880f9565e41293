"""Schemas of what goes wrong: faults of answers, and events bent on their way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mockdr.base.errors import Json
from mockdr.scenario.bends import ANY
from mockdr.scenario.bodies import FAULTS
from mockdr.scenario.deliveries import KINDS
from mockdr.scenario.editor.parts import by_kind, described, struck, when
from mockdr.scenario.editor.scalars import (
    SLOT,
    closed,
    count,
    named,
    ref,
    text_like,
    word,
)
from mockdr.scenario.grammar import DELIVERY, FAULT

__all__ = ["delivery", "fault"]

_HEADER: Final = r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"


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
    schema["allOf"] = by_kind(KINDS)
    return schema
