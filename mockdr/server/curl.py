"""A call as a line for a shell, which anybody can paste."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import orjson

from mockdr.engine.gates import VERSION
from mockdr.engine.journal import Entry
from mockdr.engine.keys import key_of
from mockdr.engine.masking import veil

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["curl", "target"]

#: Longer bodies make no line that anyone pastes.
_BODY = 4_000


def curl(entry: Entry, tenant: Tenant, url: str, *, veiled: bool = False) -> str:
    """
    Return a line for a shell that repeats the call; card numbers stay masked.

    The key is written out when it says no more than the tenant's name; a declared
    key is somebody's own, so a variable stands for it.

    Args:
        veiled: Whether neither a key is to stand in the line nor what customers know;
            a shell says what the variable is for while it has no value.
    """
    secret = entry.key != "public"
    key = tenant.secret_key if secret else tenant.public_key
    if veiled:
        half = "secret" if secret else "public"
        shown = (
            f'"Authorization: Bearer ${{MOCKDR_KEY:?the {half} key of this tenant}}"'
        )
    elif key == key_of(tenant.name, secret=secret, live=tenant.live):
        shown = shlex.quote(f"Authorization: Bearer {key}")
    else:
        half = "SECRET" if secret else "PUBLIC"
        shown = f'"Authorization: Bearer $MOCKDR_{half}_KEY"'
    parts = ["curl"]
    if entry.method != "GET":
        parts.append(f"-X {entry.method}")
    parts += [shlex.quote(url + target(entry)), "-H", shown]
    if entry.version:
        parts += ["-H", shlex.quote(f"{VERSION}: {entry.version}")]
    body = veil(entry.request) if veiled else entry.request
    if body is not None:
        text = body if isinstance(body, str) else orjson.dumps(body).decode()
        parts += ["-H", "'Content-Type: application/json'", "-d"]
        if len(text) > _BODY:
            parts.append("@body.json  # its body is long: see mockdr.journal")
        else:
            parts.append(shlex.quote(text))
    return " ".join(parts)


def target(entry: Entry) -> str:
    """Return path and query as they are sent, without a card or a line break."""
    path = quote(entry.path, safe="/:@*")
    return f"{path}?{urlencode(entry.query, safe='*')}" if entry.query else path
