"""How a receiver tells true callbacks from forged ones, and what it may do wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final, Literal, TypeAlias

import orjson

from mockdr.base.clock import parse_instant, real_now
from mockdr.base.errors import MockdrError
from mockdr.events.signing import HEADER, SCHEME, Scheme, header, timestamp

__all__ = [
    "InvalidSignature",
    "Reason",
    "Verified",
    "sign_webhook",
    "verify_signature",
]

#: Why a signature is none, in a word.
Reason: TypeAlias = Literal[
    "missing", "layout", "timestamp", "stale", "future", "mismatch"
]

#: How old a callback may be, in seconds; the documentation leaves it to the merchant.
_TOLERANCE: Final = 300.0
#: A timestamp with more digits counts milliseconds.
_SECONDS_DIGITS: Final = 11
_DIGEST: Final = re.compile(r"[0-9a-fA-F]{64}")


class InvalidSignature(ValueError):
    """
    A callback that should not be believed.

    Args:
        reason: Why, in a word.
        help: What to look at; shown after the message.
    """

    def __init__(self, reason: Reason, message: str, *, help: str = "") -> None:
        super().__init__(f"{message}; {help}" if help else message)
        self.reason = reason
        self.help = help


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """
    A callback that is to be believed.

    Args:
        at: When it was signed, in UTC.
        timestamp: The same, as the header spells it.
        position: Which of the header's signatures fits, from 1.
        secret: Which of the given secrets fits, from 1.
    """

    at: datetime
    timestamp: str
    position: int
    secret: int


def sign_webhook(
    body: bytes,
    secret: str | Sequence[str],
    *,
    at: datetime | None = None,
    form: str = "seconds",
    scheme: Scheme = SCHEME,
) -> str:
    """
    Return the value of `DigitalRiver-Signature` for *body*, as mockdr signs it.

    Args:
        body: The bytes as they are sent.
        secret: The secret, `whk_...`; or several, as during a rotation.
        at: When it is signed; now, by the real clock, when absent.
        form: How the timestamp is spelled: `seconds`, `milliseconds` or `iso`.

    Raises:
        TypeError: If *body* is no bytes, or there is no secret.
        ValueError: If *form* is none of the three, or *at* has no time zone.
    """
    stamp = timestamp(at or real_now(), form)
    return header(_secrets(secret), stamp, _raw(body), scheme=scheme)


def verify_signature(
    body: bytes,
    signature: str | Mapping[str, str] | None,
    secret: str | Sequence[str],
    *,
    now: datetime | None = None,
    tolerance: float | timedelta | None = _TOLERANCE,
    scheme: Scheme = SCHEME,
) -> Verified:
    """
    Return when a callback was signed, if it was signed by who knows a secret.

    Args:
        body: The raw body, before anybody parsed it.
        signature: The value of `DigitalRiver-Signature`, or all headers.
        secret: The webhook's secret, or several; one that fits is enough.
        now: The time to measure its age by; the real one when absent. A test whose
            clock was moved says `now=mockdr.clock.now`.
        tolerance: How old or early it may be, in seconds; None for any age.

    Raises:
        InvalidSignature: If it is not to be believed; says what may have gone wrong.
        TypeError: If *body* is no bytes, there is no secret, or *now* has no time zone.
    """
    body, secrets = _raw(body), _secrets(secret)
    value = _value(signature)
    if not value or not value.strip():
        raise InvalidSignature(
            "missing",
            f"the callback has no header {HEADER}",
            help="answer it with 4xx: what is not signed was not sent by the provider",
        )
    try:
        stamp, signatures = scheme.split(value)
    except ValueError as problem:
        raise InvalidSignature(
            "layout",
            f"{HEADER} is {value!r}: {problem}",
            help="it is split at ', ' (comma and space) and at nothing else",
        ) from None
    for number, one in enumerate(secrets, 1):
        expected = scheme.signature(one, stamp, body).encode()
        fits = [hmac.compare_digest(s.encode(), expected) for s in signatures]
        if any(fits):
            at = _moment(stamp)
            _fresh(at, now or real_now(), tolerance)
            return Verified(
                at=at, timestamp=stamp, position=fits.index(True) + 1, secret=number
            )
    found = next(_suspicions(body, secrets, stamp, signatures, scheme), "")
    raise InvalidSignature(
        "mismatch",
        "no signature of the callback fits the body and the secret",
        help=found
        or "the body may be forged, or the secret be another's: each webhook has its "
        "own, and for one address test and live mode have two",
    )


def _raw(body: object) -> bytes:
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    raise TypeError(
        f"the body is {type(body).__name__}, not bytes; sign and verify what was sent "
        "before it is decoded or parsed: what is written again has other bytes"
    )


def _secrets(secret: str | Sequence[str]) -> tuple[str, ...]:
    found = (secret,) if isinstance(secret, str) else tuple(secret)
    if not found or not all(found):
        raise TypeError("there is no secret; it is a text like 'whk_...', or several")
    return found


def _value(signature: str | Mapping[str, str] | None) -> str | None:
    if signature is None or isinstance(signature, str):
        return signature
    return next(
        (text for name, text in signature.items() if name.lower() == HEADER.lower()),
        None,
    )


def _moment(stamp: str) -> datetime:
    try:
        if stamp.isascii() and stamp.isdigit():
            seconds = int(stamp) / (1 if len(stamp) <= _SECONDS_DIGITS else 1000)
            return datetime.fromtimestamp(seconds, timezone.utc)
        return parse_instant(stamp)
    except (MockdrError, ValueError, OverflowError, OSError):
        raise InvalidSignature(
            "timestamp",
            f"{stamp!r} is signed, but no time that we can read",
            help="it is seconds or milliseconds since 1970, or ISO 8601 with a zone",
        ) from None


def _fresh(at: datetime, now: datetime, tolerance: float | timedelta | None) -> None:
    """
    See that a callback is neither old nor early.

    Raises:
        InvalidSignature: If it is.
    """
    if tolerance is None:
        return
    allowed = (
        tolerance if isinstance(tolerance, timedelta) else timedelta(seconds=tolerance)
    )
    if now.tzinfo is None:
        raise TypeError(f"now is {now}, without a time zone: say which, as UTC")
    age = now - at
    if abs(age) <= allowed:
        return
    early = age < timedelta()
    raise InvalidSignature(
        "future" if early else "stale",
        f"the callback was signed {abs(age)} {'ahead of' if early else 'before'} now, "
        f"more than {allowed}",
        help="retries are stamped anew, so an old stamp is a replay; if mockdr's clock "
        "was moved, measure by it: now=mockdr.clock.now",
    )


# -- what may have gone wrong ----------------------------------------------------------


def _suspicions(
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
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return
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
