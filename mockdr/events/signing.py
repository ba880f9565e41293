"""How a callback is signed: a timestamp and the raw body, under each active secret."""

from __future__ import annotations

import base64
import hmac
import importlib
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Final, Protocol, runtime_checkable

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json, MockdrError

__all__ = [
    "HEADER",
    "SCHEME",
    "HmacScheme",
    "Scheme",
    "header",
    "read_scheme",
    "timestamp",
]

#: The header that carries timestamp and signatures. Source:
#: events-and-webhooks-1/webhooks/digital-river-signatures.md.
HEADER: Final = "DigitalRiver-Signature"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)


@runtime_checkable
class Scheme(Protocol):
    """A way to sign; put another in its place where the provider's turns out to be."""

    def signature(self, secret: str, stamp: str, body: bytes) -> str:
        """Return the signature of *body* at *stamp* under one secret."""

    def join(self, stamp: str, signatures: Sequence[str]) -> str:
        """Return the value of the header."""

    def split(self, value: str) -> tuple[str, tuple[str, ...]]:
        """
        Return timestamp and signatures of a header's value.

        Raises:
            ValueError: If it does not have the layout.
        """


class HmacScheme:
    """
    HMAC-SHA-256 over timestamp, full stop and raw body, in padded Base64.

    Source: header and timestamp by the documentation; layout, algorithm and key as one
    connector verifies them; where several signatures stand is inferred.
    """

    #: Comma and space: a connector splits at both.
    separator: Final = ", "

    def signature(self, secret: str, stamp: str, body: bytes) -> str:
        """Return the signature; the key is the whole secret, as it is shown."""
        signed = stamp.encode() + b"." + body
        digest = hmac.digest(secret.encode(), signed, "sha256")
        return base64.b64encode(digest).decode()

    def join(self, stamp: str, signatures: Sequence[str]) -> str:
        """Return timestamp and signatures, a comma and a space between them."""
        return self.separator.join((stamp, *signatures))

    def split(self, value: str) -> tuple[str, tuple[str, ...]]:
        """
        Return timestamp and signatures; Base64 has no comma to be split at.

        Raises:
            ValueError: If there is no signature, or a field is empty.
        """
        stamp, *signatures = value.strip().split(self.separator)
        if not signatures or not all((stamp, *signatures)):
            raise ValueError("no timestamp and signature, a comma and a space apart")
        return stamp, tuple(signatures)


#: The scheme that holds unless the setting `signature_scheme` names another.
SCHEME: Final[Scheme] = HmacScheme()


def read_scheme(value: Json) -> Scheme:
    """
    Return the scheme that *value* is, or that it names: `package.module:NAME`.

    Raises:
        MockdrError: If it is none; the help tells what it can be.
    """
    found: object = value
    if isinstance(value, str):
        module, _, name = value.strip().partition(":")
        try:
            found = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError, ValueError):
            found = None
    if isinstance(found, Scheme) and not isinstance(found, type):
        return found
    raise MockdrError(
        f"{value!r} is no way to sign",
        help="'package.module:NAME' of an object with the methods signature, join and "
        "split, as mockdr.events.signing:SCHEME has them",
    )


def timestamp(moment: datetime, form: str = "seconds") -> str:
    """
    Return *moment* as a signature spells it; which way is documented nowhere.

    Args:
        form: `seconds` or `milliseconds` since 1970, or `iso`.

    Raises:
        ValueError: If *form* is none of them, or *moment* has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone: say which, UTC for example")
    if form == "iso":
        return wire_time(moment)
    # Whole numbers alone: a fraction of a second is cut off, never rounded up.
    since = moment - _EPOCH
    if form == "seconds":
        return str(since // timedelta(seconds=1))
    if form == "milliseconds":
        return str(since // timedelta(milliseconds=1))
    raise ValueError(f"{form!r} is no form: seconds, milliseconds or iso")


def header(
    secrets: Sequence[str],
    stamp: str,
    body: bytes,
    *,
    order: str = "newest_first",
    scheme: Scheme = SCHEME,
) -> str:
    """
    Return the value of the signature's header.

    Args:
        secrets: Those that are active, the newest first.
        order: `newest_first`, `oldest_first`, or `newest_only`.
    """
    chosen = {
        "newest_first": tuple(secrets),
        "oldest_first": tuple(reversed(secrets)),
        "newest_only": tuple(secrets[:1]),
    }[order]
    return scheme.join(stamp, [scheme.signature(one, stamp, body) for one in chosen])
