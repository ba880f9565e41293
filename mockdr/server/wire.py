"""Between HTTP and the engine: a request becomes a call, a reply becomes a response."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Final, TypeAlias
from urllib.parse import parse_qsl

from werkzeug.wrappers import Request, Response

from mockdr.base.errors import Json
from mockdr.engine.call import Call, Reply
from mockdr.server.faults import perform, sent

__all__ = ["TOO_LARGE", "Environ", "Skin", "header_fields", "read_call"]

Environ: TypeAlias = dict[str, Json]

#: Set in the WSGI environment when the body was over the limit and is not there.
TOO_LARGE: Final = "mockdr.too_large"

_AUTHORITY = re.compile(r"[A-Za-z0-9._~-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
_NO_TOKEN = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")
_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}
_BODILESS: Final = (204, 304)
_PIECE: Final = 64 * 1024
#: More than this is not even thrown away.
_DISCARDED: Final = 1024**3


def read_call(request: Request, limit: Callable[[str], int]) -> Call:
    """
    Return *request* as the engine sees it.

    A body over the limit is never held in memory, not even when it comes in chunks and
    announces no length: the call then says `too_large`.

    Args:
        request: As werkzeug has it; nothing of its body has been read.
        limit: Returns the largest body, in bytes, for the value of `Authorization`.
    """
    environ: Environ = request.environ
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = environ["CONTENT_TYPE"]
    body = _read_body(request, limit(headers.get("authorization", "")))
    path = _utf8(environ.get("PATH_INFO", ""))
    return Call(
        method=environ["REQUEST_METHOD"],
        path=path if path.startswith("/") else f"/{path}",
        query=tuple(
            parse_qsl(_utf8(environ.get("QUERY_STRING", "")), keep_blank_values=True)
        ),
        headers=headers,
        body=body or b"",
        base_url=_base_url(environ),
        problem="too_large" if body is None else None,
    )


def _read_body(request: Request, limit: int) -> bytes | None:
    environ = request.environ
    if TOO_LARGE in environ:
        return None
    announced = request.content_length
    if announced is not None and announced > limit:
        _discard(environ, announced)
        return None
    if announced is None and not environ.get("HTTP_TRANSFER_ENCODING"):
        return b""
    # One byte more than allowed tells a body that fills the limit from a longer one.
    request.max_content_length = limit + 1
    body = request.get_data()
    if len(body) <= limit:
        return body
    _discard(environ, _DISCARDED)
    return None


def _discard(environ: Environ, length: int) -> None:
    """Let the client finish sending, or it would see a broken pipe and no answer."""
    stream, left = environ["wsgi.input"], min(length, _DISCARDED)
    while left > 0:
        piece = stream.read(min(left, _PIECE))
        if not piece:
            return
        left -= len(piece)


def _utf8(text: str) -> str:
    """Return what WSGI passed on as Latin-1 as the text that it is."""
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")


def _base_url(environ: Environ) -> str:
    host = environ.get("HTTP_HOST", "")
    if not _AUTHORITY.fullmatch(host):
        name, port = environ.get("SERVER_NAME", "127.0.0.1"), environ["SERVER_PORT"]
        host = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
    return f"{environ.get('wsgi.url_scheme', 'http')}://{host}"


def header_fields(reply: Reply) -> list[tuple[str, str]]:
    """
    Return the headers of *reply*, each one line that any client can read.

    The length is that of the true body, even when a fault sends less of it.
    """
    fields = [(_token(name), _line(value)) for name, value in reply.headers.items()]
    if reply.status not in _BODILESS and not any(
        name.lower() == "content-length" for name, _ in fields
    ):
        kind = None if reply.fault is None else reply.fault.kind
        body = reply.garbage if kind == "garbage" else reply.body
        fields.append(("Content-Length", str(len(body))))
    return fields


def _token(name: str) -> str:
    return _NO_TOKEN.sub("", name) or "X-Mockdr-Nameless"


def _line(value: str) -> str:
    if value.isascii() and value.isprintable():
        return value
    text = value.encode("ascii", "backslashreplace").decode()
    return "".join(c if c.isprintable() else " " for c in text).strip()


class Skin(Response):
    """
    A reply as a response; when it is sent, its fault is done to the connection.

    Args:
        reply: What the engine says.
    """

    default_mimetype = None

    def __init__(self, reply: Reply) -> None:
        super().__init__(sent(reply), reply.status, header_fields(reply))
        self.reply = reply

    def __call__(
        self, environ: Environ, start_response: Callable[..., Json]
    ) -> Iterable[bytes]:
        """Send it, as WSGI wants it: untouched, where the base would polish."""
        gone = self.reply.gone
        if self.reply.fault is not None:
            if gone is not None:
                # It comes late or never: what happened is told all the same.
                gone()
            perform(self.reply.fault, environ)
        status = self.reply.status
        phrase = _PHRASES.get(status, "Unknown")
        start_response(f"{status} {phrase}", header_fields(self.reply))
        body = sent(self.reply)
        return [body] if gone is None else _Leaving(body, gone)


class _Leaving:
    """A body that tells when it is out; a server closes what it has sent."""

    def __init__(self, body: bytes, gone: Callable[[], None]) -> None:
        self._body = body
        self.close = gone

    def __iter__(self) -> Iterator[bytes]:
        yield self._body
