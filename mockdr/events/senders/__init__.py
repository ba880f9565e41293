"""The ways out: over a socket, into a WSGI or ASGI callable, or onto a list."""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mockdr.events.senders.asgi import AsgiSender as AsgiSender
    from mockdr.events.senders.http import HttpSender as HttpSender
    from mockdr.events.senders.inside import sender_of as sender_of
    from mockdr.events.senders.recording import RecordingSender as RecordingSender
    from mockdr.events.senders.wsgi import WsgiSender as WsgiSender

__all__ = ["AsgiSender", "HttpSender", "RecordingSender", "WsgiSender", "sender_of"]

_HOMES: Final = MappingProxyType(
    {
        "AsgiSender": "asgi",
        "HttpSender": "http",
        "RecordingSender": "recording",
        "WsgiSender": "wsgi",
        "sender_of": "inside",
    }
)


def __getattr__(name: str) -> object:
    # Sockets cost 20 ms to import, and whoever sends nothing needs none.
    if name in _HOMES:
        home = importlib.import_module(f"{__name__}.{_HOMES[name]}")
        return getattr(home, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
