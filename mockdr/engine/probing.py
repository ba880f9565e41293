"""Forged events for a webhook's receiver, which should turn away every one of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

import orjson

from mockdr.base.clock import wire_time
from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json, MockdrError
from mockdr.base.ids import Ids
from mockdr.engine.conduct import Forgery, believed
from mockdr.engine.deliveries import outcome_told
from mockdr.engine.parcels import speaks, stamped, wrapped
from mockdr.engine.things import Record, compact
from mockdr.engine.triggering import imagined
from mockdr.engine.webhook_secrets import active
from mockdr.events.delivery import Answer, Parcel
from mockdr.events.forgery import tampered
from mockdr.events.signing import header
from mockdr.events.subscribed import subscribed

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["FORGERIES", "Probed", "fault_of", "probe", "probe_async"]

#: So old a stale forgery is: older than anyone would have it.
_AGE: Final = timedelta(days=1)
#: What is told where nothing else is known.
_USUAL: Final = "order.accepted"
_NOBODY: Final = "nobody seems to work at this address"
#: Statuses that say that nobody has looked at a signature, and what they say.
_UNTRIED: Final[Mapping[int, str]] = MappingProxyType(
    {
        404: _NOBODY,
        405: _NOBODY,
        410: _NOBODY,
        415: "it takes no application/json, and nothing was tested",
    }
)
#: From here on an event is refused.
_REFUSALS: Final = 400
#: A plugin of the provider's own answers so to a bad signature.
_ERROR: Final = 500


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
    #: What it said to a true event, where that had to be asked.
    control: Answer | None = None


#: What is sent, one after the other, and what comes of the answers.
_T = TypeVar("_T")
_Steps: TypeAlias = Generator[Parcel, Answer, _T]


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
    steps = _steps(tenant, webhook, only)
    try:
        out = next(steps)
        while True:
            out = steps.send(tenant.mail.carry(out))
    except StopIteration as end:
        return _probes(end)


async def probe_async(
    tenant: Tenant, webhook: str | None = None, only: Iterable[str] | None = None
) -> list[Probed]:
    """Do what `probe` does, with the receivers in the running event loop."""
    steps = _steps(tenant, webhook, only)
    try:
        out = next(steps)
        while True:
            out = steps.send(await tenant.mail.carry_async(out))
    except StopIteration as end:
        return _probes(end)


def _probes(end: StopIteration) -> list[Probed]:
    probed: list[Probed] = end.value
    return probed


def _steps(
    tenant: Tenant, webhook: str | None, only: Iterable[str] | None
) -> _Steps[list[Probed]]:
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
    found: list[Probed] = []
    for record in records:
        probed: list[Probed] = []
        for kind in kinds:
            one = yield from _probed(tenant, record, kind)
            probed.append(one)
        if any(map(_is_doubtful, probed)) and not _has_taken_one(tenant, record):
            control = yield _true(tenant, record)
            probed = [
                replace(one, control=control) if _is_doubtful(one) else one
                for one in probed
            ]
        found += probed
    return found


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


def _is_doubtful(probed: Probed) -> bool:
    """Tell whether an answer refuses a forgery, or may be an error at any event."""
    return probed.answer.status == _ERROR and not probed.answer.reason


def _has_taken_one(tenant: Tenant, record: Record) -> bool:
    """Tell whether a webhook's receiver has ever been content with a true event."""
    return any(
        attempt.answer is not None and attempt.answer.ok and not attempt.bent
        for delivery in tenant.mail.deliveries
        if delivery.webhook == record.id
        for attempt in delivery.attempts
    )


def _true(tenant: Tenant, record: Record) -> Parcel:
    """Return what a receiver has to believe: what it was told, or might well be."""
    with tenant.lock:
        body = _newest_body(tenant, record)
        if not body:
            version = speaks(tenant.settings, record)
            types = subscribed(record.document["types"])
            type = _USUAL if _USUAL in types else min(types)
            body = compact(tenant.told(imagined(tenant, type), version))
        stamp = stamped(tenant.settings, tenant.moment)
        scheme = tenant.settings.signature_scheme
        signature = header(active(record, tenant.moment), stamp, body, scheme=scheme)
        return wrapped(record, body, signature, tenant.moment)


def _probed(tenant: Tenant, record: Record, kind: str) -> _Steps[Probed]:
    with tenant.lock:
        # A stream for each: probing shifts no other id.
        ids = Ids(tenant.settings.seed, f"{tenant.alias}/probe/{record.id}/{kind}")
        pen = _Pen(
            tenant=tenant,
            event=_event(tenant, record, ids),
            secrets=active(record, tenant.moment),
            ids=ids,
        )
        signature, body = _FORGED[kind][1](pen)
        parcel = wrapped(record, body, signature, tenant.moment)
        before = tenant.journal.seq
    event = pen.event
    answer = yield parcel
    with tenant.lock:
        if answer.ok:
            said = tenant.tape.note(
                "believed",
                kind="foreign" if kind == "wrong_secret" else kind,
                address=parcel.url,
                type=str(event["type"]),
                event=str(event["id"]),
                status=answer.status,
                calls=(before, tenant.journal.seq),
            )
            tenant.conduct.find(Forgery.name, [believed(**said)])
    return Probed(
        kind=kind,
        webhook=record.id,
        address=parcel.url,
        event=str(event["id"]),
        answer=answer,
    )


def _event(tenant: Tenant, record: Record, ids: Ids) -> dict[str, Json]:
    """Return an event that never was: the newest that was told, under another id."""
    body = _newest_body(tenant, record)
    event: dict[str, Json] = {}
    if body:
        event = orjson.loads(body)
    else:
        types = record.document["types"]
        event = {
            "type": types[0] if types else _USUAL,
            "data": {"object": {"id": ids.number()}},
            "liveMode": tenant.live,
            "createdTime": wire_time(tenant.moment),
            "digitalriverVersion": speaks(tenant.settings, record),
        }
    return {"id": ids.uuid(), **{k: v for k, v in event.items() if k != "id"}}


def _newest_body(tenant: Tenant, record: Record) -> bytes:
    """Return what a webhook was told last, as it went out; empty if nothing was."""
    return next(
        (
            delivery.body
            for delivery in reversed(tenant.mail.deliveries)
            if delivery.webhook == record.id and delivery.body
        ),
        b"",
    )


def fault_of(probed: Probed) -> str:
    """Return what is wrong with how a forged event was received; or nothing."""
    answer, said = probed.answer, f"an event {FORGERIES[probed.kind]}"
    told = outcome_told(answer)
    if answer.outcome != "answered":
        return f"could not be probed: {answer.reason or answer.outcome}"
    if answer.ok:
        return f"accepted {said}: it answered {told}"
    status = answer.status or 0
    if status in _UNTRIED:
        return f"answered {status}: {_UNTRIED[status]}"
    if status < _REFUSALS:
        return f"answered {told}: nothing was tested"
    if status > _ERROR:
        return f"answered {told}: nobody seems to have looked at {said}"
    if status == _ERROR and answer.reason:
        return (
            f"failed on {said}: {answer.reason}; an error that nobody has caught is "
            "no refusal, answer 400"
        )
    if probed.control is not None and not probed.control.ok:
        return (
            f"answered {told} to {said}, but it refuses true events as well "
            f"({outcome_told(probed.control)}): nothing was tested"
        )
    return ""
