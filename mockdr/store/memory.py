"""The store that forgets when the process ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = ["MemoryStore"]


class MemoryStore:
    """Keeps documents in dictionaries, as bytes: cheap to hold and to copy."""

    def __init__(self) -> None:
        self._kinds: dict[str, dict[str, bytes]] = {}

    def get(self, kind: str, id: str) -> bytes | None:
        """Return what was put last, unchanged, or None."""
        shelf = self._kinds.get(kind)
        return None if shelf is None else shelf.get(id)

    def put(self, kind: str, id: str, document: bytes) -> None:
        """Keep *document*; a later one takes the place of an earlier one."""
        self._kinds.setdefault(kind, {})[id] = document

    def delete(self, kind: str, id: str) -> None:
        """Forget it; nothing happens when there is nothing."""
        self._kinds.get(kind, {}).pop(id, None)

    def newest(self, kind: str) -> Iterator[str]:
        """Yield the ids of a kind, the newest first."""
        return reversed(list(self._kinds.get(kind, {})))

    def count(self, kind: str) -> int:
        """Return how many there are of a kind."""
        return len(self._kinds.get(kind, ()))

    def snapshot(self) -> Mapping[str, Mapping[str, bytes]]:
        """Return everything, unaffected by what comes later."""
        return {kind: dict(shelf) for kind, shelf in self._kinds.items()}

    def restore(self, snapshot: Mapping[str, Mapping[str, bytes]]) -> None:
        """Be again as when *snapshot* was taken."""
        self._kinds = {kind: dict(shelf) for kind, shelf in snapshot.items()}
