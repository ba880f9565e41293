"""DigitalRiver.js as one file: three that people read, and the facts they need."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import orjson

from mockdr import __version__
from mockdr.base.errors import Json
from mockdr.contract import konbini_stores, payment_methods
from mockdr.domain.countries import COUNTRIES
from mockdr.domain.locales import LANGUAGES
from mockdr.engine.call import Call, Reply

__all__ = ["PARTS", "SCRIPT", "STYLES", "answer", "read"]

#: Source: drop-in-integration-guide.md, digitalriver-object.md.
SCRIPT: Final = "/v1/DigitalRiver.js"
#: Source: drop-in-integration-guide.md.
STYLES: Final = "/v1/css/DigitalRiver.css"

_FOLDER: Final = Path(__file__).with_name("js")
#: What is joined, in this order.
PARTS: Final = ("object.js", "elements.js", "dropin.js")
_TYPES: Final = MappingProxyType(
    {
        SCRIPT: "text/javascript; charset=utf-8",
        STYLES: "text/css; charset=utf-8",
    }
)


def answer(call: Call) -> Reply:
    """
    Return the script or its styles, to pages of any origin.

    A browser keeps them and asks each time whether they are still the same: a page
    after an update of mockdr never runs half of each.

    Args:
        call: `GET` or `HEAD` for `SCRIPT` or `STYLES`.
    """
    body, tag = _served(call.path)
    headers = {
        "Content-Type": _TYPES[call.path],
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    known = call.headers.get("if-none-match", "")
    if tag in (one.strip().removeprefix("W/") for one in known.split(",")):
        return Reply(status=304, headers=headers)
    return Reply(status=200, headers=headers, body=body)


@cache
def _served(path: str) -> tuple[bytes, str]:
    body = _joined() if path == SCRIPT else read("DigitalRiver.css")
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _joined() -> bytes:
    """Return the parts as one function, so that a page gets one name and no more."""
    return b"\n".join(
        (
            b"(function () {",
            b'"use strict";',
            b"const facts = " + _facts() + b";",
            *(read(part) for part in PARTS),
            b"})();\n",
        )
    )


def _facts() -> bytes:
    law = orjson.loads(read("disclosures.json"))
    facts: dict[str, Json] = {
        "version": __version__,
        "texts": orjson.loads(read("texts.json")),
        "entities": law["entities"],
        "disclosures": law["disclosures"],
        "countries": sorted(COUNTRIES),
        "languages": sorted(LANGUAGES),
        "methods": sorted(payment_methods()),
        "konbiniStores": [
            {"storeId": id, **store} for id, store in konbini_stores().items()
        ],
    }
    return orjson.dumps(facts)


def read(name: str) -> bytes:
    """Return one file that the script or its styles are made of."""
    return (_FOLDER / name).read_bytes()
