"""mockdr: the Digital River payments API, offline, scripted, and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockdr.base.errors import MockdrError, MockdrWarning

if TYPE_CHECKING:
    from mockdr.server.handle import Mockdr as Mockdr
    from mockdr.server.handle import start as start

__all__ = ["Mockdr", "MockdrError", "MockdrWarning", "__version__", "start"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # The server costs some 100 ms to import: only those who start it pay.
    if name in {"Mockdr", "start"}:
        from mockdr.server import handle  # noqa: PLC0415

        return getattr(handle, name)
    raise AttributeError(f"module 'mockdr' has no attribute {name!r}")
