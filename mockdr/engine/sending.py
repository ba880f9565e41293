"""How a merchant's request travels, and what comes back, if anything does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import orjson

from mockdr.base.errors import Json
from mockdr.engine.call import Call
from mockdr.engine.merchant import Wanted
from mockdr.engine.world import World

__all__ = ["LOST", "Answered", "Send", "in_process", "told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came back; `lost` says how a connection ended without an answer."""

    status: int = 0
    body: Json = None
    lost: str = ""


#: Sends a request; the key is the tenant's.
Send = Callable[[Wanted, str], Answered]


#: What a client sees of the faults that lose the answer.
LOST: Final = {
    "reset": "the connection was reset",
    "empty": "the connection was closed without a byte",
    "hang": "nothing came",
    "truncate": "it ended in the middle",
    "garbage": "it was no JSON",
}


def in_process(world: World) -> Send:
    """Return a way to send that uses no socket; faults that cut it lose the answer."""

    def send(wanted: Wanted, key: str) -> Answered:
        reply = world.answer(
            Call(
                method=wanted.method,
                path=wanted.path,
                query=wanted.query,
                headers={
                    "authorization": f"Bearer {key}",
                    "content-type": "application/json",
                    **wanted.headers,
                },
                body=b"" if wanted.body is None else orjson.dumps(wanted.body),
            )
        )
        if reply.fault is not None and reply.fault.kind in LOST:
            return Answered(status=reply.status, lost=LOST[reply.fault.kind])
        try:
            return Answered(
                status=reply.status, body=orjson.loads(reply.body or b"null")
            )
        except orjson.JSONDecodeError:
            return Answered(
                status=reply.status, body=reply.body.decode("utf-8", "replace")
            )

    return send


def told(answered: Answered) -> str:
    """Return what came back, for people: a status and a code, or how it was lost."""
    if answered.lost:
        return f"answer lost: {answered.lost}"
    body = answered.body
    if isinstance(body, dict) and "errors" in body:
        first = (body["errors"] or [{}])[0]
        return f"{answered.status} {first.get('code', body.get('type', ''))}".strip()
    return str(answered.status)
