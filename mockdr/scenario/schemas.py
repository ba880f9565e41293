"""JSON Schemas that stories bring: closed keywords, and references inside them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from mockdr.base.errors import Json, MockdrError
from mockdr.contract.engines import engine
from mockdr.contract.models import KEYWORDS
from mockdr.scenario.context import Context
from mockdr.scenario.findings import said
from mockdr.scenario.references import Lookup, has_reference, resolve
from mockdr.scenario.tree import ListNode, MapNode, Node, first_place
from mockdr.scenario.wire import open_json

__all__ = ["fill_schema", "parse_schema"]

#: Values may be anything where these stand, so a reference among them may wait.
_VALUES: Final = frozenset({"const", "enum"})
_SPECIAL: Final = re.compile(r"[.*+?^${}()|\[\]\\]")


def parse_schema(context: Context, node: Node) -> Json:
    """Return the JSON Schema that *node* says; note what no engine would understand."""
    # Patterns are full of angle brackets.
    schema = open_json(context, node, strict=False)
    if _note_unknown(context, node):
        # An engine would say the same once more, or pass over it in silence.
        return schema
    try:
        engine().compile(_without_references(schema), {})
    except MockdrError as error:
        context.findings.add(
            "MDR118",
            "'body_schema' is no JSON Schema that can be used",
            first_place(node),
            help=error.message.partition("\n")[0].partition(": ")[2],
        )
    return schema


def fill_schema(schema: Json, lookup: Lookup) -> Json:
    """
    Return *schema* with its references replaced; in a pattern, by text that fits them.

    Raises:
        UnknownReference: If *lookup* does not find one.
    """

    def literal(path: tuple[str, ...]) -> Json:
        return _SPECIAL.sub(r"\\\g<0>", str(lookup(path)))

    return _each(
        schema,
        lambda keyword, value: resolve(
            value, literal if keyword == "pattern" else lookup
        ),
    )


def _without_references(schema: Json) -> Json:
    """Return *schema* without the keywords whose value is known in a run only."""
    return _each(
        schema,
        lambda keyword, value: (
            _LEFT_OUT
            if keyword not in _VALUES
            and isinstance(value, str)
            and has_reference(value)
            else value
        ),
    )


_LEFT_OUT: Final = object()


def _each(schema: Json, change: Callable[[str, Json], Json]) -> Json:
    """Return *schema* with the value of every keyword that holds no schema changed."""
    if not isinstance(schema, dict):
        return schema
    changed = {}
    for keyword, value in schema.items():
        match KEYWORDS.get(keyword), value:
            case "schema", dict():
                new: Json = _each(value, change)
            case "schemas", list():
                new = [_each(part, change) for part in value]
            case "named", dict():
                new = {name: _each(part, change) for name, part in value.items()}
            case _:
                new = change(keyword, value)
        if new is not _LEFT_OUT:
            changed[keyword] = new
    return changed


def _note_unknown(context: Context, node: Node) -> bool:
    """Note every keyword of a schema that is none; tell whether there was one."""
    if not isinstance(node, MapNode):
        return False
    noted = False
    for key, value in node.entries:
        kind = KEYWORDS.get(key.text)
        if kind is None:
            context.findings.unknown(
                "MDR119",
                f"no body is judged by the keyword {said(key.text)}",
                key.place,
                word=key.text,
                words=sorted(KEYWORDS, key=lambda word: (word.startswith("$"), word)),
                otherwise="the keywords are",
            )
            noted = True
            continue
        parts: tuple[Node, ...] = ()
        if kind == "schema":
            parts = (value,)
        elif kind == "schemas" and isinstance(value, ListNode):
            parts = value.items
        elif kind == "named" and isinstance(value, MapNode):
            parts = tuple(part for _, part in value.entries)
        for part in parts:
            noted |= _note_unknown(context, part)
    return noted
