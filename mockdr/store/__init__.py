"""Where the documents of a tenant are kept: bytes by kind and id, nothing more."""

from __future__ import annotations

from mockdr.store.memory import MemoryStore
from mockdr.store.protocol import Snapshot, Store

__all__ = ["MemoryStore", "Snapshot", "Store"]
