"""Schemas of bodies as they go over the wire, each shape written down once."""

from __future__ import annotations

import json
from typing import Final

from mockdr.base.errors import Json
from mockdr.scenario.editor.scalars import KEY, SLOT, ref, word
from mockdr.scenario.vocabulary import Vocabulary

__all__ = ["Bodies"]

#: Deeper than any body that somebody writes down in a story.
_DEEPEST: Final = 8
#: A reference may stand for a whole mapping or list, and null for its absence.
_OR_SLOT: Final = f"^(~|null)?$|{SLOT}"


class Bodies:
    """
    Makes the schemas of bodies; equal ones share a definition.

    Fields of every API version are known: which of them a story speaks is found by
    lint, which tells more of it than an editor could.

    Args:
        words: The words of payments.
        types: What an editor tells of a type of payment source.
    """

    def __init__(self, words: Vocabulary, types: dict[str, str]) -> None:
        self._words = words
        self._kinds = word(words.source_types, types)
        self._names: dict[str, str] = {}
        #: Name to schema, for `definitions`.
        self.definitions: dict[str, Json] = {}

    def has(self, where: str) -> bool:
        """Tell whether the contract has a body at *where*, in any version."""
        return bool(self._fields(where, ())) or bool(self._types(where, ()))

    def at(self, where: str) -> dict[str, Json]:
        """Return the schema of the body at *where*, one that `type_of` knows."""
        source = where == "source" or (
            where.startswith("request:")
            and self._words.operations[where.partition(":")[2]].makes == "source"
        )
        return self._place(where, (), source=source)

    def customer(self) -> dict[str, Json]:
        """Return the schema of a given customer, with sources by name."""
        fields = {
            name: self._place("customers", (name,), source=False)
            for name in self._fields("customers", ())
            if name != "sources"
        }
        fields["sources"] = {
            "type": "object",
            "description": "Cards and the like that the customer has saved, by name.",
            "additionalProperties": self._saved(),
        }
        return self._shared(_mapping(fields))

    def _saved(self) -> dict[str, Json]:
        """Return the schema of a saved source: only there its id may be fixed."""
        plain = self.at("source")
        if not plain:
            return {}
        schema = self.definitions[plain["$ref"].rpartition("/")[2]]
        fields = {"id": ref("wire-string"), **schema["properties"]}
        return self._shared({**schema, "properties": fields})

    def _place(
        self, where: str, path: tuple[str, ...], *, source: bool
    ) -> dict[str, Json]:
        types = self._types(where, path)
        if not path and types <= {"any"}:
            types = {"object"} if self._fields(where, path) else set()
        if len(types) != 1 or len(path) > _DEEPEST:
            return {}
        (type_,) = types
        if type_ == "object":
            names = self._fields(where, path)
            if not names:
                return {}
            fields = {
                name: self._place(where, (*path, name), source=False) for name in names
            }
            if source and "type" in fields:
                fields["type"] = {"anyOf": [self._kinds, {"type": "null"}]}
            return self._shared(_mapping(fields))
        if type_ == "array":
            item = self._place(where, (*path, "*"), source=False)
            schema: dict[str, Json] = {
                "description": "A list.",
                "type": ["array", "null", "string"],
            }
            if item:
                schema["items"] = item
            if where.startswith("query:"):
                return {} if not item else {"anyOf": [schema, item]}
            schema["pattern"] = _OR_SLOT
            return self._shared(schema)
        return {} if type_ == "any" else ref(f"wire-{type_}")

    def _types(self, where: str, path: tuple[str, ...]) -> set[str]:
        of = self._words.type_of
        found = {of(where, path, version) for version in self._words.versions}
        return {type_ for type_ in found if type_ is not None}

    def _fields(self, where: str, path: tuple[str, ...]) -> tuple[str, ...]:
        of = self._words.fields_of
        newest_first = reversed(self._words.versions)
        return tuple(
            dict.fromkeys(
                name for version in newest_first for name in of(where, path, version)
            )
        )

    def _shared(self, schema: dict[str, Json]) -> dict[str, Json]:
        key = json.dumps(schema, sort_keys=True)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = f"wire-{len(self._names) + 1}"
            self.definitions[name] = schema
        return ref(name)


def _mapping(fields: dict[str, Json]) -> dict[str, Json]:
    return {
        "description": f"A mapping: {', '.join(fields)}.",
        "type": ["object", "null", "string"],
        "pattern": _OR_SLOT,
        "properties": fields,
        "patternProperties": {KEY: {}},
        "additionalProperties": False,
    }
