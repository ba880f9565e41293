"""What mockdr hands out: a mapping nobody can change, whose keys are attributes."""

from __future__ import annotations

import copy
from collections.abc import ItemsView, Iterator, Mapping
from typing import NoReturn

from mockdr.base.errors import Json
from mockdr.server.options import nearest

__all__ = ["Document"]


class _Items(list[Json]):
    """The wire's `items`, which still answers as the mapping's method of that name."""

    def __init__(self, wire: list[Json], owner: Mapping[str, Json]) -> None:
        super().__init__(wire)
        self._owner = owner

    def __call__(self) -> ItemsView[str, Json]:
        return ItemsView(self._owner)


class Document(Mapping[str, Json]):
    """
    A wire document as it stood when it was asked for.

    Top-level keys are attributes too: `order.state` is `order["state"]`. Nested
    values are plain JSON, a copy of what is stored.

    Args:
        wire: The document; copied.
        what: What it is, for messages.
    """

    __slots__ = ("_what", "_wire")

    def __init__(self, wire: Mapping[str, Json], what: str = "document") -> None:
        object.__setattr__(self, "_wire", copy.deepcopy(dict(wire)))
        object.__setattr__(self, "_what", what)

    def __getitem__(self, key: str) -> Json:
        return self._wire[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._wire)

    def __len__(self) -> int:
        return len(self._wire)

    def __getattr__(self, name: str) -> Json:
        __tracebackhide__ = True
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._wire[name]
        except KeyError:
            raise AttributeError(
                f"this {self._what} has no {name!r}; "
                f"{nearest(name, self._wire) or 'it has ' + ', '.join(self._wire)}"
            ) from None

    # Orders and checkouts have a key `items`: the one name that a mapping needs too.
    @property
    def items(self) -> Json:
        """The wire's `items` where there are any; callable as a mapping's method."""
        wire = self._wire.get("items")
        if isinstance(wire, list):
            return _Items(wire, self)
        return lambda: ItemsView(self)

    def __setattr__(self, name: str, value: Json) -> NoReturn:
        __tracebackhide__ = True
        raise AttributeError(
            f"{name!r} cannot be set: this {self._what} is a copy of what mockdr "
            "stores; change the thing through the API or an actor"
        )

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._wire})

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Document):
            return bool(self._wire == other._wire)
        return bool(self._wire == other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{self._what} {self._wire!r}>"

    def __reduce__(self) -> tuple[type[Document], tuple[dict[str, Json], str]]:
        return Document, (self._wire, self._what)
