"""What a store can do; no query language, no rule of payments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, TypeAlias

__all__ = ["Snapshot", "Store"]

#: Everything in a store, by kind and id; opaque to whoever holds it.
Snapshot: TypeAlias = Mapping[str, Mapping[str, bytes]]


class Store(Protocol):
    """Documents as bytes, by kind and id, in the order in which they were first put."""

    def get(self, kind: str, id: str) -> bytes | None:
        """Return what was put last, unchanged, or None."""

    def put(self, kind: str, id: str, document: bytes) -> None:
        """Keep *document*; a later one takes the place of an earlier one."""

    def delete(self, kind: str, id: str) -> None:
        """Forget it; nothing happens when there is nothing."""

    def newest(self, kind: str) -> Iterator[str]:
        """Yield the ids of a kind, the newest first."""

    def count(self, kind: str) -> int:
        """Return how many there are of a kind."""

    def snapshot(self) -> Snapshot:
        """Return everything, unaffected by what comes later."""

    def restore(self, snapshot: Snapshot) -> None:
        """Be again as when *snapshot* was taken."""
