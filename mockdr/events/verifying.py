"""How a receiver tells true callbacks from forged ones, and what it may do wrong."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final, Literal, Protocol, TypeAlias

from mockdr.base.clock import parse_instant, real_now
from mockdr.base.errors import MockdrError
from mockdr.events.signing import HEADER, SCHEME, Scheme, header, timestamp
from mockdr.events.suspicions import suspicions

__all__ = [
    "TOLERANCE",
    "Headers",
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
TOLERANCE: Final = 300.0
#: A timestamp with more digits counts milliseconds.
_SECONDS_DIGITS: Final = 11


class Headers(Protocol):
    """The headers of a request, as any framework has them."""

    def items(self) -> Iterable[tuple[object, object]]:
        """Return each with its value."""


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
    secret: str | bytes | Sequence[str | bytes],
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
    signature: str | bytes | Headers | Iterable[tuple[object, object]] | None,
    secret: str | bytes | Sequence[str | bytes],
    *,
    now: datetime | None = None,
    tolerance: float | timedelta | None = TOLERANCE,
    scheme: Scheme = SCHEME,
) -> Verified:
    """
    Return when a callback was signed, if it was signed by who knows a secret.

    Args:
        body: The raw body, before anybody parsed it.
        signature: The value of `DigitalRiver-Signature`; or all headers, as any
            framework has them: a mapping, pairs, also those of ASGI, in bytes; or a
            WSGI environment.
        secret: The webhook's secret, or several; one that fits is enough.
        now: The time to measure its age by; the real one when absent. A test whose
            clock was moved says `now=mockdr.clock.now`.
        tolerance: How old or early it may be, in seconds; None for any age.

    Raises:
        InvalidSignature: If it is not to be believed; says what may have gone wrong.
        TypeError: If *body* is no bytes, *signature* no header, there is no secret,
            *tolerance* is no duration, or *now* has no time zone.
    """
    body, secrets, allowed = _raw(body), _secrets(secret), _allowed(tolerance)
    value = _value(signature)
    if not value or not value.strip():
        raise InvalidSignature(
            "missing",
            f"the callback has no header {HEADER}",
            help="answer it with 4xx: what is not signed was not sent by the provider",
        )
    if not _writable(value):
        raise InvalidSignature(
            "layout",
            f"{HEADER} is {value!r}: no text that can be sent",
            help="a signature has letters, digits and a few marks of ASCII alone",
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
            _fresh(at, now or real_now(), allowed)
            return Verified(
                at=at, timestamp=stamp, position=fits.index(True) + 1, secret=number
            )
    found = next(suspicions(body, secrets, stamp, signatures, scheme), "")
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


def _secrets(secret: object) -> tuple[str, ...]:
    """
    Return the secrets, as texts.

    Raises:
        TypeError: If there is none, or one of them is no text.
    """
    several = isinstance(secret, Iterable) and not isinstance(secret, str | bytes)
    given: tuple[object, ...] = tuple(secret) if several else (secret,)  # type: ignore[arg-type]
    found = [
        one.decode("utf-8", "surrogateescape") if isinstance(one, bytes) else one
        for one in given
    ]
    if not found or not all(found):
        raise TypeError("there is no secret; it is a text like 'whk_...', or several")
    for one in found:
        if not isinstance(one, str) or not _writable(one):
            raise TypeError(
                f"a secret is {type(one).__name__}, and no text that can be encoded; "
                "it is one like 'whk_...', or several"
            )
    return tuple(map(str, found))


def _allowed(tolerance: object) -> timedelta | None:
    """
    Return how old a callback may be; None for any age.

    Raises:
        TypeError: If that is no duration.
    """
    if tolerance is None or isinstance(tolerance, timedelta):
        return tolerance
    try:
        return timedelta(seconds=tolerance)  # type: ignore[arg-type]
    except OverflowError:
        return None  # Longer than there are dates.
    except (TypeError, ValueError):
        raise TypeError(
            f"the tolerance is {tolerance!r}; give seconds, a timedelta, or None for "
            "any age"
        ) from None


def _value(signature: object) -> str | None:
    """
    Return the value of the header, out of whatever has it.

    Raises:
        TypeError: If that is neither the value nor headers.
    """
    if signature is None or isinstance(signature, str | bytes):
        return None if signature is None else _text(signature)
    items = getattr(signature, "items", None)
    wanted = _spelled(HEADER)
    try:
        pairs = items() if callable(items) else iter(signature)  # type: ignore[call-overload]
        for name, value in pairs:
            if _spelled(name) == wanted:
                return _text(value)
    except (TypeError, ValueError):
        raise TypeError(
            f"the signature is {type(signature).__name__}; give the value of {HEADER}, "
            "or the request's headers: a mapping, or pairs of name and value"
        ) from None
    return None


def _spelled(name: object) -> str:
    """Return the name of a header as one spells it, a WSGI environment too."""
    return _text(name).upper().replace("-", "_").removeprefix("HTTP_")


def _text(value: object) -> str:
    # What stands in headers is Latin-1, as ASGI and WSGI have it.
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _writable(text: str) -> bool:
    """Tell whether *text* has no halves of letters, as undecodable bytes become."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


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


def _fresh(at: datetime, now: datetime, allowed: timedelta | None) -> None:
    """
    See that a callback is neither old nor early.

    Raises:
        InvalidSignature: If it is.
    """
    if allowed is None:
        return
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
