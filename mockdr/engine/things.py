"""A stored thing: its newest wire document, and beside it what is never sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from mockdr.base.errors import Json
from mockdr.store import Store

__all__ = ["DELETED", "Load", "Record", "Thing", "compact", "decode", "load_from"]

#: Under this kind the store keeps what was deleted, as `kind id`, without a document.
DELETED = "deleted"


def compact(document: Json) -> bytes:
    """
    Return the JSON of *document*, in no more memory than it has bytes.

    What `orjson` returns keeps the buffer that it was written into, several times
    the size of a document; whoever keeps it keeps that too.
    """
    return bytes(memoryview(orjson.dumps(document)))


class Thing(NamedTuple):
    """Names a thing: its KIND and its id."""

    kind: str
    id: str


@dataclass(slots=True)
class Record:
    """
    What the store keeps of a thing.

    Args:
        document: The wire document in its newest shape, without what other
            records own (a checkout's session and sources are put in when shown).
        private: Facts of the provider that never leave it.
    """

    kind: str
    id: str
    document: dict[str, Json]
    private: dict[str, Json] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Return the bytes that the store keeps."""
        return compact([self.document, self.private])


#: Finds a record by kind and id.
Load = Callable[[str, str], "Record | None"]


def decode(kind: str, id: str, stored: bytes) -> Record:
    """Return the record that `Record.encode` made bytes of."""
    document, private = orjson.loads(stored)
    return Record(kind, id, document, private)


def load_from(store: Store) -> Load:
    """Return a finder over *store*."""

    def load(kind: str, id: str) -> Record | None:
        stored = store.get(kind, id)
        return None if stored is None else decode(kind, id, stored)

    return load
