"""How a call of the control API is described: one row, and the schemas in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from mockdr.base.errors import Json

__all__ = [
    "ANY",
    "COUNT",
    "FLAG",
    "MOMENT",
    "NAME",
    "NUMBER",
    "NUMBER_OR_NULL",
    "TEXT",
    "TEXT_OR_NULL",
    "WORLD",
    "YAML_TYPES",
    "ControlCall",
    "array",
    "exactly",
]

#: What a scenario may be sent as, the registered name first.
YAML_TYPES: Final = (
    "application/yaml",
    "application/x-yaml",
    "text/yaml",
    "text/x-yaml",
)

TEXT: Final = {"type": "string"}
NAME: Final = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}
COUNT: Final = {"type": "integer", "minimum": 1}
WORLD: Final = {
    "tenant": ({**NAME, "default": "mockdr"}, "Whose world; made when it is new."),
    "live": ({"type": "boolean"}, "The world of its live keys, not of its test keys."),
}
MOMENT: Final = {"type": "string", "format": "date-time"}
ANY: Final[dict[str, Json]] = {"type": "object"}
FLAG: Final = {"type": "boolean"}
NUMBER: Final = {"type": "integer"}
NUMBER_OR_NULL: Final = {"type": ["integer", "null"]}
TEXT_OR_NULL: Final = {"type": ["string", "null"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlCall:
    """
    One call of the control API.

    Args:
        name: Its path below `/_mockdr/`, and the name of the function behind it.
        query: Parameter to its schema and what it is for.
        body: Key to its schema; None where a call takes no body.
        raw: Key for which a body in YAML stands as it is; empty where none can.
        one_of: Keys of which exactly one must be there.
        required: Keys that must be there.
        reply: Schema of the reply; None where there is none, and the status is 204.
    """

    method: str
    name: str
    summary: str
    query: Mapping[str, tuple[Json, str]] = field(default_factory=dict)
    body: Mapping[str, Json] | None = None
    raw: str = ""
    one_of: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    reply: Json = None


def exactly(fields: Mapping[str, Json]) -> dict[str, Json]:
    """Return the schema of an object that has these fields, and no other."""
    return {
        "type": "object",
        "required": list(fields),
        "properties": dict(fields),
        "additionalProperties": False,
    }


def array(item: Json) -> dict[str, Json]:
    """Return the schema of an array of such items."""
    return {"type": "array", "items": item}
