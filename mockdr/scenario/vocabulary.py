"""The words of payments, as values: the language itself knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from mockdr.base.errors import Json

__all__ = ["ErrorWord", "OperationWord", "Reads", "VerbWord", "Vocabulary"]

#: Turns the text of a setting into its value; raises `MockdrError` with advice.
Reads: TypeAlias = Callable[[str], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationWord:
    """
    An operation as scenarios see it.

    Args:
        id: The operationId.
        reads: Whether it moves nothing (`retrieve*`, `list*`).
        makes: KIND of the thing that its success makes, or None.
        names: KINDs of the things that its path names, in order.
        errors: What it can answer besides success.
    """

    id: str
    reads: bool
    makes: str | None
    names: tuple[str, ...]
    errors: tuple[ErrorWord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorWord:
    """An entry of the error catalogue. `code` is None where the entry has none."""

    key: str
    status: int
    type: str
    code: str | None
    parameter: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbWord:
    """
    A verb of an actor.

    Args:
        kinds: KINDs that it can be `of`.
        needs_of: Whether `of` must be said.
    """

    actor: str
    verb: str
    kinds: tuple[str, ...]
    needs_of: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """
    Everything that parsing and lint need to know about payments.

    Args:
        operations: operationId to word.
        kinds: KIND to its states; none where its things have no lifecycle.
        fraud_states: Values of `then.fraud`.
        next_actions: Values of `then.next_action`.
        verbs: (actor, verb) to word.
        events: Event types.
        source_types: Types of payment sources.
        reasons: Decline and failure codes.
        versions: API versions, oldest first; the last is the newest.
        version_header: The header, in lower case, that asks for one of them.
        settings: Keys of `given.settings` to their possible values, to what reads
            them, or to None for text.
        type_of: (where, path, version) to the JSON type of a field: `string`, `number`,
            `integer`, `boolean`, `object`, `array`; `any` where the contract has no
            type (metadata); None where it has no such field. *where* is
            `request:<operationId>`, `reply:<operationId>`, `query:<operationId>`,
            `source`, `checkout`, `customers`, `skus`, `plans` or `webhooks`; *path*
            has names, and `*` for an array's element; *version* is an API version, or
            None for the newest.
        fields_of: (where, path, version) to the names of the fields of that object.
    """

    operations: Mapping[str, OperationWord]
    kinds: Mapping[str, tuple[str, ...]]
    fraud_states: tuple[str, ...]
    next_actions: tuple[str, ...]
    verbs: Mapping[tuple[str, str], VerbWord]
    events: frozenset[str]
    source_types: tuple[str, ...]
    reasons: frozenset[str]
    versions: tuple[str, ...]
    version_header: str
    settings: Mapping[str, tuple[str, ...] | Reads | None]
    type_of: Callable[[str, tuple[str, ...], str | None], str | None]
    fields_of: Callable[[str, tuple[str, ...], str | None], tuple[str, ...]]
