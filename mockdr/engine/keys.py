"""The API key is the tenant: how a key is written, and how a request carries it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from mockdr.base.errors import MockdrError

__all__ = [
    "NAME",
    "DeclaredKey",
    "Key",
    "alias_of",
    "key_of",
    "parse_key",
    "read_authorization",
]

#: What a tenant may be called.
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEY = re.compile(r"(sk|pk)_(test|live)_([A-Za-z0-9_-]{1,64})")
#: Nobody calls a tenant so: it is what follows the prefix of the provider's own keys.
_RANDOM = re.compile(r"(?=[A-Za-z]*\d)[A-Za-z0-9]{20}")
#: Digits of the hash that stands for such a name.
_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Who calls: the tenant's name, its mode, and which half of the pair it holds."""

    tenant: str
    live: bool
    secret: bool
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredKey:
    """A real pair of keys that belongs to one tenant; the halves share no name."""

    secret: str
    public: str
    version: str | None = None


def parse_key(text: str) -> Key | None:
    """Return the key that *text* spells, or None."""
    found = _KEY.fullmatch(text)
    if found is None:
        return None
    return Key(tenant=found[3], live=found[2] == "live", secret=found[1] == "sk")


def key_of(tenant: str, *, secret: bool, live: bool = False) -> str:
    """
    Return the key by which a client reaches *tenant*.

    Raises:
        MockdrError: If the name cannot be part of a key.
    """
    if NAME.fullmatch(tenant) is None:
        raise MockdrError(
            f"{tenant!r} cannot name a tenant",
            help="use 1 to 64 letters, digits, '_' or '-'",
        )
    return f"{'sk' if secret else 'pk'}_{'live' if live else 'test'}_{tenant}"


def alias_of(tenant: str) -> str:
    """
    Return what may be told to others of a tenant's name, and what its ids grow from.

    Who comes with a real key that nobody declared has the secret part of it for a
    name: a hash stands for it.
    """
    if _RANDOM.search(tenant) is None:
        return tenant
    return f"k{hashlib.sha256(tenant.encode()).hexdigest()[:_DIGITS]}"


def read_authorization(headers: Mapping[str, str]) -> str | None:
    """
    Return the key that a request carries: as Bearer, or as the user of Basic.

    The scheme may be in any case: the vendor's browser library writes `bearer`, and
    older samples put the key into HTTP Basic. A bare key is not accepted.
    """
    scheme, _, rest = headers.get("authorization", "").strip().partition(" ")
    rest = rest.strip()
    if scheme.lower() == "bearer":
        return rest or None
    if scheme.lower() == "basic":
        try:
            user = base64.b64decode(rest, validate=True).decode()
        except (binascii.Error, ValueError):
            return None
        return user.partition(":")[0] or None
    return None
