"""One call of the merchant's as the rules of conduct see it: sent, and what came."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

import orjson

from mockdr.base.errors import Json
from mockdr.engine.call import Call, Reply
from mockdr.engine.journal import Entry
from mockdr.scenario.requests import Part

__all__ = ["Deed", "Now", "Remark", "Rule", "witnessed"]

#: Of bodies that are longer, rules remember a hash.
_SHORT: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """
    One call, once its answer is fixed.

    Args:
        entry: The call in the journal.
        body: As it was sent, unmasked.
        reply: The body of the answer, unmasked.
        headers: Of the answer, by name in lower case.
        about: KIND to id of what the call is about.
        done: Whether it was carried out, whatever the client saw of that.
        played: Whether the step of a story in force asked for it.
        announced: Whether that step said that it would be refused.
        lost: Whether the scenario's fault kept the answer from the client.
        since: The last call that was closed when this one arrived: what was answered
            after it cannot have been known to who sent this.
    """

    entry: Entry
    body: bytes = b""
    reply: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    done: bool = False
    played: bool = False
    announced: bool = False
    lost: bool = False
    since: int

    @property
    def seq(self) -> int:
        """Its number in the journal."""
        return self.entry.seq

    @property
    def operation(self) -> str:
        """The operationId; empty for a path that leads nowhere."""
        return self.entry.operation or ""

    @property
    def altered(self) -> bool:
        """Whether the client saw another answer than the provider gave, or none."""
        return bool(self.entry.fault)

    @property
    def same(self) -> tuple[object, ...]:
        """What is equal for two calls that ask the same, word for word."""
        entry, body = self.entry, self.body
        if len(body) > _SHORT:
            body = hashlib.blake2b(body).digest()
        asked = entry.method, entry.path, entry.query, entry.version
        return entry.key, *asked, body

    @property
    def asked(self) -> Mapping[str, Json]:
        """The body as it was sent; empty when it is no JSON object."""
        return _object(self.body)

    @property
    def answered(self) -> Mapping[str, Json]:
        """The body of the answer; empty when it is no JSON object."""
        return _object(self.reply)


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """
    A moment on both clocks.

    Args:
        moment: On the tenant's.
        real: Seconds on the real one, from wherever it counts.
    """

    moment: datetime
    real: float

    def since(self, then: Now) -> timedelta:
        """Return how much time has passed, on the clock that moved further."""
        return max(self.moment - then.moment, timedelta(seconds=self.real - then.real))


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """
    What a rule has to say of the client.

    Args:
        about: What it is about: of one rule and one matter, one finding is enough.
        calls: Numbers of the calls in the journal that show it, oldest first.
        message: What happened, and after a semicolon what to do instead.
        grave: Whether it fails the test unless conduct is `off`.
        details: What else is known.
    """

    about: object
    calls: tuple[int, ...]
    message: str
    grave: bool = False
    details: Mapping[str, Json] = field(default_factory=dict)


class Rule(Protocol):
    """One rule of conduct; it remembers what it needs, and not more."""

    @property
    def name(self) -> str:
        """What findings call it."""

    def watch(self, deed: Deed, now: Now) -> Iterator[Remark]:
        """Look at one call, and yield what it does wrong."""


def _object(text: bytes) -> Mapping[str, Json]:
    try:
        document = orjson.loads(text or b"null")
    except orjson.JSONDecodeError:
        return {}
    return document if isinstance(document, dict) else {}


def witnessed(
    entry: Entry,
    call: Call,
    reply: Reply,
    *,
    part: Part | None,
    about: Mapping[str, str],
    refused: bool,
    since: int,
) -> Deed:
    """
    Return what the rules see of a call.

    Args:
        part: Where it belonged, if it came so far.
        about: KIND to id.
        refused: Whether the provider, or its door, said no.
        since: See `Deed`.
    """
    fault = part.fault if part is not None else None
    # Where the house itself failed, nothing was done.
    failed = fault is None and entry.status >= 400  # noqa: PLR2004  (HTTP)
    idle = fault is not None and fault.work == "none"
    return Deed(
        entry=entry,
        body=call.body,
        reply=reply.body,
        headers={name.lower(): text for name, text in reply.headers.items()},
        about=about,
        done=not (refused or failed or idle),
        played=entry.verdict == "played",
        announced=part is not None and part.announced,
        lost=reply.fault is not None,
        since=since,
    )
