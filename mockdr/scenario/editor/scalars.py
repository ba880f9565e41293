"""Schemas of scalars that fit however a reader of YAML understands them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from mockdr.base.errors import Json
from mockdr.base.source import Place, Scalar
from mockdr.scenario.scalars import core
from mockdr.scenario.story import MOST_TIMES

__all__ = [
    "KEY",
    "NAME",
    "SCALARS",
    "SLOT",
    "closed",
    "count",
    "listed",
    "named",
    "ref",
    "text_like",
    "times",
    "word",
]

#: What `<method>` stands for is a value of the matrix: of a key or a word, or a part.
KEY: Final = "<[a-z][a-z0-9-]*>"
#: In a body it may also be the field of a thing: `<card.id>`.
SLOT: Final = "<[a-z]"
NAME: Final = "^[a-z][a-z0-9-]*$"
_NULL: Final = "^(~|null)?$"
_NUMBER: Final = r"^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?$"
_NOWHERE: Final = Place(file="", line=1, column=1, end_line=1, end_column=1)

#: Schemas of scalars by name, for `ref`; wherever a slot may stand, one fits.
SCALARS: Final[Mapping[str, Json]] = {
    "text": {"type": ["string", "number", "boolean"], "pattern": "\\S"},
    "name": {
        "type": "string",
        "pattern": f"{NAME}|{KEY}",
        "patternErrorMessage": "Use lower-case letters, digits and hyphens.",
    },
    "thing": {
        "type": "string",
        "pattern": rf"^[a-z][a-z0-9_-]*(\.[1-9][0-9]{{0,5}})?$|{KEY}",
        "patternErrorMessage": "Write a name, a kind such as order, or charge.2.",
    },
    "duration": {
        "type": "string",
        "pattern": rf"^\s*[0-9]{{1,18}}(ms|s|m|h|d)\s*$|{KEY}",
        "patternErrorMessage": "Write digits, and one of ms, s, m, h, d: 48h.",
    },
    "wire-string": {
        "description": "A text.",
        "type": ["string", "number", "boolean", "null"],
    },
    "wire-number": {
        "description": "A number.",
        "type": ["number", "string", "null"],
        "pattern": f"{_NUMBER}|{_NULL}|{SLOT}",
    },
    "wire-integer": {
        "description": "A whole number.",
        "type": ["integer", "string", "null"],
        "pattern": f"{_NUMBER}|{_NULL}|{SLOT}",
    },
    "wire-boolean": {
        "description": "true or false.",
        "type": ["boolean", "string", "null"],
        "pattern": f"^([tT]rue|TRUE|[fF]alse|FALSE)$|{_NULL}|{SLOT}",
    },
}


def ref(name: str) -> dict[str, Json]:
    """Return a reference to the definition of that name."""
    return {"$ref": f"#/definitions/{name}"}


def named(name: str, description: str) -> dict[str, Json]:
    """Return a reference to a definition, said in words of its own."""
    # What stands beside $ref counts for nothing in this dialect.
    return {"description": description, "allOf": [ref(name)]}


def word(
    words: Iterable[str], hovers: Mapping[str, str] | None = None
) -> dict[str, Json]:
    """
    Return the schema of one of *words*, or of a slot that will be one.

    Args:
        words: As the file says them; what other readers take for a number or a truth
            value fits in either reading.
        hovers: What an editor tells of a word.
    """
    values: list[Json] = []
    told: list[str] = []
    for each in words:
        # An editor may have read `on` or `2.0` as something else.
        also = core(Scalar(text=each, place=_NOWHERE))
        for value in [each] if also == each else [each, also]:
            values.append(value)
            told.append((hovers or {}).get(each, ""))
    choice: dict[str, Json] = {"enum": values}
    if any(told):
        choice["enumDescriptions"] = told
    return {"anyOf": [choice, {"type": "string", "pattern": KEY}]}


def text_like(pattern: str, numbers: Json = None) -> dict[str, Json]:
    """Return the schema of text that fits *pattern*, of a slot, or of *numbers*."""
    spelled: dict[str, Json] = {"type": "string", "pattern": f"{pattern}|{KEY}"}
    return spelled if numbers is None else {"anyOf": [numbers, spelled]}


def times() -> dict[str, Json]:
    """Return the schema of how often: `2`, `0..1`, `1..`; never down, nor never."""
    # No pattern compares numbers; it knows those of one digit, and longer ones.
    down = "|".join(f"{most + 1}\\.\\.[0-{most}]" for most in range(9))
    longer = "|".join(
        f"[1-9][0-9]{{{digits}}}\\.\\.[0-9]{{1,{digits}}}" for digits in range(1, 3)
    )
    never = r"0+(\.\.0+)?"
    return text_like(
        rf"^(?!({never}|{down}|{longer})$)0*[0-9]{{1,3}}(\.\.(0*[0-9]{{1,3}})?)?$",
        {"type": "integer", "minimum": 1, "maximum": MOST_TIMES},
    )


def count(least: int, most: int) -> dict[str, Json]:
    """Return the schema of a whole number from *least* up to *most*."""
    return text_like(
        "^[0-9]{1,6}$", {"type": "integer", "minimum": least, "maximum": most}
    )


def closed(
    properties: Mapping[str, Json], *, needs: Iterable[str] = (), least: int = 0
) -> dict[str, Json]:
    """Return the schema of a mapping with these keys and no other."""
    schema: dict[str, Json] = {
        "type": "object",
        "properties": dict(properties),
        # A key may hold a slot too.
        "patternProperties": {KEY: {}},
        "additionalProperties": False,
    }
    needed = list(needs)
    if needed:
        schema["required"] = needed
    if least:
        schema["minProperties"] = least
    return schema


def listed(item: Json, *, least: int = 0) -> dict[str, Json]:
    """Return the schema of a list of *item*."""
    schema: dict[str, Json] = {"type": "array", "items": item}
    if least:
        schema["minItems"] = least
    return schema
