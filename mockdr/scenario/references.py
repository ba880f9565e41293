"""A reference `<card.id>` in a story stands for a field of a thing of the run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence

from mockdr.base.errors import Json, MockdrError

__all__ = [
    "Lookup",
    "UnknownReference",
    "field_of",
    "find_references",
    "has_reference",
    "leaves",
    "resolve",
]

_REFERENCE = re.compile(r"<([a-z][a-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+)>")

#: Returns the value of a reference's segments; raises `UnknownReference`.
Lookup = Callable[[tuple[str, ...]], Json]


class UnknownReference(MockdrError):
    """A reference names a thing or a field that does not exist (yet)."""


def has_reference(text: str) -> bool:
    """Tell whether *text* holds a reference."""
    return _REFERENCE.search(text) is not None


def find_references(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the references in *text*, each as its segments."""
    return tuple(tuple(found.split(".")) for found in _REFERENCE.findall(text))


def leaves(value: Json) -> Iterator[Json]:
    """Yield every scalar in *value*, names of fields left out."""
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def resolve(value: Json, lookup: Lookup) -> Json:
    """
    Return *value* with its references replaced.

    A scalar that is nothing but one reference takes the field's value and type; in
    a longer text the value is written out.

    Raises:
        UnknownReference: If *lookup* does not find one.
    """
    if isinstance(value, dict):
        return {name: resolve(item, lookup) for name, item in value.items()}
    if isinstance(value, list):
        return [resolve(item, lookup) for item in value]
    if not isinstance(value, str) or "<" not in value:
        return value
    whole = _REFERENCE.fullmatch(value)
    if whole is not None:
        return lookup(tuple(whole[1].split(".")))
    return _REFERENCE.sub(
        lambda found: _text(lookup(tuple(found[1].split(".")))), value
    )


def field_of(document: Json, path: Sequence[str], said: str) -> Json:
    """
    Return the field of *document* at *path*; a number picks from an array, from 0.

    Args:
        document: A JSON value.
        path: Names of fields.
        said: The reference as written, for the message.

    Raises:
        UnknownReference: If there is no such field.
    """
    here = document
    for name in path:
        if isinstance(here, dict) and name in here:
            here = here[name]
        elif isinstance(here, list) and name.isdigit() and int(name) < len(here):
            here = here[int(name)]
        else:
            have = ", ".join(sorted(here)) if isinstance(here, dict) else ""
            raise UnknownReference(
                f"<{said}> has no {name!r}",
                help=f"there are {have}" if have else "name a field that it has",
            )
    return here


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
