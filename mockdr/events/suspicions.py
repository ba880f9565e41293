"""What may have gone wrong with a callback whose signature does not fit."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

import orjson

from mockdr.base.errors import Json
from mockdr.events.signing import Scheme

__all__ = ["suspicions"]

_DIGEST: Final = re.compile(r"[0-9a-fA-F]{64}")


def suspicions(
    body: bytes,
    secrets: Sequence[str],
    stamp: str,
    signatures: Sequence[str],
    scheme: Scheme,
) -> Iterator[str]:
    """Yield what would make a signature fit, the likeliest first."""
    theirs = frozenset(signatures)

    def fits(one: str, text: bytes) -> bool:
        return scheme.signature(one, stamp, text) in theirs

    for one in secrets:
        for told, text in _rewritten(body):
            if fits(one, text):
                yield (
                    f"it fits the body {told}: verify the bytes as they came, before "
                    "anything parses or rewrites them"
                )
        for told, other in _other_keys(one):
            if fits(other, body):
                yield f"it fits the secret {told}: the key is the whole text, as shown"
        digest = hmac.digest(one.encode(), stamp.encode() + b"." + body, hashlib.sha256)
        plain = hmac.digest(one.encode(), body, hashlib.sha256)
        if digest.hex() in {s.lower() for s in theirs if _DIGEST.fullmatch(s)}:
            yield "it is written in hex: signatures are in Base64, of 44 characters"
        if base64.urlsafe_b64encode(digest).decode() in theirs or (
            base64.b64encode(digest).decode().rstrip("=") in theirs
        ):
            yield (
                "it has lost its Base64: '=', '+' and '/' belong to a signature, which "
                "is no part of a query and not split at '='"
            )
        if base64.b64encode(plain).decode() in theirs:
            yield (
                "it signs the body alone: the timestamp and a full stop come before "
                "the body, in what is signed"
            )
        for unit in _other_units(stamp):
            if scheme.signature(one, unit, body) in theirs:
                yield (
                    f"it was made with the timestamp {unit}: the text of the header is "
                    "signed as it stands, whatever it counts"
                )


def _rewritten(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the body as frameworks and libraries rewrite it, and how."""
    yield "without the white space around it", body.strip()
    yield "with a new line behind it", body + b"\n"
    with suppress(UnicodeError):
        yield "read as Latin-1 once less", body.decode().encode("latin-1")
    # What is no JSON, or nested too deep, was hardly rewritten.
    with suppress(orjson.JSONDecodeError, RecursionError):
        yield from _written_again(orjson.loads(body))


def _written_again(document: Json) -> Iterator[tuple[str, bytes]]:
    import json  # noqa: PLC0415  (only whoever went wrong needs it)

    for plain in (True, False):
        how = ", other letters escaped" if plain else ""
        for told, options in (
            ("written compactly", {"separators": (",", ":")}),
            ("written with spaces, as by Python's json", {}),
            ("written over several lines", {"indent": 2}),
            ("written over several lines", {"indent": 4}),
        ):
            text = json.dumps(document, ensure_ascii=plain, **options)
            yield told + how, text.encode()
            sorted_text = json.dumps(
                document, ensure_ascii=plain, sort_keys=True, **options
            )
            yield f"{told}, its keys sorted{how}", sorted_text.encode()


def _other_keys(secret: str) -> Iterator[tuple[str, str]]:
    yield "without the white space around it", secret.strip()
    yield "without whk_", secret.strip().removeprefix("whk_")


def _other_units(stamp: str) -> Iterator[str]:
    if stamp.isascii() and stamp.isdigit():
        yield stamp + "000"
        yield stamp[:-3]
