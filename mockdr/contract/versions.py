"""API versions: what each of them changed, and what models were before that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from mockdr.base.errors import Json, MockdrError
from mockdr.contract.files import read_data
from mockdr.contract.models import check_schema, schema

__all__ = [
    "Change",
    "Shape",
    "changes",
    "closure_at",
    "has_event",
    "has_operation",
    "kept",
    "newest",
    "precedes",
    "schema_at",
    "since",
    "touched",
    "undone",
    "versions",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """
    What a model was before a change.

    Args:
        has: Properties that it had, or had otherwise.
        lacks: Properties that it did not have.
        required: What it asked for; None where that stayed.
    """

    has: Mapping[str, Json] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    required: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    One change note.

    Args:
        name: By which code and adapters mean it.
        since: The version that brought it.
        note: What it changed, in a sentence.
        evidence: `documented`, `observed` or `inferred`.
        source: Page that tells of it.
        before: Model to what it was.
        absent: operationIds that did not exist before.
        events: What the types of events begin with that did not exist before.
        kept: Model to the KIND of its things, and to the fields that versions before
            can still set and see.
    """

    name: str
    since: str
    note: str
    evidence: str
    source: str
    before: Mapping[str, Shape]
    absent: frozenset[str]
    events: tuple[str, ...]
    kept: Mapping[str, tuple[str, tuple[str, ...]]]


@cache
def versions() -> tuple[str, ...]:
    """Return the API versions, oldest first."""
    return tuple(sorted(read_data("versions.json")["versions"]))


@cache
def newest() -> str:
    """Return the version that needs no adapter."""
    return versions()[-1]


@cache
def changes() -> Mapping[str, Change]:
    """Return every change note by name, newest version first."""
    told = read_data("versions.json")["versions"]
    return MappingProxyType(
        {
            name: _change(name, version, entry)
            for version in reversed(versions())
            for name, entry in told[version].get("notes", {}).items()
        }
    )


def _change(name: str, version: str, entry: Mapping[str, Json]) -> Change:
    return Change(
        name=name,
        since=version,
        note=entry["note"],
        evidence=entry["evidence"],
        source=entry["source"],
        before={
            model: Shape(
                has=shape.get("has", {}),
                lacks=tuple(shape.get("lacks", ())),
                required=tuple(shape["required"]) if "required" in shape else None,
            )
            for model, shape in entry.get("before", {}).items()
        },
        absent=frozenset(entry.get("absent", ())),
        events=tuple(entry.get("events", ())),
        kept={
            model: (row["kind"], tuple(row["fields"]))
            for model, row in entry.get("kept", {}).items()
        },
    )


def since(name: str) -> str:
    """
    Return the version that brought the change *name*.

    Raises:
        MockdrError: If there is no such change note.
    """
    try:
        return changes()[name].since
    except KeyError:
        raise MockdrError(
            f"no API version brought {name!r}",
            help=f"the change notes are {', '.join(changes())}",
        ) from None


def precedes(version: str, name: str) -> bool:
    """Tell whether *version* is older than the change *name*."""
    return version < since(name)


def undone(version: str) -> Iterator[Change]:
    """Yield the changes that *version* does not have yet, those of the newest first."""
    return (change for change in changes().values() if change.since > version)


@cache
def has_operation(operation_id: str, version: str) -> bool:
    """Tell whether *version* has the operation."""
    return not any(operation_id in change.absent for change in undone(version))


@cache
def has_event(type: str, version: str) -> bool:
    """Tell whether *version* has events of *type*."""
    return not any(type.startswith(change.events) for change in undone(version))


@cache
def kept(kind: str) -> frozenset[str]:
    """Return the fields of things of *kind* that only older versions know."""
    return frozenset(
        name
        for change in changes().values()
        for row, names in change.kept.values()
        if row == kind
        for name in names
    )


# -- models of older versions ------------------------------------------------------


@cache
def schema_at(name: str, version: str) -> Mapping[str, Json]:
    """
    Return the schema of the model *name* as *version* had it. Do not change it.

    Raises:
        MockdrError: If there is none, or a change note makes it wrong.
    """
    found = schema(name)
    for change in undone(version):
        shape = change.before.get(name)
        if shape is not None:
            found = _reshaped(found, shape)
    if found is not schema(name):
        check_schema(f"models/{name}.json before {version}", found)
    return found


def _reshaped(found: Mapping[str, Json], shape: Shape) -> Mapping[str, Json]:
    properties = {
        name: part
        for name, part in found["properties"].items()
        if name not in shape.lacks
    }
    changed: dict[str, Json] = {**found, "properties": {**properties, **shape.has}}
    if shape.required is not None:
        changed["required"] = list(shape.required)
    return changed


@cache
def _names(name: str, version: str) -> frozenset[str]:
    """Return the models that *name* is made of in *version*, itself among them."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.add(model)
            refs = check_schema(model, schema_at(model, version))
            waiting += [ref.removesuffix(".json") for ref in refs]
    return frozenset(found)


@cache
def touched(name: str, version: str) -> bool:
    """Tell whether *version* had the model *name*, or a part of it, otherwise."""
    return not _reshaped_names(version).isdisjoint(
        _names(name, version) | _names(name, newest())
    )


@cache
def _reshaped_names(version: str) -> frozenset[str]:
    return frozenset(model for change in undone(version) for model in change.before)


def closure_at(name: str, version: str) -> dict[str, Json]:
    """Return the model *name* and all that it refers to in *version*, by file name."""
    return {
        f"{model}.json": schema_at(model, version) for model in _names(name, version)
    }
