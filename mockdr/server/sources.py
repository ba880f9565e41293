"""Fields of a source that are said by hand: a misspelt one would do nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mockdr import contract
from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json, MockdrError

__all__ = ["check_source"]

_WHERE: Final = "source"


def check_source(source: Mapping[str, Json], version: str) -> None:
    """
    Refuse a type, or a field, that the contract's model of a source does not have.

    Objects of which the contract names no field may hold anything.

    Args:
        source: Fields by their names on the wire.
        version: The API version that they are in; those of the newest are taken, too.

    Raises:
        MockdrError: If there is one; it says what may have been meant.
    """
    methods = tuple(contract.payment_methods())
    type = source.get("type")
    if isinstance(type, str) and type not in methods:
        raise MockdrError(
            f"there is no source of type {type!r}",
            help=suggest(type, methods, "the types are"),
        )
    _check(source, (), version, frozenset(methods) - {type})


def _check(
    value: Json, path: tuple[str, ...], version: str, foreign: frozenset[str]
) -> None:
    if isinstance(value, list | tuple):
        for item in value:
            _check(item, (*path, "*"), version, foreign)
        return
    known = [
        name
        for edition in (version, None)
        for name in contract.fields_of(_WHERE, path, edition)
    ]
    if not isinstance(value, Mapping) or not known:
        return
    for name, inner in value.items():
        if name not in known:
            shown = ".".join((*path, str(name))).replace(".*", "")
            own = [word for word in known if word not in foreign]
            raise MockdrError(
                f"a source has no field {shown!r}",
                help=suggest(str(name), own, "the fields are"),
            )
        _check(inner, (*path, name), version, foreign)
