"""Stands between a shop and a provider, passes everything on, and writes it down."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import httpx
import orjson
from werkzeug.wrappers import Request

from mockdr.base.clock import real_monotonic, real_now
from mockdr.base.errors import ConfigurationError, Json
from mockdr.base.source import Place
from mockdr.engine.traces.exchange import Exchange
from mockdr.engine.traces.sifting import Heard, hear
from mockdr.server.guard import host_name, is_loopback
from mockdr.server.wire import TOO_LARGE, Environ, read_call

__all__ = ["Proxy", "read_upstream"]

#: What is said from one machine to the next, and no further. Source: RFC 9110, 7.6.1.
_HOP_BY_HOP: Final = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
#: What the body is no longer, or what is said anew.
_OURS: Final = frozenset({"host", "content-length", "accept-encoding", "expect"})
_UNPACKED: Final = frozenset({"content-encoding", "content-length"})
_LARGEST: Final = 10 * 1024 * 1024
_TIMEOUT: Final = 504
_UNREACHED: Final = 502

StartResponse = Callable[[str, list[tuple[str, str]]], Json]


def read_upstream(text: str) -> str:
    """
    Return the base URL of a provider, without a slash.

    Raises:
        ConfigurationError: If *text* is no such URL.
    """
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
        plain = not (parts.query or parts.fragment or parts.username)
        _ = parts.port
    except ValueError:
        known = plain = False
    if not known or not plain:
        raise ConfigurationError(
            f"{text!r} is no base URL", help="write https:// and a host, for example"
        )
    return text.rstrip("/")


class Proxy:
    """
    A WSGI application that passes on whatever it is asked.

    Args:
        upstream: Base URL of the provider, without a slash.
        timeout: Seconds that the provider has for each reply.
        heard: Told of each call, once it is over; one at a time.
        control: Answers requests under `/_mockdr/`, which go no further: returns
            status and document.
        verify: Whether the certificate of the provider has to be right, or who says
            so.
    """

    def __init__(
        self,
        upstream: str,
        *,
        timeout: float,
        heard: Callable[[Heard], None],
        control: Callable[[str, str, Mapping[str, str]], tuple[int, Json]],
        verify: bool | ssl.SSLContext = True,
    ) -> None:
        self._upstream = upstream
        self._heard = heard
        self._control = control
        self._lock = threading.Lock()
        self._count = 0
        host = urlsplit(upstream).hostname or ""
        # What the environment says of proxies is not about this machine.
        self._client = httpx.Client(
            timeout=timeout, trust_env=not is_loopback(host), verify=verify
        )

    def body_limit(self, authorization: str) -> int:
        """Return the largest body, in bytes, that is passed on."""
        del authorization
        return _LARGEST

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def __call__(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Pass a request on, and its reply back."""
        call = read_call(Request(environ), self.body_limit)
        if call.path.startswith("/_mockdr/"):
            status, document = self._answered(call.method, call.path, call.headers)
            return _said(start_response, status, document)
        if call.problem is not None or TOO_LARGE in environ:
            told = f"mockdr passes on no body of more than {_LARGEST} bytes"
            return _said(start_response, 413, _trouble("bad_request", told))
        with self._lock:
            self._count += 1
            number = self._count
        target = _target(environ)
        started, at = real_monotonic(), real_now()
        status, reply_headers, reply, lost = 0, httpx.Headers(), b"", ""
        try:
            # Read as a whole: what is streamed could not be judged.
            response = self._client.request(
                call.method,
                self._upstream + target,
                headers={**_passed(call.headers), "accept-encoding": "gzip, deflate"},
                content=call.body,
            )
            status, reply_headers = response.status_code, response.headers
            reply = response.content
        except httpx.TimeoutException:
            lost = "timed out"
        except httpx.HTTPError as error:
            lost = str(error) or type(error).__name__
        exchange = Exchange(
            method=call.method,
            host=urlsplit(self._upstream).netloc.lower(),
            path=call.path,
            query=call.query,
            headers=call.headers,
            body=call.body,
            status=status,
            reply_headers={n.lower(): v for n, v in reply_headers.items()},
            reply=reply,
            at=at,
            took=timedelta(seconds=real_monotonic() - started),
            lost=lost,
            number=number,
            place=_place(number),
        )
        with self._lock:
            self._heard(hear(exchange))
        if lost:
            code = _TIMEOUT if lost == "timed out" else _UNREACHED
            told = f"mockdr got no reply from {self._upstream}: {lost}"
            return _said(start_response, code, _trouble("bad_gateway", told))
        kept = _kept(reply_headers)
        if call.method != "HEAD" and status not in (204, 304):
            kept.append(("Content-Length", str(len(reply))))
        start_response(f"{status} {response.reason_phrase or 'Unknown'}", kept)
        return [reply]

    def _answered(
        self, method: str, path: str, headers: Mapping[str, str]
    ) -> tuple[int, Json]:
        origin, host = headers.get("origin"), headers.get("host", "")
        if origin is not None or not is_loopback(host_name(host)):
            told = "only programs on this machine may say what is written"
            return 403, {"error": {"code": "forbidden", "message": told, "help": ""}}
        with self._lock:
            return self._control(method, path, headers)


def _place(number: int) -> Place:
    return Place(file="recorded", line=number, column=1, end_line=number, end_column=2)


def _target(environ: Environ) -> str:
    """Return path and query as they came, not as they were read."""
    raw = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or "/")
    if raw.startswith("/"):
        return raw
    parts = urlsplit(raw)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _passed(headers: Mapping[str, str]) -> dict[str, str]:
    named = {n.strip().lower() for n in headers.get("connection", "").split(",")}
    left = _HOP_BY_HOP | _OURS | named
    return {name: value for name, value in headers.items() if name not in left}


def _kept(headers: httpx.Headers) -> list[tuple[str, str]]:
    named = {n.strip().lower() for n in headers.get("connection", "").split(",")}
    left = _HOP_BY_HOP | _UNPACKED | named
    return [(n, v) for n, v in headers.multi_items() if n.lower() not in left]


def _trouble(kind: str, message: str) -> Json:
    return {"type": kind, "errors": [{"code": kind, "message": message}]}


def _said(start_response: StartResponse, status: int, document: Json) -> list[bytes]:
    body = b"" if document is None else orjson.dumps(document)
    fields = [("Content-Length", str(len(body)))] if status != 204 else []  # noqa: PLR2004  (HTTP's)
    if body:
        fields.append(("Content-Type", "application/json"))
    start_response(f"{status} mockdr", fields)
    return [body]
