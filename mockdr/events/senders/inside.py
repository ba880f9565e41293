"""A callable of this process as a target: WSGI or ASGI, by how it is called."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Final

from mockdr.base.errors import Json, MockdrError
from mockdr.events.delivery import Sender
from mockdr.events.senders.asgi import AsgiSender
from mockdr.events.senders.wsgi import WsgiSender

__all__ = ["sender_of"]

_POSITIONAL: Final = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
)


def sender_of(app: Callable[..., Json] | Sender) -> Sender:
    """
    Return what delivers into *app*, a WSGI or an ASGI application, or a sender itself.

    Raises:
        MockdrError: If *app* is none of them.
    """
    if isinstance(app, Sender):
        return app
    if callable(app):
        if _is_async(app):
            return AsgiSender(app)
        count = _arguments(app)
        if count in (None, 2):
            return WsgiSender(app)
        if count == 3:  # noqa: PLR2004  (scope, receive, send)
            return AsgiSender(app)
    raise MockdrError(
        f"{app!r} is neither a WSGI nor an ASGI application",
        help="pass a callable of (environ, start_response) or (scope, receive, send), "
        "or a URL",
    )


def _is_async(app: Callable[..., Json]) -> bool:
    # An instance is as asynchronous as what its class is called by.
    return any(map(inspect.iscoroutinefunction, (app, type(app).__call__)))


def _arguments(app: Callable[..., Json]) -> int | None:
    """Return how many arguments a call needs; None where nobody can say."""
    try:
        parameters = inspect.signature(app).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in parameters):
        return None
    return sum(p.kind in _POSITIONAL and p.default is p.empty for p in parameters)
