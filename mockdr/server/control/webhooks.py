"""What the control API does with webhooks: secrets, deliveries, and how they fare."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from mockdr.base.clock import parse_duration, wire_time
from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json
from mockdr.engine.conduct.again import handled, second_time
from mockdr.engine.deliveries import delivery_to_json, suspicion
from mockdr.engine.expecting import expect, expectation
from mockdr.engine.masking import mask_text, mask_user
from mockdr.engine.outdated import outdated
from mockdr.engine.probing import Probed, fault_of, probe
from mockdr.engine.unmet import unmet
from mockdr.engine.webhook_secrets import USUAL, active, living, rotate
from mockdr.server.control.desk import Desk, Functions
from mockdr.server.control.reading import ControlError, number

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.things import Record
    from mockdr.events.delivery import Delivery

__all__ = ["FUNCTIONS"]


def _list(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    tenant = desk.tenant(query)
    with tenant.lock:
        return {
            "webhooks": [
                {
                    **record.document,
                    "address": mask_user(record.document["address"]),
                    "secrets": len(active(record, tenant.moment)),
                }
                for record in _records(tenant)
            ]
        }


def _reveal(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    tenant = desk.tenant(query)
    with tenant.lock:
        tenant.catch_up()
        return _secrets(tenant, _chosen(tenant, query.get("webhook")))


def _rotate(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    tenant = desk.tenant(query)
    expires = parse_duration(body["expires"]) if "expires" in body else USUAL
    with tenant.lock:
        id = _chosen(tenant, body.get("webhook")).id
        rotate(tenant, id, expires, body.get("secret"))
        return _secrets(tenant, _chosen(tenant, id))


def _deliveries(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    after = number(query, "after", least=0, absent=0) or 0
    limit = number(query, "limit", least=1, absent=None)
    tenant = desk.tenant(query)
    tenant.mail.flush()
    with tenant.lock:
        kept = tenant.mail.deliveries
        found = [
            _listed(tenant, delivery)
            for delivery in kept
            if delivery.number > after
            and query.get("type") in (None, delivery.type)
            and query.get("of") in (None, delivery.event.subject)
            and query.get("webhook") in (None, delivery.webhook)
            and query.get("state") in (None, delivery.state)
        ]
        return {"deliveries": found[:limit], "dropped": tenant.mail.count - len(kept)}


def _listed(tenant: Tenant, delivery: Delivery) -> dict[str, Json]:
    """Return a delivery, and what may be wrong where its receiver refuses it."""
    told = delivery_to_json(delivery)
    if delivery.state != "delivered":
        lines = [*outdated(tenant, [delivery]), *suspicion(tenant, [delivery])]
        if lines:
            told["hint"] = " ".join(line.strip() for line in lines)
    return told


def _expect(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    tenant = desk.tenant(query)
    wanted = expectation(
        tenant,
        body["type"],
        body.get("of"),
        times=body.get("times"),
        within=_duration(body, "within"),
        status=body.get("status"),
        webhook=None if "webhook" not in body else _chosen(tenant, body["webhook"]).id,
    )
    seen = expect(tenant, wanted)
    if seen.ok:
        return {"deliveries": [delivery_to_json(delivery) for delivery in seen.met]}
    message, _, explained = unmet(tenant, wanted, seen).partition("\n")
    raise ControlError(
        409,
        "unmet",
        message,
        explained,
        deliveries=[delivery_to_json(delivery) for delivery in seen.fitting],
        due=[
            {"at": wire_time(when), "what": mask_text(what)}
            for when, what in tenant.clock.due
        ],
    )


def _resend(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    tenant = desk.tenant(query)
    for delivery in tenant.mail.deliveries:
        if delivery.number == body["delivery"]:
            tenant.mail.resend(delivery)
            tenant.mail.flush()
            return delivery_to_json(delivery)
    raise ControlError(
        404,
        "not_found",
        f"there is no delivery {body['delivery']}",
        "GET /_mockdr/webhooks/deliveries lists those that are remembered",
    )


def _probe(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    tenant = desk.tenant(query)
    only = body.get("only")
    webhook = _chosen(tenant, body["webhook"]).id if "webhook" in body else None
    tenant.mail.flush()
    probed = [_probed(one) for one in probe(tenant, webhook, only)]
    faults = [f"{one['address']} {one['fault']}" for one in probed if one["fault"]]
    if not faults:
        return {"probed": probed}
    raise ControlError(
        409,
        "accepted",
        "; ".join(dict.fromkeys(faults)),
        "turn forged events away, with any answer that is no 2xx",
        probed=probed,
    )


def _idempotent(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    tenant = desk.tenant(query)
    webhook = _chosen(tenant, body["webhook"]).id if "webhook" in body else None
    tenant.mail.flush()
    found: list[str] = []
    deliveries = handled(tenant, webhook)
    for delivery in deliveries:
        with second_time(tenant, delivery, None) as faults:
            tenant.mail.flush()
        found += faults
    told = [delivery_to_json(delivery) for delivery in deliveries]
    if not found:
        return {"deliveries": told}
    raise ControlError(
        409,
        "not_idempotent",
        "; ".join(found),
        "keep the ids of handled events, and do nothing for one that comes again",
        deliveries=told,
    )


def _bend(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    said = {name: value for name, value in body.items() if name not in _WHAT}
    desk.tenant(query).bend(body["event"], body["kind"], **said)


_WHAT: Final = ("event", "kind")


def _records(tenant: Tenant) -> list[Record]:
    found = [tenant.peek("webhook", id) for id in tenant.store.newest("webhook")]
    return [record for record in reversed(found) if record is not None]


def _chosen(tenant: Tenant, id: str | None) -> Record:
    """Return the webhook of that id, or the only one."""
    records = _records(tenant)
    ids = [record.id for record in records]
    if id is None and len(records) > 1:
        raise ControlError(
            400, "invalid", "there are several webhooks", f"say which: {', '.join(ids)}"
        )
    for record in records:
        if id in (None, record.id):
            return record
    raise ControlError(
        404,
        "not_found",
        "there is no webhook" if id is None else f"there is no webhook {id!r}",
        suggest(id or "", ids, "there are") or "make one with POST /webhooks",
    )


def _secrets(tenant: Tenant, record: Record) -> dict[str, Json]:
    return {
        "webhook": record.id,
        "secrets": [dict(one) for one in living(record, tenant.moment)],
    }


def _probed(one: Probed) -> dict[str, Json]:
    return {
        "kind": one.kind,
        "webhook": one.webhook,
        "address": mask_user(one.address),
        "event": one.event,
        "status": one.answer.status,
        "fault": fault_of(one),
    }


def _duration(body: Mapping[str, Json], name: str) -> timedelta | None:
    return parse_duration(body[name]) if name in body else None


#: (method, name) to the function behind it.
FUNCTIONS: Final[Functions] = {
    ("GET", "webhooks"): _list,
    ("GET", "webhooks/secrets"): _reveal,
    ("POST", "webhooks/rotate"): _rotate,
    ("GET", "webhooks/deliveries"): _deliveries,
    ("POST", "webhooks/expect"): _expect,
    ("POST", "webhooks/resend"): _resend,
    ("POST", "webhooks/probe"): _probe,
    ("POST", "webhooks/idempotent"): _idempotent,
    ("POST", "webhooks/bend"): _bend,
}
