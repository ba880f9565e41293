"""Which events a webhook is told of, by the words that it was subscribed with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from mockdr.contract import event_types

__all__ = ["meant_by", "subscribed"]

_WILDCARD: Final = "*"


def subscribed(types: Iterable[str]) -> frozenset[str]:
    """Return every type of event that *types* stand for, and *types* themselves."""
    return _subscribed(tuple(types))


@lru_cache(maxsize=1024)
def _subscribed(types: tuple[str, ...]) -> frozenset[str]:
    return frozenset(types).union(
        *(meant_by(type) for type in types if type not in event_types())
    )


def meant_by(word: str) -> frozenset[str]:
    """
    Return the types that are meant by *word*; none when it means nothing.

    The documentation subscribes by exact names alone: wildcards and its own slips in
    spelling are taken where a setting says so.
    """
    if word in event_types():
        return frozenset({word})
    if word.endswith(_WILDCARD):
        start = word.removesuffix(_WILDCARD)
        return frozenset(type for type in event_types() if type.startswith(start))
    return _aliases().get(word, frozenset())


@cache
def _aliases() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for type, fact in event_types().items():
        for alias in fact.aliases:
            found[alias] = found.get(alias, frozenset()) | {type}
    return MappingProxyType(found)
