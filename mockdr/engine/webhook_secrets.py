"""The secrets that sign a webhook's callbacks: born with it, rotated, and expired."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from mockdr.base.clock import parse_instant, wire_time
from mockdr.base.errors import Json, MockdrError
from mockdr.base.ids import Ids
from mockdr.engine.acts import Impossible
from mockdr.engine.things import Record

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = [
    "EXPIRIES",
    "MOST",
    "USUAL",
    "active",
    "check_secret",
    "expired",
    "give_secret",
    "living",
    "oldest",
    "rotate",
]

#: How many secrets can be active at once. Source: a screenshot of the dashboard.
MOST: Final = 5
#: How long the secrets before may live on. Source: a screenshot of the dashboard.
EXPIRIES: Final = tuple(timedelta(hours=h) for h in (0, 1, 3, 6, 12, 24))
#: What holds when nobody says. Source: the page on signatures speaks of 12 hours.
USUAL: Final = timedelta(hours=12)

#: Under these names a webhook's record keeps them, the newest first, and their count.
_KEPT: Final = "secrets"
_MADE: Final = "secrets_made"


def active(record: Record, now: datetime) -> tuple[str, ...]:
    """Return the secrets of a webhook that sign at *now*, the newest first."""
    return tuple(str(one["token"]) for one in living(record, now))


def living(record: Record, now: datetime) -> list[dict[str, Json]]:
    """Return the secrets that sign at *now*, with their moments, the newest first."""
    return [
        one
        for one in record.private.get(_KEPT, ())
        if one["expires"] is None or parse_instant(one["expires"]) > now
    ]


def expired(record: Record, now: datetime) -> tuple[datetime, datetime] | None:
    """Return when the last secret that expired by *now* was replaced, and ended."""
    kept = record.private.get(_KEPT, ())
    for new, old in pairwise(kept):
        if old["expires"] is not None and parse_instant(old["expires"]) <= now:
            return parse_instant(new["created"]), parse_instant(old["expires"])
    return None


def check_secret(token: object) -> None:
    """
    See that a secret that somebody has chosen can be one.

    Raises:
        MockdrError: If it is empty, or has blanks or control characters in it.
    """
    if (
        not isinstance(token, str)
        or not token
        or not token.isprintable()
        or " " in token
    ):
        shown = repr(token) if isinstance(token, str) else type(token).__name__
        raise MockdrError(
            f"a secret cannot be {shown}",
            help="give a text without blanks and control characters, like 'whk_...'; "
            "one is made where none is given",
        )


def oldest(record: Record) -> str | None:
    """Return the secret before all others that are remembered, or None of only one."""
    kept = record.private.get(_KEPT, ())
    return str(kept[-1]["token"]) if len(kept) > 1 else None


def give_secret(
    tenant: Tenant, record: Record, now: datetime, token: str | None = None
) -> str:
    """
    Give a webhook that is being made its first secret, or a certain one alone.

    Args:
        token: The secret, where somebody has chosen it.

    Raises:
        MockdrError: If *token* cannot be a secret.
    """
    new = _secret(tenant, record, now, token)
    record.private[_KEPT] = [new]
    return str(new["token"])


def rotate(
    tenant: Tenant,
    id: str,
    expires: timedelta = USUAL,
    token: str | None = None,
) -> str:
    """
    Give a webhook a new secret, active at once; those before it expire.

    Source: screenshots of the dashboard. That one which would have expired sooner
    still does, is inferred.

    Args:
        expires: How long the secrets before it live on, one of `EXPIRIES`.
        token: The new secret, where somebody has chosen it.

    Raises:
        Impossible: If it has as many active secrets as it can have.
        MockdrError: If there is no such webhook, or nothing expires so; if *token*
            cannot be a secret, or is one of the webhook's already.
    """
    if expires not in EXPIRIES:
        hours = ", ".join(f"{e // timedelta(hours=1)}h" for e in EXPIRIES)
        raise MockdrError(
            f"a secret cannot expire after {expires}", help=f"choose one of {hours}"
        )
    with tenant.lock:
        tenant.catch_up()
        tenant.tape.note("rotate", webhook=id, expires=expires, chosen=bool(token))
        record, now = tenant.peek("webhook", id), tenant.moment
        if record is None:
            raise MockdrError(
                f"there is no webhook {id!r}", help="look at what GET /webhooks returns"
            )
        olds = living(record, now)
        if token is not None and any(one["token"] == token for one in olds):
            raise MockdrError(
                f"the webhook {id} has that secret already",
                help="give another one, or none: then one is made",
            )
        if len(olds) >= MOST and expires:
            first = min(parse_instant(one["expires"]) for one in olds if one["expires"])
            raise Impossible(
                f"the webhook {id} has {MOST} active secrets, and cannot have more",
                possible=[
                    f"to wait until {wire_time(first)}, when one of them expires",
                    "to let all of them expire at once",
                ],
            )
        new = _secret(tenant, record, now, token)
        end = _printed(now + expires)
        for one in olds:
            one["expires"] = min(one["expires"] or end, end)
        record.private[_KEPT] = [new, *olds]
        tenant.store.put("webhook", id, record.encode())
        if expires:
            old = dict(olds[0])
            tenant.later(
                now + expires,
                f"the secrets before the last of the webhook {id} expire",
                _nothing,
                moot=lambda: not _signs(tenant, id, old),
            )
        return str(new["token"])


def _nothing() -> None:
    """Do nothing: whether a secret signs is read off the clock."""


def _signs(tenant: Tenant, id: str, secret: dict[str, Json]) -> bool:
    record = tenant.peek("webhook", id)
    # A secret may come back after its end: when it was made tells the two apart.
    return record is not None and any(
        all(one[name] == secret[name] for name in ("token", "created"))
        for one in living(record, tenant.moment)
    )


def _secret(
    tenant: Tenant, record: Record, now: datetime, token: str | None
) -> dict[str, Json]:
    if token is not None:
        check_secret(token)
    made = record.private.get(_MADE, 0)
    record.private[_MADE] = made + 1
    if token is None:
        # A stream for each webhook and mode: the ids of resources are not shifted.
        mode = "live" if tenant.live else "test"
        ids = Ids(tenant.settings.seed, f"{tenant.alias}/{mode}/secrets/{record.id}")
        ids.count = made
        token = f"whk_{ids.uuid()}"
    return {"token": token, "created": _printed(now), "expires": None}


def _printed(moment: datetime) -> str:
    """Return *moment*, in UTC, so that texts are in the order of their moments."""
    return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
