"""The operations of the provider's API, and which of them a request means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from types import MappingProxyType
from typing import Literal

from mockdr.base.errors import Json
from mockdr.contract.files import read_data

__all__ = ["Operation", "Routed", "operations", "query_of", "route"]

#: Longer paths than this are cut before a similar one is looked for.
_LONGEST_PATH = 120
#: Paths that have less in common are not worth a suggestion.
_ALIKE = 0.75

#: What stands in place of a model where a reply is a page, or a file.
_NO_JSON = ("html", "bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """
    One operation.

    Args:
        id: The operationId.
        method: In upper case.
        path: Template, with `{name}` for a variable segment.
        tag: Group in the documentation.
        key: Which kind of key it takes.
        request_model: Model of the request's body, if there is a body.
        content: Media type of that body; JSON is always taken too.
        success: Status of its success.
        reply_model: Model of its reply; `Name[]` is a bare array; None for no body or
            one that is not JSON.
        query: Names of its query parameters.
        evidence: `documented`, `observed` or `inferred`.
        source: Where that was seen.
    """

    id: str
    method: str
    path: str
    tag: str
    key: Literal["secret", "public", "none"]
    request_model: str | None
    content: str
    success: int
    reply_model: str | None
    query: tuple[str, ...]
    evidence: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """
    Where a request leads.

    Args:
        operation: None where the path is unknown or does not have the method.
        params: The path's variable segments by name.
        allowed: Methods of the path where the method is not among them.
        nearest: The operation that was perhaps meant, where the path is unknown.
    """

    operation: Operation | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()
    nearest: str = ""


@cache
def operations() -> Mapping[str, Operation]:
    """Return every operation by its operationId, built or not."""
    found: dict[str, Operation] = {}
    for name, entry in read_data("operations.json")["operations"].items():
        status, model = next(iter(entry["replies"].items()))
        found[name] = Operation(
            id=name,
            method=entry["method"],
            path=entry["path"],
            tag=entry["tag"],
            key=entry["key"],
            request_model=entry["request"],
            content=entry.get("content", "application/json"),
            success=int(status),
            reply_model=None if model in _NO_JSON else model,
            query=tuple(parameter["name"] for parameter in entry["query"]),
            evidence=entry["evidence"],
            source=entry["source"],
        )
    return MappingProxyType(found)


@cache
def query_of(operation_id: str) -> Mapping[str, Json]:
    """Return the query parameters of an operation: name to schema."""
    entry = read_data("operations.json")["operations"][operation_id]
    return MappingProxyType({p["name"]: p["schema"] for p in entry["query"]})


class _Node:
    """A segment of the tree of paths."""

    __slots__ = ("literal", "methods", "names", "variable")

    def __init__(self) -> None:
        self.literal: dict[str, _Node] = {}
        self.variable: _Node | None = None
        self.methods: dict[str, Operation] = {}
        self.names: tuple[str, ...] = ()


@cache
def _tree() -> _Node:
    root = _Node()
    for operation in operations().values():
        node = root
        names: list[str] = []
        for segment in operation.path.strip("/").split("/"):
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.variable = node.variable or _Node()
                node = node.variable
            else:
                node = node.literal.setdefault(segment, _Node())
        node.names = tuple(names)
        node.methods[operation.method] = operation
    return root


def _ends(
    node: _Node, segments: list[str], at: int, values: tuple[str, ...]
) -> list[tuple[_Node, tuple[str, ...]]]:
    """Return every node that the path leads to, literal segments first."""
    if at == len(segments):
        return [(node, values)] if node.methods else []
    segment = segments[at]
    found = []
    if (literal := node.literal.get(segment)) is not None:
        found += _ends(literal, segments, at + 1, values)
    if node.variable is not None and segment:
        found += _ends(node.variable, segments, at + 1, (*values, segment))
    return found


def route(method: str, path: str) -> Routed:
    """
    Return the operation that *method* and *path* mean.

    Args:
        method: In upper case.
        path: Decoded, beginning with `/`, without query.
    """
    ends = _ends(_tree(), path.removeprefix("/").split("/"), 0, ())
    for node, values in ends:
        operation = node.methods.get(method)
        if operation is not None:
            names = node.names
            return Routed(
                operation=operation,
                params=dict(zip(names, values, strict=True)) if names else {},
            )
    if ends:
        allowed = {name for node, _ in ends for name in node.methods}
        return Routed(allowed=tuple(sorted(allowed)))
    return Routed(nearest=_nearest(method, path[:_LONGEST_PATH]))


def _likeness(operation: Operation, path: str) -> float:
    """Return how much of *path* is as in the operation's, from 0 to 1."""
    own, asked = operation.path.split("/"), path.split("/")
    for place, name in enumerate(own):
        if name.startswith("{"):
            # What stands in place of a variable neither helps nor harms.
            own[place] = "*"
            if len(own) == len(asked) and asked[place]:
                asked[place] = "*"
    return SequenceMatcher(None, "/".join(own), "/".join(asked)).ratio()


def _nearest(method: str, path: str) -> str:
    """Return the operation that is most like the request, or nothing."""
    best = max(
        operations().values(),
        key=lambda operation: (_likeness(operation, path), operation.method == method),
    )
    if _likeness(best, path) < _ALIKE:
        return ""
    return f"{best.method} {best.path} ({best.id})"
