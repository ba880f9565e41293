"""What the provider has put into every account before its merchant comes."""

from __future__ import annotations

from functools import cache

from mockdr.domain.sku_groups import GROUPS
from mockdr.engine.things import Record
from mockdr.store import Store

__all__ = ["plant"]


def plant(store: Store) -> None:
    """Put the provider's own things into *store*."""
    for kind, id, stored in _seeds():
        store.put(kind, id, stored)


@cache
def _seeds() -> tuple[tuple[str, str, bytes], ...]:
    groups = [
        Record("sku_group", group.id, {"id": group.id, "alias": group.alias})
        for group in GROUPS.values()
    ]
    return tuple((record.kind, record.id, record.encode()) for record in groups)
