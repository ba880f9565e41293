"""Schemas of what several mappings of the language have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from mockdr.base.errors import Json
from mockdr.contract.models import KEYWORDS
from mockdr.scenario.editor.scalars import (
    KEY,
    NAME,
    SLOT,
    closed,
    count,
    listed,
    ref,
    text_like,
)
from mockdr.scenario.grammar import WHEN
from mockdr.scenario.headers import DOCUMENTED
from mockdr.scenario.kinds import Takes

__all__ = [
    "alone",
    "by_kind",
    "described",
    "documented",
    "keywords",
    "one_of",
    "struck",
    "things",
    "when",
]

Kind = TypeVar("Kind", bound=str)

#: How long a client is told to wait.
_SECONDS: Final = text_like("^[0-9]{1,9}$", {"type": "integer", "minimum": 0})


def described(keys: Mapping[str, str], parts: Mapping[str, Json]) -> dict[str, Json]:
    """Return a schema for each of *keys*, with what the key means; none may lack."""
    return {key: parts[key] | {"description": keys[key]} for key in keys}


def when(key: str, words: Iterable[str], parts: Mapping[str, Json]) -> dict[str, Json]:
    """Return the schema of *parts*, for mappings whose *key* is one of *words*."""
    # Editors that show a word's meaning take another list of words for its own.
    one_of_them = [{"const": word} for word in words]
    is_one = one_of_them[0] if len(one_of_them) == 1 else {"anyOf": one_of_them}
    return {
        "if": {"properties": {key: is_one}, "required": [key]},
        "then": {"properties": dict(parts)},
    }


def by_kind(kinds: Mapping[Kind, Takes]) -> list[Json]:
    """Return what each kind of fault or delivery takes and needs."""
    keys = dict.fromkeys(key for own in kinds.values() for key in own.takes)
    schemas = []
    for kind, own in kinds.items():
        schema = when("kind", [kind], {k: False for k in keys if k not in own.takes})
        if own.needs:
            schema["then"]["required"] = list(own.needs)
        schemas.append(schema)
    return schemas


def alone(keys: Iterable[str]) -> dict[str, Json]:
    """Return `dependencies` by which each of *keys* excludes the others."""
    every = tuple(keys)
    return {
        key: {"properties": {other: False for other in every if other != key}}
        for key in every
    }


def one_of(keys: Iterable[str]) -> dict[str, Json]:
    """Return the schema of mappings that have one of *keys*, or a slot for a key."""
    slotted = {"not": {"propertyNames": {"not": {"pattern": KEY}}}}
    return {"anyOf": [*({"required": [key]} for key in keys), slotted]}


def struck() -> dict[str, Json]:
    """Return the schemas of what says which of many are struck."""
    counted = count(1, 999_999)
    chance = text_like(
        r"^[0-9]*\.?[0-9]+(e-[0-9]{1,3})?$",
        {"type": "number", "minimum": 0, "maximum": 1},
    )
    parts = {"first": counted, "every": counted, "probability": chance}
    return {key: parts[key] for key in WHEN}


def documented() -> dict[str, Json]:
    """Return the schema of the headers that an answer may be claimed to have."""
    return {
        "type": "object",
        "properties": dict.fromkeys(DOCUMENTED, _SECONDS),
        "patternProperties": {
            "^" + "".join(f"[{c.upper()}{c.lower()}]" for c in name) + "$": _SECONDS
            for name in DOCUMENTED
        }
        | {KEY: {}},
        "additionalProperties": False,
    }


def things(body: Json) -> dict[str, Json]:
    """Return the schema of given things by name, each of them a *body*."""
    return {
        "type": "object",
        "propertyNames": {"pattern": f"{NAME}|{SLOT}"},
        "additionalProperties": {"allOf": [body, {"type": "object"}]},
    }


def keywords() -> dict[str, Json]:
    """Return the schema of a JSON Schema that judges bodies."""
    deeper = ref("schema")
    parts: dict[str, Json] = {
        "schema": deeper,
        "schemas": listed(deeper),
        "named": {"type": "object", "additionalProperties": deeper},
        "plain": {},
    }
    mapping = closed({word: parts[kind] for word, kind in KEYWORDS.items()})
    return {"anyOf": [mapping, {"type": ["boolean", "string"]}]}
