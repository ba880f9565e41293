"""Speaks HTTP/1.1 on a connection: keeps it open, bounds what it reads, can cut it."""

from __future__ import annotations

import contextlib
import io
import logging
import socket
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Final

import orjson
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler

from mockdr import __version__
from mockdr.base.errors import Json
from mockdr.base.ids import Ids
from mockdr.server.connections import Connection, Connections
from mockdr.server.faults import LINK, Cut
from mockdr.server.wire import TOO_LARGE

__all__ = ["BadRequest", "Handler", "read_chunked"]

_log = logging.getLogger("mockdr.server")
_PIECE: Final = 64 * 1024
#: A client that is told "too large" may still be sending; we listen for a while, or
#: it would see a reset in place of the answer.
_LINGER_SECONDS: Final = 2.0
_LINGER_BYTES: Final = 1024**3
#: Names the replies to what no tenant can be found for.
_IDS: Final = Ids("no request")
_BODILESS: Final = frozenset({"204", "304"})


class BadRequest(Exception):
    """The bytes are no HTTP request; the message says why."""


def read_chunked(stream: io.BufferedIOBase, limit: int) -> bytes | None:
    """
    Return a chunked body, or None once it is longer than *limit* bytes.

    Raises:
        BadRequest: If the chunks are malformed.
        Cut: If the client leaves in the middle.
    """
    body = bytearray()
    while True:
        line = _line(stream)
        size_text = line.partition(b";")[0].strip()
        # int() would take signs and underscores as well.
        if not size_text or size_text.strip(b"0123456789abcdefABCDEF"):
            raise BadRequest("a chunk of the body has no valid length")
        size = int(size_text, 16)
        if size == 0:
            break
        if len(body) + size > limit:
            return None
        piece = stream.read(size)
        if len(piece) < size:
            raise Cut("the client left in the middle of its body")
        body += piece
        if _line(stream):
            raise BadRequest("a chunk of the body is longer than announced")
    while _line(stream):
        pass  # trailers
    return bytes(body)


def _line(stream: io.BufferedIOBase) -> bytes:
    line = stream.readline(1024)
    if not line:
        raise Cut("the client left in the middle of its body")
    if not line.endswith(b"\n"):
        raise BadRequest("a chunk of the body begins with a line that is too long")
    return line.rstrip(b"\r\n")


class Handler(WSGIRequestHandler):
    """
    A connection from its first request to its last.

    The development server's own handler closes after each reply and hangs on clients
    that go on regardless; this one keeps the connection open, as the provider does.

    Args:
        connections: Where the connection is noted while it is open.
        body_limit: Returns the largest body that is read, in bytes, for the value of
            `Authorization`.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(
        self,
        request: socket.socket,
        client_address: tuple[str, int],
        server: BaseWSGIServer,
        *,
        connections: Connections,
        body_limit: Callable[[str], int],
    ) -> None:
        self._link = Connection(request, connections)
        self._body_limit = body_limit
        self._continue_wanted = False
        self._unread = False
        try:
            super().__init__(request, client_address, server)
        finally:
            self._link.leave()

    @property
    def server_version(self) -> str:  # type: ignore[override]  # the base has it so
        """What the `Server` header says."""
        return f"mockdr/{__version__}"

    def version_string(self) -> str:
        """Return what the `Server` header says, without the interpreter's version."""
        return self.server_version

    def handle(self) -> None:
        """Answer until either side has had enough; a client may leave at any time."""
        with contextlib.suppress(Cut):
            super().handle()
        if self._unread:
            self._linger()

    def parse_request(self) -> bool:
        """Read a request's head; from here on a shutdown waits for the answer."""
        self._link.mark(busy=True)
        self._continue_wanted = False
        return super().parse_request()

    def handle_expect_100(self) -> bool:
        """Note that the client waits for leave to send its body."""
        self._continue_wanted = True
        return True

    def run_wsgi(self) -> None:
        """Answer one request."""
        try:
            body = self._read_body()
            environ = self.make_environ()
        except (BadRequest, ValueError) as error:
            self._unread = True
            self.send_error(400, str(error))
            return
        environ[LINK] = self._link
        environ["wsgi.input"] = io.BytesIO(body or b"")
        environ["wsgi.input_terminated"] = True
        environ["CONTENT_LENGTH"] = str(len(body or b""))
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        if body is None:
            environ[TOO_LARGE] = True
            self._unread = self.close_connection = True
        self.environ = environ
        try:
            self._answer(environ)
        except ConnectionError:
            self.close_connection = True
        finally:
            self._link.mark(busy=False)
        if self._link.closing:
            self.close_connection = True

    def _read_body(self) -> bytes | None:
        limit = self._body_limit(self.headers.get("Authorization", ""))
        coding = self.headers.get("Transfer-Encoding", "").strip().lower()
        lengths = {v.strip() for v in self.headers.get_all("Content-Length", ())}
        if coding:
            if coding != "chunked":
                raise BadRequest(f"the transfer coding {coding!r} is not known here")
            if lengths:
                # Both at once is how requests are smuggled: never reuse this one.
                self.close_connection = True
            self._go_on()
            return read_chunked(self.rfile, limit)
        if not lengths:
            return b""
        length = lengths.pop()
        if lengths or not (length.isascii() and length.isdigit()):
            raise BadRequest("Content-Length is not one number")
        size = int(length)
        if size > limit:
            return None
        if size:
            self._go_on()
        body: bytes = self.rfile.read(size)
        if len(body) < size:
            raise Cut("the client left in the middle of its body")
        return body

    def _go_on(self) -> None:
        if self._continue_wanted:
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _answer(self, environ: dict[str, Json]) -> None:
        reply = _Writer(self)
        try:
            chunks: Iterable[bytes] = self.server.app(environ, reply.start)
            try:
                for chunk in chunks:
                    reply.write(chunk)
                reply.finish()
            finally:
                close = getattr(chunks, "close", None)
                if close is not None:
                    close()
        except ConnectionError:
            raise
        except Exception:  # noqa: BLE001  (a 500 whatever it was)
            path = self.path.partition("?")[0]
            _log.exception("the application failed at %s %s", self.command, path)
            self.close_connection = True
            if not reply.begun:
                self.send_error(500, "the application failed, see the server's log")

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        """Answer what is no request, in the shape of the provider's errors."""
        self.close_connection = True
        # Of a version or method that we do not speak (505, 501) the client is to blame.
        ours = code == HTTPStatus.INTERNAL_SERVER_ERROR
        kind = "internal_server_error" if ours else "bad_request"
        error = {} if ours else {"code": "invalid_format"}
        error["message"] = message or explain or kind
        body = orjson.dumps({"type": kind, "errors": [error]})
        reply = _Writer(self)
        reply.start(
            f"{code} {self.responses.get(code, ('Error',))[0]}",
            [
                ("Content-Type", "application/json;charset=UTF-8"),
                ("Content-Length", str(len(body))),
                ("x-dr-requestid", _IDS.uuid()),
            ],
        )
        reply.write(body)
        reply.finish()

    def log_message(self, format: str, *args: Json) -> None:
        """Say nothing: the application tells what was asked, this would tell keys."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing, for the same reason."""

    def _linger(self) -> None:
        """Read away what a refused client still sends, so that it sees the answer."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(_LINGER_SECONDS)
            left = _LINGER_BYTES
            buffer = memoryview(bytearray(_PIECE))
            while left > 0:
                count = self.connection.recv_into(buffer)
                if not count:
                    return
                left -= count


class _Writer:
    """Writes one reply: with a length when it has one, else in chunks."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._status = ""
        self._headers: list[tuple[str, str]] = []
        self._declared: int | None = None
        self._written = 0
        self._chunked = False
        self.begun = False

    def start(
        self,
        status: str,
        headers: list[tuple[str, str]],
        exc_info: Json = None,
    ) -> Callable[[bytes], Json]:
        """Take status and headers, as `start_response` does; nothing is sent yet."""
        if exc_info and self.begun:
            raise exc_info[1].with_traceback(exc_info[2])
        self._status, self._headers = status, headers
        return self.write

    def write(self, data: bytes) -> None:
        """Send a piece of the body, with the head before the first."""
        head = b"" if self.begun else self._head()
        if self._handler.command == "HEAD" or self._status[:3] in _BODILESS:
            data = b""
        if self._chunked and data:
            data = b"%x\r\n%b\r\n" % (len(data), data)
        self._written += len(data)
        if head or data:
            self._handler.wfile.write(head + data)

    def finish(self) -> None:
        """Send what is still missing of the head, and the end."""
        if not self.begun:
            self.write(b"")
        if self._chunked:
            self._handler.wfile.write(b"0\r\n\r\n")
        elif self._declared not in (None, self._written):
            bodiless = self._handler.command == "HEAD" or self._status[:3] in _BODILESS
            if not bodiless:
                # Less or more than was promised: the next reply could not be found.
                self._handler.close_connection = True

    def _head(self) -> bytes:
        handler = self._handler
        self.begun = True
        names = set()
        lines = [f"HTTP/1.1 {self._status}"]
        for name, value in self._headers:
            lower = name.lower()
            names.add(lower)
            if lower == "content-length" and value.isdigit():
                self._declared = int(value)
            elif lower == "connection" and value.lower() == "close":
                handler.close_connection = True
                continue
            lines.append(f"{name}: {value}")
        bodiless = handler.command == "HEAD" or self._status[:3] in _BODILESS
        if "content-length" not in names and not bodiless:
            if handler.request_version == "HTTP/1.1":
                self._chunked = True
                lines.append("Transfer-Encoding: chunked")
            else:
                handler.close_connection = True
        if "server" not in names:
            lines.append(f"Server: {handler.version_string()}")
        if "date" not in names:
            lines.append(f"Date: {handler.date_time_string()}")
        if handler.close_connection:
            lines.append("Connection: close")
        elif handler.request_version == "HTTP/1.0":
            lines.append("Connection: keep-alive")
        lines.append("\r\n")
        return "\r\n".join(lines).encode("latin-1")
