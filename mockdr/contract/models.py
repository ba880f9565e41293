"""The models as JSON Schemas: each is read, and held to our keywords, at first use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from mockdr.base.data import data_folder
from mockdr.base.errors import Json, MockdrError
from mockdr.contract.files import read_data
from mockdr.contract.formats import CHECKERS

__all__ = [
    "FORMATS",
    "KEYWORDS",
    "check_schema",
    "closure",
    "enum",
    "model_names",
    "schema",
]

#: Formats that schemas may use, judged alike by both engines. `email` is not among
#: them, since no two checkers agree on what one is.
FORMATS = frozenset(CHECKERS)

#: Keywords whose value is a schema.
_SCHEMA = frozenset(
    {"additionalProperties", "unevaluatedProperties", "items", "propertyNames"}
    | {"not", "if", "then", "else", "contains"}
)
#: Keywords whose value is a list of schemas.
_SCHEMAS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
#: Keywords whose value is a mapping of names to schemas.
_NAMED = frozenset({"properties", "$defs", "dependentSchemas"})
#: `multipleOf` is missing on purpose: the engines disagree on decimals.
_PLAIN = frozenset(
    {"$schema", "$id", "$ref", "$comment", "title", "description", "type", "required"}
    | {"enum", "const", "format", "pattern", "minimum", "maximum", "exclusiveMinimum"}
    | {"exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "default"}
    | {"uniqueItems", "minProperties", "maxProperties", "readOnly", "deprecated"}
    | {"dependentRequired", "examples"}
)
#: Every keyword that both engines judge alike, and what its value is made of: a
#: schema, a list of them, named ones, or nothing of the kind.
KEYWORDS: Mapping[str, Literal["schema", "schemas", "named", "plain"]] = (
    MappingProxyType(
        {
            **dict.fromkeys(sorted(_SCHEMA), "schema"),
            **dict.fromkeys(sorted(_SCHEMAS), "schemas"),
            **dict.fromkeys(sorted(_NAMED), "named"),
            **dict.fromkeys(sorted(_PLAIN), "plain"),
        }
    )
)


def _parts(file: str, schema: Json) -> Iterator[Mapping[str, Json]]:
    """
    Yield every object schema inside *schema*, itself first.

    Raises:
        MockdrError: If there is a keyword that we do not know.
    """
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        raise MockdrError(f"{file}: a schema is neither an object nor true or false")
    yield schema
    for keyword, value in schema.items():
        if keyword in _PLAIN:
            continue
        if keyword in _SCHEMA:
            yield from _parts(file, value)
        elif keyword in _SCHEMAS:
            for part in value:
                yield from _parts(file, part)
        elif keyword in _NAMED:
            for part in value.values():
                yield from _parts(file, part)
        else:
            # An engine would skip it silently, and judge less than is written.
            raise MockdrError(
                f"{file}: unknown schema keyword {keyword!r}",
                help="a misspelt keyword would be ignored; see mockdr.contract.models",
            )


def check_schema(file: str, schema: Json) -> frozenset[str]:
    """
    Hold *schema* to our keywords and formats; return the files that it refers to.

    Raises:
        MockdrError: If it has an unknown keyword or format.
    """
    refs = set()
    for part in _parts(file, schema):
        if "$ref" in part:
            refs.add(part["$ref"].partition("#")[0])
        if part.get("format", "date") not in FORMATS:
            raise MockdrError(
                f"{file}: unknown format {part['format']!r}",
                help=f"the formats are {', '.join(sorted(FORMATS))}",
            )
    return frozenset(refs - {""})


def model_names() -> tuple[str, ...]:
    """Return the names of all models."""
    folder = data_folder("schemas") / "models"
    return tuple(sorted(file.stem for file in folder.glob("*.json")))


@cache
def _loaded(name: str) -> tuple[Json, frozenset[str]]:
    file = f"models/{name}.json"
    found = read_data(file)
    return found, check_schema(file, found)


def schema(name: str) -> Mapping[str, Json]:
    """
    Return the schema of the model *name*. It is shared: do not change it.

    Raises:
        MockdrError: If there is none, or it has an unknown keyword or format.
    """
    found: Mapping[str, Json] = _loaded(name)[0]
    return found


def closure(name: str) -> dict[str, Json]:
    """Return the model *name* and all that it refers to, by file name."""
    found: dict[str, Json] = {}
    waiting = [f"{name}.json"]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found[file], refs = _loaded(file.removesuffix(".json"))
            waiting += refs
    return found


def enum(model: str, field: str) -> tuple[str, ...]:
    """
    Return the values that *field* of *model* can have; nothing where any will do.

    Raises:
        MockdrError: If there is no such model or field.
    """
    try:
        part = schema(model)["properties"][field]
    except KeyError:
        raise MockdrError(
            f"the contract has no field {field!r} in {model}", help="see schemas/models"
        ) from None
    while "$ref" in part:
        part = schema(part["$ref"].removesuffix(".json"))
    return tuple(v for v in part.get("enum", ()) if isinstance(v, str))
