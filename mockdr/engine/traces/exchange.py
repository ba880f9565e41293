"""A request and its reply as somebody recorded them; nobody answers for their truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mockdr.base.source import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Exchange", "Trace"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """
    One request, and what came back.

    Args:
        method: In upper case.
        host: Name and port that were called, in lower case.
        path: Decoded, without the query, beginning with `/`.
        query: Pairs in the order of the wire, decoded.
        headers: Of the request; names in lower case.
        body: Of the request; None where the recording does not have it.
        status: HTTP status; 0 where no reply came.
        reply_headers: Of the reply; names in lower case.
        reply: The reply's body; None where the recording does not have it.
        at: When the request began, where that is known.
        took: How long it took, where that is known.
        lost: How the connection ended, where no reply came.
        number: Its number in the recording, from 1.
        place: Where it stands there.
    """

    method: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = b""
    status: int
    reply_headers: Mapping[str, str] = field(default_factory=dict)
    reply: bytes | None = b""
    at: datetime | None = None
    took: timedelta | None = None
    lost: str = ""
    number: int
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """
    A recording: what was said, in the order in which it began.

    Args:
        name: What people call it: the stem of its file.
        file: Where it stands, for messages.
        unread: How many entries of it are no requests, or at no address.
    """

    name: str
    file: str
    exchanges: tuple[Exchange, ...]
    unread: int = 0
