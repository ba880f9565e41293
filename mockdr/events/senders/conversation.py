"""One request to an ASGI application, from the first message to the last."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TypeAlias

from mockdr.base.errors import Json
from mockdr.events.delivery import Answer, Parcel
from mockdr.events.senders.answers import LONGEST, failed, joined, sentence, unfinished
from mockdr.events.senders.targets import Blocked, Target, read_target

__all__ = ["AsgiApp", "converse"]

_Message: TypeAlias = MutableMapping[str, Json]
AsgiApp: TypeAlias = Callable[
    [
        _Message,
        Callable[[], Awaitable[_Message]],
        Callable[[_Message], Awaitable[None]],
    ],
    Awaitable[None],
]


async def converse(app: AsgiApp, parcel: Parcel, errors: set[str]) -> Answer:
    """
    Call *app*; what it raises is an answer of 500, with the reason.

    Args:
        errors: Those of the application that the log has already.
    """
    try:
        target = read_target(parcel.url)
    except Blocked as no:
        return Answer(outcome="blocked", reason=no.reason)
    talk = _Conversation(parcel.body)
    try:
        await app(_scope(target, parcel), talk.receive, talk.send)
    except Exception as problem:  # noqa: BLE001  (whatever a receiver raises)
        if talk.cut:
            return talk.answer()
        if talk.finished:
            # The answer had gone out: the provider knows nothing of this.
            return talk.answer(sentence(problem, errors))
        return failed(problem, errors)
    finally:
        talk.over.set()
    if not talk.status:
        return unfinished("the application returned without an answer")
    if not talk.finished:
        return unfinished("the application returned before its answer was complete")
    return talk.answer()


class _Conversation:
    """The server's side."""

    def __init__(self, body: bytes) -> None:
        self.status = 0
        self.finished = False
        self.cut = False
        self.over = asyncio.Event()
        self._body: bytes | None = body
        self._headers: dict[str, str] = {}
        self._answer = bytearray()

    async def receive(self) -> _Message:
        """Hand out the body, and then wait for the end."""
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.over.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: _Message) -> None:
        """
        Take a part of the answer.

        Raises:
            RuntimeError: If its turn has not come, or is over.
            OSError: If more comes than anybody reads.
        """
        kind = message["type"]
        if self.cut:
            raise OSError("the provider has read enough")
        if self.finished or kind != (
            "http.response.body" if self.status else "http.response.start"
        ):
            raise RuntimeError(f"the application sent {kind!r} out of turn")
        if kind == "http.response.start":
            self.status = int(message["status"])
            self._headers = joined(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in message.get("headers", ())
            )
            return
        self._answer += message.get("body", b"")
        if not message.get("more_body", False):
            self.finished = True
        elif len(self._answer) >= LONGEST:
            self.finished = self.cut = True
        if self.finished:
            self.over.set()

    def answer(self, reason: str = "") -> Answer:
        """Return what has come together."""
        return Answer(
            outcome="answered",
            status=self.status,
            headers=self._headers,
            body=bytes(self._answer[:LONGEST]),
            reason=reason,
        )


def _scope(target: Target, parcel: Parcel) -> _Message:
    path, query = target.decoded
    headers = {
        "host": target.authority,
        **{name.lower(): value for name, value in parcel.headers.items()},
        "content-length": str(len(parcel.body)),
    }
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": target.scheme,
        "path": path.decode("utf-8", "replace"),
        "raw_path": target.path.partition("?")[0].encode("ascii"),
        "query_string": query,
        "root_path": "",
        "headers": [
            (name.encode("latin-1"), value.encode("latin-1"))
            for name, value in headers.items()
        ],
        "client": ("127.0.0.1", 0),
        "server": (target.host, target.port),
        "state": {},
        "extensions": {},
    }
