"""Bodies as they go over the wire: the contract types each field, references stay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from mockdr.base.diagnostics import Severity, suggest
from mockdr.base.errors import Json
from mockdr.base.fixes import respelt
from mockdr.base.source import Place, Scalar
from mockdr.scenario.context import Context
from mockdr.scenario.findings import said, with_article
from mockdr.scenario.references import find_references
from mockdr.scenario.scalars import TYPES, WrongType, core, is_null, typed
from mockdr.scenario.tree import Hole, ListNode, MapNode, Node, first_place, shape

__all__ = ["has_body", "open_json", "read_references", "wire", "within"]

Unknown = Literal["error", "warning", "allow"]

#: `<method>` would be a value of `matrix`.
_BARE = re.compile(r"<([a-z][a-z0-9_-]*)>")


def has_body(context: Context, where: str) -> bool:
    """Tell whether the contract has a body at *where*."""
    words, version = context.vocabulary, context.version
    if words.fields_of(where, (), version):
        return True
    return words.type_of(where, (), version) is not None


def wire(context: Context, node: Node, where: str, *, unknown: Unknown) -> Json:
    """
    Return what *node* says as a JSON value, typed by the contract.

    Args:
        context: Takes the findings.
        node: What the file says.
        where: The body, as `Vocabulary.type_of` names it.
        unknown: What a field is that the contract does not have.
    """
    return _Body(context=context, where=where, unknown=unknown).value(node, (), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """One body, being read."""

    context: Context
    where: str
    unknown: Unknown

    def value(self, node: Node, path: tuple[str, ...], shown: str) -> Json:
        """Return the value at *path* (`*` for an element), *shown* so in messages."""
        strict = self.unknown != "allow"
        context = self.context
        words = context.vocabulary
        type_ = words.type_of(self.where, path, context.version) or "any"
        if not path and type_ == "any":
            type_ = "object"
        if type_ == "any":
            return open_json(context, node, strict=strict)
        if isinstance(node, Hole):
            return None
        if isinstance(node, MapNode) and type_ == "object":
            return {
                key.text: self._field(key, value, path, shown)
                for key, value in node.entries
            }
        if isinstance(node, ListNode) and type_ == "array":
            return [
                self.value(item, (*path, "*"), f"{shown}[{index}]")
                for index, item in enumerate(node.items)
            ]
        if isinstance(node, Scalar):
            if type_ == "array" and self.where.startswith("query:"):
                # On the wire, a list of one is that one.
                return self.value(node, (*path, "*"), shown)
            if read_references(context, node, strict=strict):
                return node.text
            if is_null(node):
                return None
            try:
                return typed(node, type_)
            except WrongType:
                pass
        return self._wrong(node, shown, type_)

    def _field(
        self, key: Scalar, value: Node, path: tuple[str, ...], shown: str
    ) -> Json:
        deeper = (*path, key.text)
        name = f"{shown}.{key.text}" if shown else key.text
        words, version = self.context.vocabulary, self.context.version
        if words.type_of(self.where, deeper, version) is not None:
            return self.value(value, deeper, name)
        if self.unknown != "allow":
            field = "query parameter" if self.where.startswith("query:") else "field"
            known = words.fields_of(self.where, path, version)
            message = f"{_called(self.where)} has no {field} {said(name)}"
            if self.context.unspaced("MDR308", message, key, value, known):
                return None
            self.context.findings.add(
                "MDR308",
                message,
                key.place,
                help=_instead(key, value, known, field),
                fix=respelt(key.text, known, key.place),
                severity=Severity(self.unknown),
            )
        return open_json(self.context, value, strict=self.unknown != "allow")

    def _wrong(self, node: Node, shown: str, type_: str) -> Json:
        name = said(shown) if shown else _called(self.where)
        self.context.findings.add(
            "MDR309",
            f"{name} must be {TYPES.get(type_, type_)}, not {shape(node)}",
            first_place(node),
            help=_REMEDIES.get(type_, ""),
        )
        return None


#: JSON types to what to do where something else stands.
_REMEDIES = {
    "string": "write one text, in quotes if it has colons or brackets",
    "number": "write digits, with a point for decimals",
    "integer": "write digits only",
    "boolean": "write true or false",
    "object": "write it like {key: value}",
    "array": "write it like [one, another]",
}


def _instead(key: Scalar, value: Node, fields: tuple[str, ...], field: str) -> str:
    """Return what to do about a field that is not known."""
    if key.text.isdigit() and isinstance(value, Scalar) and is_null(value):
        return "decimals have a point, for example 1.50"
    if not fields:
        return f"it has no {field}s at all"
    return suggest(key.text, fields, f"the {field}s are")


def open_json(context: Context, node: Node, *, strict: bool = True) -> Json:
    """
    Return what *node* says by the core types of YAML 1.2.

    Args:
        context: Takes the findings.
        node: What the file says.
        strict: Whether `<word>` must be a reference.
    """
    if isinstance(node, MapNode):
        return {
            key.text: open_json(context, value, strict=strict)
            for key, value in node.entries
        }
    if isinstance(node, ListNode):
        return [open_json(context, item, strict=strict) for item in node.items]
    if isinstance(node, Hole):
        return None
    if read_references(context, node, strict=strict):
        return node.text
    return core(node)


def read_references(context: Context, scalar: Scalar, *, strict: bool = True) -> bool:
    """
    Tell whether *scalar* holds references; note those that refer to nothing.

    Args:
        context: Knows the names.
        scalar: The text.
        strict: Whether `<word>` must be a reference too.
    """
    found = find_references(scalar.text)
    for segments in found:
        _check_reference(context, segments, scalar)
    if strict:
        for word in _BARE.findall(scalar.text):
            context.findings.add(
                "MDR209",
                f"{said(f'<{word}>')} refers to nothing",
                within(scalar, f"<{word}>"),
                help=f"name a field, for example <{word}.id>"
                if word in context.names or word in context.kinds
                else "a reference is a thing and a field, for example <checkout.id>",
            )
    return bool(found)


def _check_reference(
    context: Context, segments: tuple[str, ...], scalar: Scalar
) -> None:
    name, fields = segments[0], segments[1:]
    place = within(scalar, f"<{'.'.join(segments)}>")
    if name in context.kinds and fields[0].isdigit():
        name, fields = f"{name}.{fields[0]}", fields[1:]
        if not fields:
            context.findings.add(
                "MDR209",
                f"the reference <{name}> names no field",
                place,
                help=f"write <{name}.id>",
            )
            return
    thing = context.thing(name, place)
    if thing is None or thing.kind is None:
        return
    where, path = _reply_of(context, thing.kind)
    if where is None:
        return
    shown = thing.kind
    for field in fields:
        # References name fields of the newest shape, whatever goes over the wire.
        known = context.vocabulary.fields_of(where, path, None)
        step = "*" if field.isdigit() else field
        if context.vocabulary.type_of(where, (*path, step), None) is None:
            context.findings.add(
                "MDR308",
                f"{with_article(shown)} has no field {said(field)}",
                place,
                help=suggest(field, known, "the fields are") or "it has no fields",
                fix=respelt(field, known, place),
            )
            return
        path = (*path, step)
        shown = f"{shown}.{field}"


def _reply_of(context: Context, kind: str) -> tuple[str | None, tuple[str, ...]]:
    """Return where the contract describes a thing of *kind*: a reply and a path."""
    maker, path = (kind, ()) if kind != "session" else ("checkout", _SESSION)
    for operation in context.vocabulary.operations.values():
        if operation.makes == maker:
            where = f"reply:{operation.id}"
            if context.vocabulary.fields_of(where, path, None):
                return where, path
    return None, ()


#: Where a checkout holds its payment session.
_SESSION = ("payment", "session")


def within(scalar: Scalar, part: str) -> Place:
    """Return the place of *part* of a scalar that stands on one line as it reads."""
    place = scalar.place
    plain = place.end_line == place.line
    width = place.end_column - place.column
    offset = scalar.text.find(part)
    quotes = 1 if scalar.quoted else 0
    if not plain or offset < 0 or width != len(scalar.text) + 2 * quotes:
        return place
    start = place.column + quotes + offset
    return Place(
        file=place.file,
        line=place.line,
        column=start,
        end_line=place.line,
        end_column=start + len(part),
    )


def _called(where: str) -> str:
    """Return what people call the body at *where*."""
    part, _, operation = where.partition(":")
    if part == "query":
        return operation
    if operation:
        return f"the {part} of {operation}"
    return {
        "source": "a payment source",
        "checkout": "a checkout",
        "customers": "a customer",
        "skus": "a SKU",
        "plans": "a plan",
        "webhooks": "a webhook",
    }.get(part, part)
