"""What a reply shows of the provider's things: which they are, and in which state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final

from mockdr import contract
from mockdr.base.errors import Json
from mockdr.domain import LIFECYCLES
from mockdr.engine.traces.showing import known_parameter
from mockdr.engine.traces.sifting import Heard
from mockdr.engine.words import MAKES, PATH_KINDS

__all__ = [
    "UNKNOWN",
    "Sighting",
    "Signature",
    "errors_in",
    "kind_of",
    "sightings",
    "signature",
]

#: Names of fields to the KIND of what stands there.
_WITHIN: Final = MappingProxyType(
    {
        "session": "session",
        "sources": "source",
        "charges": "charge",
        "captures": "capture",
        "cancels": "cancel",
        "refunds": "refund",
    }
)
_REFUSED: Final = 400
#: Stands for a parameter that the contract does not know.
UNKNOWN: Final = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """
    A thing as a reply shows it.

    Args:
        state: None where it shows none.
        path: Where it stands in the reply; empty for all of it.
        document: What is shown of it.
    """

    kind: str
    id: str
    state: str | None
    path: tuple[str, ...] = ()
    document: dict[str, Json] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """
    What matters of a call: two that differ in ids, moments and amounts have the same.

    Args:
        errors: Code and parameter of each error, as far as that is known.
        states: KIND and state of what is shown, in the order of the reply.
    """

    operation: str
    status: int
    errors: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]


@cache
def _kinds() -> dict[str, str]:
    """Return model of a reply to the KIND that it is."""
    known: dict[str, str] = {}
    for operation, kinds in PATH_KINDS.items():
        model = contract.operations()[operation].reply_model
        if operation.startswith("retrieve") and model is not None and len(kinds) == 1:
            known.setdefault(model, kinds[0])
    for operation, kind in MAKES.items():
        model = contract.operations()[operation].reply_model
        if model is not None:
            known.setdefault(model, kind)
    return known


def kind_of(operation_id: str) -> str | None:
    """Return the KIND of what the operation's reply is, or is a list of."""
    operation = contract.operations()[operation_id]
    if operation_id.startswith("list"):
        one = PATH_KINDS.get(operation_id.replace("list", "retrieve", 1), ())
        return one[-1] if one else None
    if operation_id in MAKES:
        return MAKES[operation_id]
    return _kinds().get(operation.reply_model or "")


def sightings(call: Heard) -> Iterator[Sighting]:
    """Yield what the reply shows, what holds others before what it holds."""
    if call.operation is None or not 0 < call.status < _REFUSED:
        return
    kind = kind_of(call.operation.id)
    body = call.reply
    if not isinstance(body, dict) or kind is None:
        return
    if call.operation.id.startswith("list"):
        listed = body.get("data")
        for index, item in enumerate(listed if isinstance(listed, list) else ()):
            yield from _seen(kind, item, ("data", str(index)))
    else:
        yield from _seen(kind, body, ())


def _seen(kind: str, document: Json, path: tuple[str, ...]) -> Iterator[Sighting]:
    if not isinstance(document, dict):
        return
    id = document.get("id")
    if isinstance(id, str | int):
        yield Sighting(
            kind=kind,
            id=str(id),
            state=_state(kind, document),
            path=path,
            document=document,
        )
    within = {"items": "item", **_WITHIN} if kind == "order" else _WITHIN
    for name, value in document.items():
        inner = within.get(name)
        if name == "payment" and isinstance(value, dict):
            for part, held in value.items():
                if part in _WITHIN:
                    yield from _held(_WITHIN[part], held, (*path, name, part))
        elif inner is not None:
            yield from _held(inner, value, (*path, name))


def _held(kind: str, value: Json, path: tuple[str, ...]) -> Iterator[Sighting]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _seen(kind, item, (*path, str(index)))
    else:
        yield from _seen(kind, value, path)


def _state(kind: str, document: dict[str, Json]) -> str | None:
    state = document.get("state")
    lifecycle = LIFECYCLES.get(kind)
    known = isinstance(state, str) and lifecycle and state in lifecycle.states
    return state if known else None


def errors_in(call: Heard) -> tuple[dict[str, Json], ...]:
    """Return the errors that a call was answered."""
    body = call.reply
    if call.status < _REFUSED or not isinstance(body, dict):
        return ()
    listed = body.get("errors")
    return tuple(
        item
        for item in (listed if isinstance(listed, list) else ())
        if isinstance(item, dict)
    )


def _parameter(call: Heard, parameter: str) -> str:
    if call.operation is None or not parameter:
        return parameter
    return known_parameter(call.operation, parameter) or UNKNOWN


def signature(call: Heard) -> Signature:
    """Return what matters of *call*."""
    return Signature(
        operation=call.what,
        status=call.status,
        errors=tuple(
            (str(e.get("code", "")), _parameter(call, str(e.get("parameter") or "")))
            for e in errors_in(call)
        ),
        states=tuple((seen.kind, seen.state) for seen in sightings(call) if seen.state),
    )
