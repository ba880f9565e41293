"""What a fault does to a connection: cut it, hold it, or spoil what it carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from mockdr.base.clock import real_wait
from mockdr.base.errors import Json, MockdrError
from mockdr.engine.call import Reply
from mockdr.scenario.story import Fault, Story

__all__ = [
    "LINK",
    "Cut",
    "Link",
    "perform",
    "possible",
    "refuse_without_sockets",
    "sent",
]

#: Where our own listener leaves the connection for us in the WSGI environment.
LINK: Final = "mockdr.link"

#: Faults that a WSGI application cannot perform unless it holds the connection.
_CUTTING: Final = frozenset({"reset", "empty", "hang", "truncate"})


class Cut(ConnectionError):
    """There will be no (more) reply on this connection; the listener closes it."""


class Link(Protocol):
    """A client's connection, as faults see it."""

    def wait(self, seconds: float | None) -> bool:
        """Wait, None for ever; False as soon as the client or the server leaves."""
        ...

    def reset(self) -> None:
        """Break the connection off, so that the client sees a reset."""
        ...


def refuse_without_sockets(story: Story) -> None:
    """
    Refuse a story that a server without access to its sockets cannot play.

    Raises:
        MockdrError: If one of its faults cuts a connection, or keeps it waiting.
    """
    bent = [(step.place, step.fault) for step in story.calls()]
    bent += [(rule.place, rule.fault) for rule in story.rules]
    for place, fault in bent:
        if fault and (fault.kind in (*_CUTTING, "delay") or fault.wait is not None):
            raise MockdrError(
                f"{place}: this server cannot do the fault {fault.kind!r} "
                f"of scenario {story.title!r}",
                help="start it with --server werkzeug",
            )


def possible(fault: Fault, environ: Mapping[str, Json]) -> bool:
    """Tell whether the server in front of us lets us do *fault*."""
    return LINK in environ or fault.kind not in _CUTTING


def sent(reply: Reply) -> bytes:
    """Return the body that the client gets: whole, its first half, or garbage."""
    kind = None if reply.fault is None else reply.fault.kind
    if kind == "truncate":
        return reply.body[: len(reply.body) // 2]
    return reply.garbage if kind == "garbage" else reply.body


def perform(fault: Fault, environ: Mapping[str, Json]) -> None:
    """
    Do to the connection what *fault* asks for, before anything is sent.

    Raises:
        Cut: If nothing is to be sent any more.
    """
    seconds = None if fault.wait is None else fault.wait.total_seconds()
    link: Link | None = environ.get(LINK)
    if link is None:
        real_wait(seconds or 0.0)
        return
    if fault.kind == "hang":
        link.wait(seconds)
        raise Cut("nothing is ever said")
    if seconds is not None and not link.wait(seconds):
        raise Cut("the client did not wait")
    if fault.kind == "reset":
        link.reset()
        raise Cut("the connection was reset")
    if fault.kind == "empty":
        raise Cut("closed without a byte")
