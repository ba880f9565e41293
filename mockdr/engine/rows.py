"""What a list shows of a thing: how it stands, what it is worth, what it hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json
from mockdr.engine.masking import mask_text
from mockdr.engine.present import present, state_in
from mockdr.engine.things import Record, Thing, load_from

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["links_of", "made_at", "row_of", "thing_row"]

#: Fields of a document, or of what is known beside it, to the KIND that they name.
_FIELDS: Final[Mapping[str, str]] = {
    "checkoutId": "checkout",
    "checkout": "checkout",
    "invoice": "invoice",
    "invoiceId": "invoice",
    "session": "session",
    "paymentSessionId": "session",
    "attached": "session",
    "order": "order",
    "orderId": "order",
    "customerId": "customer",
    "subscription": "subscription",
    "subscriptionId": "subscription",
    "planId": "plan",
    "chargeId": "charge",
    "charge": "charge",
    "refundId": "refund",
    "fulfillmentId": "fulfillment",
    "fulfillmentOrderId": "fulfillment_order",
    "fileId": "file",
    "sources": "source",
    "charges": "charge",
    "taxIdentifiers": "tax_identifier",
    "links": "file_link",
    "skuId": "sku",
}
#: Where a document says how much it is about, the first that it has.
_AMOUNTS: Final = ("totalAmount", "amount", "amountContributed", "saleAmount")
#: What people know a thing by, the first that it has.
_TITLES: Final = (
    *("email", "name", "address", "fileName", "type", "upstreamId", "value"),
    *("description", "skuId"),
)
#: Documents that a thing of the KIND gets its amount from.
_PAID: Final = ("checkout", "invoice")


def row_of(tenant: Tenant, kind: str, id: str) -> dict[str, Json]:
    """Return one line of a list; the tenant's lock is held, and the thing is there."""
    load = load_from(tenant.store)
    record = load(kind, id)
    if record is None:
        raise LookupError(kind, id)
    document = present(record, load) if kind in ("item", "capture") else record.document
    amount, currency = _worth(tenant, record, document)
    return {
        "kind": kind,
        "id": id,
        "state": state_in(load, kind, id),
        "createdTime": document.get("createdTime") or made_at(tenant, Thing(kind, id)),
        "title": _title(document),
        "amount": amount,
        "currency": currency,
        "links": [thing_row(tenant, thing) for thing in links_of(tenant, record)],
    }


def thing_row(tenant: Tenant, thing: Thing) -> dict[str, Json]:
    """Return the KIND, id and state of a thing."""
    state = tenant.state_of(*thing)
    return {"kind": thing.kind, "id": thing.id, "state": state}


def links_of(tenant: Tenant, record: Record) -> list[Thing]:
    """Return the things that are there and that *record* names, each once."""
    named = dict.fromkeys((*_named(record.private), *_named(record.document)))
    return [
        thing
        for thing in named
        if thing != (record.kind, record.id) and tenant.store.get(*thing) is not None
    ]


def made_at(tenant: Tenant, thing: Thing) -> str | None:
    """Return when a thing was made, as far as that is known."""
    steps = tenant.journal.ways.of(thing)
    return wire_time(steps[0].at) if steps else None


def _named(fields: Mapping[str, Json]) -> Iterator[Thing]:
    for name, kind in _FIELDS.items():
        value = fields.get(name)
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, str):
                yield Thing(kind, one)
            elif isinstance(one, dict) and isinstance(one.get("id"), str):
                yield Thing(kind, one["id"])


def _worth(
    tenant: Tenant, record: Record, document: Mapping[str, Json]
) -> tuple[Json, Json]:
    for kind in _PAID if record.kind == "session" else ():
        whole = tenant.peek(kind, record.private.get(kind, ""))
        if whole is not None:
            document = whole.document
    amounts = (document.get(name) for name in _AMOUNTS)
    amount = next((a for a in amounts if isinstance(a, int | float)), None)
    currency = document.get("currency")
    return amount, currency if isinstance(currency, str) else None


def _title(document: Mapping[str, Json]) -> str:
    found = (document.get(name) for name in _TITLES)
    return mask_text(next((one for one in found if isinstance(one, str) and one), ""))
