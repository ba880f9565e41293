"""Serves the window's files, with headers under which nothing foreign can run."""

from __future__ import annotations

import hashlib
from functools import cache
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mockdr.engine.call import Call, Reply

if TYPE_CHECKING:
    from mockdr.server.guard import Guard

__all__ = ["POLICY", "answer", "is_asked_for"]

_INDEX: Final = ("/_mockdr", "/_mockdr/", "/_mockdr/ui", "/_mockdr/ui/")
_FILES: Final = "/_mockdr/ui/"
_TYPES: Final = MappingProxyType(
    {
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
    }
)

#: What the page may do. Pictures are drawn by this server and shown as images, in
#: which no script runs; everything else comes from files beside this one.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
_HEADERS: Final = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)


def is_asked_for(call: Call) -> bool:
    """
    Tell whether *call* wants the window rather than the control API.

    The address `/_mockdr/` is both: who accepts HTML is a person in a browser.
    """
    if call.method not in ("GET", "HEAD"):
        return False
    if call.path.startswith(_FILES) or call.path in _INDEX[2:]:
        return True
    return call.path in _INDEX and "text/html" in call.headers.get("accept", "")


def answer(guard: Guard | None, call: Call) -> Reply:
    """
    Answer a browser that opens the window, or fetches one of its files.

    No file holds anything of a tenant, so none needs the token: what they show is
    asked of the control API. Without the token the page itself is a 401, and asks
    for it.

    Args:
        guard: Who may; None for a caller inside this process.
        call: For which `is_asked_for` holds.
    """
    status = 200
    if guard is not None:
        objection = guard.objection(call.headers)
        if objection is not None and objection[0] != HTTPStatus.UNAUTHORIZED:
            return _text(objection[0], f"{objection[1]}; {objection[2]}\n")
        if objection is not None:
            status = 401
    if call.path in _INDEX:
        return _file("index.html", call, status)
    return _file(call.path[len(_FILES) :], call, 200)


def _file(name: str, call: Call, status: int) -> Reply:
    body = _files().get(name)
    if body is None:
        known = ", ".join(sorted(_files()))
        return _text(404, f"the window has no file {name!r}; it has {known}\n")
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {
        **_HEADERS,
        "Content-Type": _TYPES[Path(name).suffix],
        # Asked for each time, and sent again only when it has changed.
        "Cache-Control": "no-cache",
        "ETag": tag,
    }
    if name == "index.html":
        headers["Vary"] = "Accept, Authorization"
    if status == HTTPStatus.OK and call.headers.get("if-none-match") == tag:
        return Reply(status=304, headers=headers)
    return Reply(status=status, headers=headers, body=body)


def _text(status: int, text: str) -> Reply:
    return Reply(
        status=status,
        headers={
            **_HEADERS,
            "Content-Type": "text/plain; charset=utf-8",
            "Cache-Control": "no-store",
        },
        body=text.encode(),
    )


@cache
def _files() -> dict[str, bytes]:
    """Return every file that is served, by its name; nothing else can be asked for."""
    folder = Path(__file__).parent
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.suffix in _TYPES
    }
