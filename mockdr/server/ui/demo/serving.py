"""Serves the demo shop: its pages, and what they ask of the shop's own server."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import orjson

from mockdr.base.errors import Json
from mockdr.engine.call import Call, Reply
from mockdr.engine.keys import NAME
from mockdr.server.ui.demo.asking import Unclear, read_cart, read_ids
from mockdr.server.ui.demo.goods import for_page
from mockdr.server.ui.demo.shop import Shop
from mockdr.server.ui.demo.trying import ways
from mockdr.server.ui.demo.watching import look

if TYPE_CHECKING:
    from mockdr.engine.world import World
    from mockdr.server.guard import Guard

__all__ = ["POLICY", "answer"]

_ROOT: Final = "/_mockdr/demo"
_SHOP: Final = f"{_ROOT}/shop/"
#: Pages of the shop; each is the same document, which reads its own address.
_PAGES: Final = ("", "/", "/checkout", "/return", "/order")
_TYPES: Final = MappingProxyType(
    {
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
    }
)
#: A number of a row; no tape is longer.
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
#: Whose provider it is where nobody says.
_TENANT: Final = "demo"

#: What the page may do: all comes from this server, so does the script under trial,
#: and so does the page to which a customer is sent.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS: Final = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)


def answer(world: World, guard: Guard | None, call: Call) -> Reply:
    """
    Answer a browser in the shop.

    Pages and files hold nothing of a tenant, so they come without the token; without
    it the page is a 401 that asks for it. What the shop's own server is asked needs
    it as the control API does.

    Args:
        guard: Who may; None for a caller inside this process.
        call: Its path begins with `/_mockdr/demo`.
    """
    status = 200
    if guard is not None:
        objection = guard.objection(call.headers)
        if objection is not None and objection[0] != HTTPStatus.UNAUTHORIZED:
            return _no(objection[0], "forbidden", objection[1], objection[2])
        if objection is not None and call.path.startswith(_SHOP):
            return _no(401, "unauthorized", objection[1], objection[2])
        if objection is not None:
            status = 401
    if call.path.startswith(_SHOP):
        return _shop(world, call, call.path[len(_SHOP) :])
    if call.method not in ("GET", "HEAD"):
        return _not_allowed("GET, HEAD")
    name = call.path[len(_ROOT) :]
    if name in _PAGES:
        return _file("index.html", call, status)
    return _file(name[1:], call, 200)


def _shop(world: World, call: Call, name: str) -> Reply:
    """Answer what the page asks of the shop's own server."""
    reads, acts = _READS.get(name), _ACTS.get(name)
    if reads is None and acts is None:
        known = ", ".join(sorted({*_READS, *_ACTS}))
        return _no(
            404, "not_found", f"the demo shop has no {name!r}", f"it has {known}"
        )
    query = dict(call.query)
    tenant = query.get("tenant", _TENANT)
    if NAME.fullmatch(tenant) is None:
        return _no(
            400,
            "invalid",
            f"{tenant!r} cannot name a tenant",
            "use 1 to 64 letters, digits, '_' or '-'",
        )
    if reads is not None:
        if call.method not in ("GET", "HEAD"):
            return _not_allowed("GET, HEAD")
        return _json(200, reads(world, tenant, query))
    if call.method != "POST" or acts is None:
        return _not_allowed("POST")
    if call.problem is not None:
        return _no(
            413,
            "too_large",
            f"the body is larger than {world.defaults.body_limit} bytes",
            "send less; the setting body_limit of the configuration sets that",
        )
    try:
        body = orjson.loads(call.body)
    except orjson.JSONDecodeError as error:
        return _no(400, "invalid", f"the body is no JSON: {error}", "send an object")
    shop = Shop(world, world.tenant(tenant), call.base_url)
    try:
        return _json(200, acts(shop, body))
    except Unclear as no:
        return _no(400, "invalid", str(no), "send what the shop's own pages send")


def _shelves(world: World, tenant: str, query: Mapping[str, str]) -> Json:
    del query
    return {
        **for_page(),
        **ways(),
        "tenant": tenant,
        "publicKey": world.keys_of(tenant, live=False)[1],
    }


def _watch(world: World, tenant: str, query: Mapping[str, str]) -> Json:
    after = query.get("after", "0")
    return look(
        world.find(tenant),
        checkout=query.get("checkout"),
        order=query.get("order"),
        after=int(after) if _NUMBER.fullmatch(after) else 0,
    )


#: What the page reads; none of it makes a tenant or moves anything.
_READS: Final[Mapping[str, Callable[[World, str, Mapping[str, str]], Json]]] = (
    MappingProxyType({"shelves": _shelves, "watch": _watch})
)
#: What the customer does in the shop.
_ACTS: Final[Mapping[str, Callable[[Shop, Json], Json]]] = MappingProxyType(
    {
        "begin": lambda shop, body: shop.begin(read_cart(body)),
        "attach": lambda shop, body: shop.attach(*read_ids(body, "checkout", "source")),
        "order": lambda shop, body: shop.order(*read_ids(body, "checkout")),
        "find": lambda shop, body: shop.find(*read_ids(body, "checkout")),
        "refresh": lambda shop, body: shop.refresh(*read_ids(body, "order")),
        "ship": lambda shop, body: shop.ship(*read_ids(body, "order")),
        "refund": lambda shop, body: shop.refund(*read_ids(body, "order")),
    }
)


def _file(name: str, call: Call, status: int) -> Reply:
    body = _files().get(name)
    if body is None:
        return _no(404, "not_found", f"the demo shop has no page {name!r}", _ROOT + "/")
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {
        **_HEADERS,
        "Content-Type": _TYPES[Path(name).suffix],
        "Cache-Control": "no-cache",
        "ETag": tag,
    }
    if status == HTTPStatus.OK and call.headers.get("if-none-match") == tag:
        return Reply(status=304, headers=headers)
    return Reply(status=status, headers=headers, body=body)


@cache
def _files() -> dict[str, bytes]:
    """Return every file that is served, by its name; nothing else can be asked for."""
    return {
        path.name: path.read_bytes()
        for path in Path(__file__).parent.iterdir()
        if path.suffix in _TYPES
    }


def _json(status: int, document: Json, **headers: str) -> Reply:
    return Reply(
        status=status,
        headers={
            **_HEADERS,
            "Content-Type": "application/json",
            "Cache-Control": "no-store",
            **headers,
        },
        body=orjson.dumps(document),
    )


def _no(status: int, code: str, message: str, help: str) -> Reply:
    error = {"code": code, "message": message, "help": help}
    return _json(status, {"error": error})


def _not_allowed(methods: str) -> Reply:
    reply = _no(405, "method_not_allowed", "that is not how to ask", f"use {methods}")
    reply.headers["Allow"] = methods
    return reply
