"""Forged events for a webhook's receiver, which should turn away every one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import orjson

from mockdr.base.clock import wire_time
from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json, MockdrError
from mockdr.base.ids import Ids
from mockdr.engine.conduct import Forgery, believed
from mockdr.engine.deliveries import outcome_told
from mockdr.engine.parcels import speaks, stamped, wrapped
from mockdr.engine.things import Record, compact
from mockdr.engine.webhook_secrets import active
from mockdr.events.delivery import Answer
from mockdr.events.forgery import tampered
from mockdr.events.signing import header

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["FORGERIES", "Probed", "fault_of", "probe"]

#: So old a stale forgery is: older than anyone would have it.
_AGE: Final = timedelta(days=1)
#: Answers that say that nobody works there.
_NOBODY: Final = (404, 405)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pen:
    """What a forger has: the event, its moment, and the true secrets to abuse."""

    tenant: Tenant
    event: dict[str, Json]
    secrets: Sequence[str]
    ids: Ids

    @property
    def body(self) -> bytes:
        return compact(self.event)

    def signed(
        self,
        body: bytes,
        secrets: Sequence[str] | None = None,
        age: timedelta = timedelta(0),
    ) -> str:
        """Return the header over *body*; with the true secrets and now when absent."""
        stamp = stamped(self.tenant.settings, self.tenant.moment, age or timedelta(0))
        chosen = self.secrets if secrets is None else secrets
        scheme = self.tenant.settings.signature_scheme
        return header(chosen, stamp, body, scheme=scheme)


def _unsigned(pen: _Pen) -> tuple[str, bytes]:
    return "", pen.body


def _by_a_stranger(pen: _Pen) -> tuple[str, bytes]:
    return pen.signed(pen.body, [f"whk_{pen.ids.uuid()}"]), pen.body


def _tampered(pen: _Pen) -> tuple[str, bytes]:
    return pen.signed(pen.body), tampered(pen.body)


def _stale(pen: _Pen) -> tuple[str, bytes]:
    return pen.signed(pen.body, age=_AGE), pen.body


#: Kind of forgery to what it is, and to what makes its header and its body.
_FORGED: Final[dict[str, tuple[str, Callable[[_Pen], tuple[str, bytes]]]]] = {
    "unsigned": ("without a signature", _unsigned),
    "wrong_secret": ("signed with another secret", _by_a_stranger),
    "tampered": ("changed after it was signed", _tampered),
    "stale": ("whose signature is a day old", _stale),
}
#: Kind of forgery to what it is, in words.
FORGERIES: Final = MappingProxyType({kind: said for kind, (said, _) in _FORGED.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """One forged event, and what a receiver said to it."""

    kind: str
    webhook: str
    address: str
    event: str
    answer: Answer


def probe(
    tenant: Tenant, webhook: str | None = None, only: Iterable[str] | None = None
) -> list[Probed]:
    """
    Send forged events to the receivers of *tenant*.

    Args:
        webhook: Id of the only webhook that gets them; every one that is enabled
            when absent.
        only: Kinds of `FORGERIES`; all when absent.

    Raises:
        MockdrError: If there is no such kind, or no webhook to probe.
    """
    kinds = list(_FORGED) if only is None else list(only)
    for kind in kinds:
        if kind not in _FORGED:
            raise MockdrError(
                f"there is no forgery {kind!r}",
                help=suggest(kind, _FORGED, "there are"),
            )
    records = _records(tenant, webhook)
    if not records:
        raise MockdrError(
            "there is no enabled webhook to probe",
            help="make one with deliver_to(app) or POST /webhooks",
        )
    return [_probed(tenant, record, kind) for record in records for kind in kinds]


def _records(tenant: Tenant, webhook: str | None) -> list[Record]:
    with tenant.lock:
        found = [tenant.peek("webhook", id) for id in tenant.store.newest("webhook")]
    return [
        record
        for record in reversed(found)
        if record is not None
        and record.document["enabled"]
        and webhook in (None, record.id)
    ]


def _probed(tenant: Tenant, record: Record, kind: str) -> Probed:
    with tenant.lock:
        # A stream for each: probing shifts no other id.
        ids = Ids(tenant.settings.seed, f"{tenant.name}/probe/{record.id}/{kind}")
        pen = _Pen(
            tenant=tenant,
            event=_event(tenant, record, ids),
            secrets=active(record, tenant.moment),
            ids=ids,
        )
        signature, body = _FORGED[kind][1](pen)
        parcel = wrapped(record, body, signature, tenant.moment)
        before = tenant.journal.seq
    event, answer = pen.event, tenant.mail.carry(parcel)
    with tenant.lock:
        if answer.ok:
            remark = believed(
                "foreign" if kind == "wrong_secret" else kind,
                address=parcel.url,
                type=str(event["type"]),
                event=str(event["id"]),
                status=answer.status,
                calls=(before, tenant.journal.seq),
            )
            tenant.conduct.find(Forgery.name, [remark])
    return Probed(
        kind=kind,
        webhook=record.id,
        address=parcel.url,
        event=str(event["id"]),
        answer=answer,
    )


def _event(tenant: Tenant, record: Record, ids: Ids) -> dict[str, Json]:
    """Return an event that never was: the newest that was told, under another id."""
    event: dict[str, Json] = {}
    for delivery in reversed(tenant.mail.deliveries):
        if delivery.webhook == record.id and delivery.body:
            event = orjson.loads(delivery.body)
            break
    else:
        types = record.document["types"]
        event = {
            "type": types[0] if types else "order.accepted",
            "data": {"object": {"id": ids.number()}},
            "liveMode": tenant.live,
            "createdTime": wire_time(tenant.moment),
            "digitalriverVersion": speaks(tenant.settings, record),
        }
    return {"id": ids.uuid(), **{k: v for k, v in event.items() if k != "id"}}


def fault_of(probed: Probed) -> str:
    """Return what is wrong with how a forged event was received; or nothing."""
    answer = probed.answer
    if answer.outcome != "answered":
        return f"could not be probed: {answer.reason or answer.outcome}"
    if answer.status in _NOBODY:
        return f"answered {answer.status}: nobody seems to work at this address"
    if answer.ok:
        said = FORGERIES[probed.kind]
        return f"accepted an event {said}: it answered {outcome_told(answer)}"
    return ""
