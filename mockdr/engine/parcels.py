"""What goes out to a webhook: the event in its version, the headers, the signature."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from mockdr import contract
from mockdr.base.clock import real_now
from mockdr.engine.settings import Settings
from mockdr.engine.things import Record, compact
from mockdr.engine.webhook_secrets import active
from mockdr.events.delivery import Answer, Delivery, Parcel, Sender
from mockdr.events.signing import HEADER, header, timestamp
from mockdr.events.subscribed import subscribed

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = [
    "Outgoing",
    "Signed",
    "excused",
    "signed",
    "speaks",
    "stamped",
    "takes",
    "told_of",
    "wrapped",
]

_NEW: Final = timedelta(0)
#: A receiver that made such a call itself could not answer.
_AWAITED: Final = (
    "a call that moves the clock or waits for deliveries was waiting for it meanwhile"
)
_OLDEST: Final = datetime.min.replace(tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A parcel, and what its signature says."""

    parcel: Parcel
    at: datetime
    timestamp: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """
    One attempt that is out.

    Args:
        bent: What was done to just this one on purpose.
        before: Number of the last call in the journal when it went out.
        by_hand: Whether hands wanted it, not the plan.
    """

    delivery: Delivery
    signed: Signed
    sender: Sender
    bent: tuple[str, ...]
    before: int
    by_hand: bool


def takes(settings: Settings, record: Record, type: str) -> bool:
    """
    Tell whether a webhook has subscribed to events of *type*.

    One of an older version is not told of what that does not have (inferred).
    """
    told = type in subscribed(record.document["types"])
    return told and contract.has_event(type, speaks(settings, record))


def told_of(tenant: Tenant, type: str, webhook: str | None) -> Iterator[Record]:
    """
    Yield the webhooks that are told of an event of *type*, oldest first.

    Args:
        webhook: Id of the only one that is, whatever its types.
    """
    for id in reversed(list(tenant.store.newest("webhook"))):
        record = tenant.peek("webhook", id)
        if record is None or (webhook is not None and webhook != id):
            continue
        if record.document["enabled"] and (
            webhook is not None or takes(tenant.settings, record, type)
        ):
            yield record


def excused(answer: Answer, *, awaited: bool) -> Answer:
    """
    Return *answer* with what else may be why none came in time.

    Args:
        awaited: Whether hands wait for this attempt: its receiver may be one of them.
    """
    if answer.outcome != "timeout" or not awaited:
        return answer
    return replace(answer, reason=f"{answer.reason}; {_AWAITED}")


def speaks(settings: Settings, record: Record) -> str:
    """Return the API version that a webhook is told in, as a date."""
    version = record.document["apiVersion"]
    if version == "default":
        return settings.version
    return contract.newest() if version == "latest" else str(version)


def signed(
    tenant: Tenant, delivery: Delivery, record: Record, moment: datetime
) -> Signed:
    """Return the next attempt of *delivery*, signed at *moment*."""
    if not delivery.body:
        delivery.body = compact(tenant.told(delivery.event, delivery.version))
    stamp = stamped(tenant.settings, moment)
    signature = header(
        active(record, moment),
        stamp,
        delivery.body,
        order=tenant.settings.signature_secrets,
        scheme=tenant.settings.signature_scheme,
    )
    return Signed(
        parcel=wrapped(record, delivery.body, signature, moment),
        at=moment,
        timestamp=stamp,
        signature=signature,
    )


def stamped(settings: Settings, moment: datetime, age: timedelta = _NEW) -> str:
    """
    Return the timestamp of what is signed at *moment*.

    Args:
        age: How much older than that it says it is; nothing is older than year 1.
    """
    told = real_now() if settings.signature_clock == "real" else moment
    told -= min(age, told - _OLDEST)
    return timestamp(told, settings.signature_time)


def wrapped(record: Record, body: bytes, signature: str, moment: datetime) -> Parcel:
    """Return what goes out to a webhook; without *signature* it is not signed."""
    headers = {"Content-Type": "application/json"}
    if signature:
        headers[HEADER] = signature
    return Parcel(
        url=record.document["address"],
        headers={**headers, **_authorization(record)},
        body=body,
        oauth=record.document.get("oauth"),
        moment=moment,
    )


def _authorization(record: Record) -> dict[str, str]:
    """Return HTTP Basic where the webhook asks for it, in either spelling."""
    wanted = record.document.get("authentication") or {}
    name = wanted.get("userName") or wanted.get("username")
    if record.document["transportType"] != "HTTP" or not name:
        return {}
    pair = f"{name}:{wanted.get('password', '')}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
