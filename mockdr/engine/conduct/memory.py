"""What a rule remembers, up to where nobody will come back to it."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

__all__ = ["Memory"]

T = TypeVar("T")

#: More things at once than a test is ever about.
_MOST = 1_000


class Memory(Generic[T]):
    """
    Things by what they are about; the oldest are forgotten first.

    Args:
        most: How many are kept.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._kept: OrderedDict[object, T] = OrderedDict()
        self._most = most

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, about: object) -> T | None:
        """Return what is remembered, or None."""
        return self._kept.get(about)

    def put(self, about: object, value: T) -> None:
        """Remember."""
        self._kept[about] = value
        self._kept.move_to_end(about)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def drop(self, about: object) -> T | None:
        """Forget, and return what it was."""
        return self._kept.pop(about, None)

    def values(self) -> list[T]:
        """Return all that is remembered, oldest first."""
        return list(self._kept.values())
