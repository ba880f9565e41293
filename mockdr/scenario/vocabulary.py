"""The words of payments, as values: the language itself knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from mockdr.base.errors import Json

__all__ = ["Choices", "ErrorWord", "OperationWord", "Reads", "VerbWord", "Vocabulary"]

#: Turns the text of a setting into its value; raises `MockdrError` with advice.
Reads: TypeAlias = Callable[[str], Json]

#: (where, path, version) to words.
Choices: TypeAlias = Callable[[str, tuple[str, ...], "str | None"], tuple[str, ...]]


def _any_word(
    where: str, path: tuple[str, ...], version: str | None
) -> tuple[str, ...]:
    del where, path, version
    return ()


def _nowhere(method: str, path: str) -> str | None:
    del method, path
    return None


def _has(name: str, version: str) -> bool:
    del name, version
    return True


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
        choices: (where, path, version) to the words that a field can have; none where
            it can have any.
        has_operation: Tells whether an API version has the operation of an id.
        operation_at: (method, path) of a request to the operationId that it calls.
        has_event: Tells whether an API version has events of a type.
        old_events: Event types of long ago, in whose place others are emitted today.
        test_cards: Card numbers that are documented for tests, digits only.
        parts_besides: Type of a source to the names, besides its own, under which
            what it brings may stand.
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
    choices: Choices = _any_word
    has_operation: Callable[[str, str], bool] = _has
    operation_at: Callable[[str, str], str | None] = _nowhere
    has_event: Callable[[str, str], bool] = _has
    old_events: frozenset[str] = frozenset()
    test_cards: frozenset[str] = frozenset()
    parts_besides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
