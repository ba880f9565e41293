"""httpx transports straight into the engine: no socket, the same faults."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from urllib.parse import parse_qsl

import httpx

from mockdr.engine.call import Call, Reply
from mockdr.server.app import App
from mockdr.server.faults import sent
from mockdr.server.wire import header_fields

__all__ = ["AsyncTransport", "SyncTransport"]


def _call(app: App, request: httpx.Request, body: bytes) -> Call:
    url = request.url
    headers: dict[str, str] = {}
    for raw_name, raw_value in request.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    call = Call(
        method=request.method.upper(),
        path=url.path,
        query=tuple(parse_qsl(url.query.decode(), keep_blank_values=True))
        if url.query
        else (),
        headers=headers,
        body=body,
        base_url=f"{url.scheme}://{url.netloc.decode()}",
    )
    if body and len(body) > app.body_limit(headers.get("authorization", "")):
        return replace(call, body=b"", problem="too_large")
    return call


def _respond(app: App, request: httpx.Request, body: bytes) -> httpx.Response:
    reply = app.answer(_call(app, request, body), inside=True)
    if reply.fault is not None:
        if reply.gone is not None:
            # It comes late or never: what happened is told all the same.
            reply.gone()
        _suffer(reply, request)
    bodiless = request.method == "HEAD"
    shown = b"" if bodiless else sent(reply)
    whole = bodiless or reply.fault is None or reply.fault.kind != "truncate"
    stream = _Whole(shown, reply) if whole else _Torn(shown, len(reply.body))
    return httpx.Response(
        reply.status, headers=header_fields(reply), stream=stream, request=request
    )


def _suffer(reply: Reply, request: httpx.Request) -> None:
    """
    Raise what httpx raises on a socket.

    Nothing is waited for here: what the client would wait out has passed, what it
    would not is over at once.
    """
    fault = reply.fault
    if fault is None or fault.kind in ("status", "alter"):
        return
    timeout = request.extensions.get("timeout", {}).get("read")
    wait = None if fault.wait is None else fault.wait.total_seconds()
    if fault.kind == "hang" and wait is None:
        wait = float("inf")
    # Without a timeout a client would wait for ever; here it is told that it would.
    if wait is not None and wait > (1e9 if timeout is None else timeout):
        raise httpx.ReadTimeout("timed out", request=request)
    if fault.kind == "reset":
        raise httpx.ReadError("Connection reset by peer", request=request)
    if fault.kind in ("empty", "hang"):
        raise httpx.RemoteProtocolError(
            "Server disconnected without sending a response.", request=request
        )


class _Whole(httpx.ByteStream):
    """A body that tells when it has been read."""

    def __init__(self, body: bytes, reply: Reply) -> None:
        super().__init__(body)
        self._reply = reply

    def close(self) -> None:
        if self._reply.gone is not None:
            self._reply.gone()

    async def aclose(self) -> None:
        self.close()


class _Torn(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The beginning of a body whose end never comes."""

    def __init__(self, part: bytes, length: int) -> None:
        self._part = part
        self._error = httpx.RemoteProtocolError(
            "peer closed connection without sending complete message body "
            f"(received {len(part)} bytes, expected {length})"
        )

    def __iter__(self) -> Iterator[bytes]:
        yield self._part
        raise self._error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._part
        raise self._error


class SyncTransport(httpx.BaseTransport):
    """
    For `httpx.Client`.

    Args:
        app: Who answers.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        return _respond(self._app, request, request.read())


class AsyncTransport(httpx.AsyncBaseTransport):
    """
    For `httpx.AsyncClient`; the work itself is short and done where it is asked for.

    Args:
        app: Who answers.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        return _respond(self._app, request, await request.aread())
