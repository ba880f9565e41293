"""The ways out: over a socket, into a WSGI or ASGI callable, or onto a list."""

from __future__ import annotations

from mockdr.events.senders.asgi import AsgiSender
from mockdr.events.senders.http import HttpSender
from mockdr.events.senders.inside import sender_of
from mockdr.events.senders.recording import RecordingSender
from mockdr.events.senders.wsgi import WsgiSender

__all__ = ["AsgiSender", "HttpSender", "RecordingSender", "WsgiSender", "sender_of"]
