"""Reads HAR, as browsers and proxies write it: each of them a little differently."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import PurePath
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from mockdr.base.clock import parse_instant
from mockdr.base.errors import Json, MockdrError
from mockdr.base.source import Place
from mockdr.engine.traces.exchange import Exchange, Trace

__all__ = ["read_har"]

_ENTRIES: Final = re.compile(r'"entries"\s*:\s*\[')
_BLANK: Final = re.compile(r"[\s,]*")
#: What some write after the seconds is finer than anything we tell.
_FRACTION: Final = re.compile(r"(\.\d{9})\d+")
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})(?:;[^\r\n]*)?\r\n")
#: A reply is never larger unpacked than this many bytes.
_LARGEST: Final = 32 * 1024 * 1024
_SOONEST: Final = datetime.min.replace(tzinfo=timezone.utc)


def read_har(data: bytes, file: str) -> Trace:
    """
    Return what a HAR file holds, in the order in which the requests began.

    Entries that are none are passed over: half a recording is better than nothing.

    Args:
        data: As stored.
        file: Its name, for messages.

    Raises:
        MockdrError: If it is no HAR at all.
    """
    text = _text(data)
    try:
        document = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        where = getattr(error, "lineno", None)
        at = f", line {where}" if where else ""
        raise MockdrError(
            f"{file} is no HAR: it is not JSON{at}",
            help="save the recording once more, as HAR with content",
        ) from None
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise MockdrError(
            f"{file} is no HAR: it has no log.entries",
            help="save the recording once more, as HAR with content",
        )
    places = _places(text, file, entries)
    found = [
        exchange
        for number, (entry, place) in enumerate(zip(entries, places, strict=True), 1)
        if (exchange := _exchange(entry, number, place)) is not None
    ]
    if all(exchange.at is not None for exchange in found):
        found.sort(key=lambda exchange: exchange.at or _SOONEST)
    return Trace(
        name=PurePath(file).stem,
        file=file,
        exchanges=tuple(found),
        unread=len(entries) - len(found),
    )


def _text(data: bytes) -> str:
    for mark, coding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(coding, "replace")
    return data.decode("utf-8-sig", "replace")


def _places(text: str, file: str, entries: list[Json]) -> Iterator[Place]:
    """Yield where each entry begins; where that cannot be found, the first line."""
    decoder = json.JSONDecoder(strict=False)
    start = next(
        (
            found.end()
            for found in _ENTRIES.finditer(text)
            if _begins(decoder, text, found.end(), entries)
        ),
        None,
    )
    line, seen, at = 1, 0, start or 0
    for _ in entries:
        column = 1
        if start is not None:
            at = _blank(text, at)
            line += text.count("\n", seen, at)
            column, seen = at - text.rfind("\n", 0, at), at
            _, at = decoder.raw_decode(text, at)
        yield Place(
            file=file, line=line, column=column, end_line=line, end_column=column + 1
        )


def _begins(decoder: json.JSONDecoder, text: str, at: int, entries: list[Json]) -> bool:
    try:
        first, _ = decoder.raw_decode(text, _blank(text, at))
    except ValueError:
        return not entries
    return bool(entries) and bool(first == entries[0])


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


# -- an entry --------------------------------------------------------------------------


def _exchange(entry: Json, number: int, place: Place) -> Exchange | None:
    request = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(request, dict) or not isinstance(request.get("url"), str):
        return None
    response = entry.get("response")
    response = response if isinstance(response, dict) else {}
    headers = _headers(request.get("headers"))
    url = _url(request["url"], headers)
    if url is None:
        return None
    host, path, query = url
    status = response.get("status")
    status = status if isinstance(status, int) and status > 0 else 0
    reply_headers = _headers(response.get("headers"))
    told = response.get("_error") or entry.get("_error") or response.get("statusText")
    return Exchange(
        method=str(request.get("method", "GET")).upper(),
        host=host,
        path=path,
        query=query or _pairs(request.get("queryString")),
        headers=headers,
        body=_sent(request.get("postData"), headers),
        status=status,
        reply_headers=reply_headers,
        reply=_content(response.get("content"), reply_headers, status),
        at=_moment(entry.get("startedDateTime")),
        took=_length(entry.get("time")),
        lost="" if status else str(told or "no answer"),
        number=number,
        place=place,
    )


def _url(
    text: str, headers: Mapping[str, str]
) -> tuple[str, str, tuple[tuple[str, str], ...]] | None:
    """Return host, path and query of an address; a bare path is at the Host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https", ""):
        return None
    host = (parts.netloc or headers.get("host", "")).rpartition("@")[2].lower()
    path = unquote(parts.path) or "/"
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return host, path if path.startswith("/") else f"/{path}", query


def _pairs(listed: Json) -> tuple[tuple[str, str], ...]:
    if isinstance(listed, dict):
        return tuple((str(name), str(value)) for name, value in listed.items())
    if not isinstance(listed, list):
        return ()
    return tuple(
        (str(item["name"]), str(item.get("value", "")))
        for item in listed
        if isinstance(item, dict) and "name" in item
    )


def _headers(listed: Json) -> dict[str, str]:
    """Return headers by lower-case name; those of HTTP/2 that are none are left out."""
    found: dict[str, str] = {}
    for name, value in _pairs(listed):
        key = name.lower()
        if key == ":authority":
            key = "host"
        if not key.startswith(":"):
            found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _sent(post: Json, headers: Mapping[str, str]) -> bytes | None:
    if not isinstance(post, dict):
        # A body that was sent and is not here is not known; none was sent else.
        length = headers.get("content-length", "0")
        return b"" if length.strip() in ("", "0") else None
    text = post.get("text")
    if isinstance(text, str) and (text or not post.get("params")):
        coding = post.get("encoding") or post.get("_encoding")
        return _plain(_decoded(text, coding), headers)
    pairs = _pairs(post.get("params"))
    return urlencode(pairs).encode() if pairs else b""


def _content(content: Json, headers: Mapping[str, str], status: int) -> bytes | None:
    if not isinstance(content, dict):
        return b"" if not status else None
    text = content.get("text")
    if isinstance(text, str):
        return _plain(_decoded(text, content.get("encoding")), headers)
    size = content.get("size")
    # A size says that there was a body, and the recording is without it.
    return None if isinstance(size, int | float) and size > 0 else b""


def _decoded(text: str, coding: Json) -> bytes:
    if isinstance(coding, str) and coding.lower() == "base64":
        try:
            return base64.b64decode(text, validate=False)
        except (binascii.Error, ValueError):
            pass
    return text.encode("utf-8", "replace")


def _plain(body: bytes, headers: Mapping[str, str]) -> bytes | None:
    """Return *body* out of its wrappings, where a proxy left it in them."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _joined(body)
    try:
        if body[:2] == b"\x1f\x8b":
            body = gzip.decompress(body)
        elif headers.get("content-encoding", "").lower() == "deflate":
            unpacked = zlib.decompressobj().decompress(body, _LARGEST)
            body = unpacked or body
    except (OSError, EOFError, zlib.error):
        return body
    if headers.get("content-encoding", "").lower() in ("br", "zstd") and not _is_text(
        body
    ):
        return None
    return body


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _joined(body: bytes) -> bytes:
    """Return a body whose chunks a proxy has not put together; any other as it is."""
    pieces: list[bytes] = []
    at = 0
    while found := _CHUNK.match(body, at):
        size = int(found[1], 16)
        at = found.end() + size
        if size == 0:
            return b"".join(pieces)
        if body[at : at + 2] != b"\r\n":
            return body
        pieces.append(body[found.end() : at])
        at += 2
    return body


def _moment(text: Json) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        return parse_instant(_FRACTION.sub(r"\1", text))
    except MockdrError:
        return None


def _length(value: Json) -> timedelta | None:
    if not isinstance(value, int | float) or not 0 <= value < 86_400_000:  # noqa: PLR2004  (a day, in ms)
        return None
    return timedelta(milliseconds=value)
