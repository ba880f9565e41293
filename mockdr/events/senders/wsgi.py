"""Into a WSGI application, in the caller's own thread, where a debugger may stop."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Final, TypeAlias

from mockdr.base.errors import Json
from mockdr.events.delivery import Answer, Parcel
from mockdr.events.senders.answers import LONGEST, failed, joined, sentence, unfinished
from mockdr.events.senders.django import awaited, is_django
from mockdr.events.senders.targets import Blocked, read_target

__all__ = ["WsgiApp", "WsgiSender"]

WsgiApp: TypeAlias = Callable[[dict[str, Json], Callable[..., Json]], Iterable[bytes]]
_ExcInfo: TypeAlias = "tuple[type[BaseException], BaseException, TracebackType | None]"
_BARE: Final = frozenset({"content-type", "content-length"})


class WsgiSender:
    """
    Calls an application as a server would; it has as long as it likes.

    Args:
        app: A callable as PEP 3333 describes it.
    """

    def __init__(self, app: WsgiApp) -> None:
        self._app = app
        self._django = is_django(app)
        self._errors: set[str] = set()

    def send(self, parcel: Parcel) -> Answer:
        """Call the application; what it raises is an answer of 500, with the reason."""
        try:
            environ = _environ(parcel)
        except Blocked as no:
            return Answer(outcome="blocked", reason=no.reason)
        answering = _Answering(self._errors)
        try:
            closing = answering.run(self._app(environ, answering.start))
        except Exception as problem:  # noqa: BLE001  (whatever a receiver raises)
            return failed(problem, self._errors)
        return answering.answer(closing)

    async def send_async(self, parcel: Parcel) -> Answer:
        """Do the same in the thread of the loop; for Django, in the one it asks for."""
        if self._django:
            return await awaited(self.send, parcel)
        return self.send(parcel)


class _Answering:
    """The server's side of one call: status, headers and body as they come."""

    def __init__(self, errors: set[str]) -> None:
        self._errors = errors
        self._status = ""
        self._headers: list[tuple[str, str]] = []
        self._body = bytearray()

    def start(
        self,
        status: Json,
        headers: Iterable[tuple[Json, Json]],
        exc_info: _ExcInfo | None = None,
    ) -> Callable[[bytes], None]:
        """Take status and headers; what has come already is taken back for an error."""
        if exc_info is not None:
            if self._body:
                raise exc_info[1].with_traceback(exc_info[2])
        elif self._status:
            raise RuntimeError("start_response was called twice without exc_info")
        if not isinstance(status, str) or not status[:3].isdigit():
            raise TypeError(f"start_response got the status {status!r}")
        for name, value in headers:
            if not isinstance(name, str) or not isinstance(value, str):
                raise TypeError(f"start_response got the header {name!r}: {value!r}")
            if any(c in "\r\n\0" for c in name + value):
                raise ValueError(f"the header {name!r} has a line break in it")
        self._status, self._headers = status, list(headers)
        return self._write

    def _write(self, data: Json) -> None:
        if not isinstance(data, bytes):
            raise TypeError(f"the body has a {type(data).__name__} that is no bytes")
        if data and not self._status:
            raise RuntimeError("the body came before start_response was called")
        self._body += data

    def run(self, blocks: Iterable[bytes]) -> str:
        """
        Take the body, and close it whatever happens.

        Returns:
            What was wrong with the closing; the answer had gone out by then.
        """
        wrong = ""
        try:
            for block in blocks:
                self._write(block)
                if len(self._body) >= LONGEST:
                    break
        finally:
            close = getattr(blocks, "close", None)
            if close is not None:
                try:
                    close()
                except Exception as problem:  # noqa: BLE001  (the receiver's own)
                    wrong = sentence(problem, self._errors)
        return wrong

    def answer(self, wrong: str) -> Answer:
        """Return what has come together."""
        if not self._status:
            return unfinished("the application never called start_response")
        return Answer(
            outcome="answered",
            status=int(self._status[:3]),
            headers=joined(self._headers),
            body=bytes(self._body[:LONGEST]),
            reason=wrong,
        )


def _environ(parcel: Parcel) -> dict[str, Json]:
    target = read_target(parcel.url)
    path, query = target.decoded
    environ: dict[str, Json] = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        # Bytes travel as latin-1 in native strings. Source: PEP 3333.
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SERVER_NAME": target.host,
        "SERVER_PORT": str(target.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": target.authority,
        "CONTENT_LENGTH": str(len(parcel.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": target.scheme,
        "wsgi.input": io.BytesIO(parcel.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in parcel.headers.items():
        key = name.replace("-", "_").upper()
        environ[key if name.lower() in _BARE else f"HTTP_{key}"] = value
    return environ
