"""Which things a stored thing names, in its document and beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from mockdr.base.errors import Json
from mockdr.engine.things import Record, Thing

__all__ = ["SHARED", "named_by"]

#: KINDs that many others name, which have nothing else to do with each other.
SHARED: Final = frozenset({"customer", "sku", "plan", "file"})
#: Fields of a document, or of what is known beside it, to the KIND that they name.
_FIELDS: Final[Mapping[str, str]] = {
    "checkoutId": "checkout",
    "checkout": "checkout",
    "session": "session",
    "paymentSessionId": "session",
    "attached": "session",
    "orderId": "order",
    "order": "order",
    "invoice": "invoice",
    "invoiceId": "invoice",
    "subscription": "subscription",
    "subscriptionId": "subscription",
    "sources": "source",
    "sourceId": "source",
    "chargeId": "charge",
    "charge": "charge",
    "charges": "charge",
    "refundId": "refund",
    "refundIds": "refund",
    "refunds": "refund",
    "fulfillmentId": "fulfillment",
    "fulfillmentOrderId": "fulfillment_order",
    "reservationId": "reservation",
    "inventoryItemId": "inventory_item",
    "taxIdentifiers": "tax_identifier",
    "salesSummaryId": "sales_summary",
    "payoutId": "payout",
    "customerId": "customer",
    "planId": "plan",
    "skuId": "sku",
    "fileId": "file",
}


def named_by(record: Record) -> dict[Thing, None]:
    """Return the things that *record* names, each once; some may not be there."""
    found = (*_named(record.private), *_named(record.document))
    named = dict.fromkeys(found)
    named.pop(Thing(record.kind, record.id), None)
    return named


def _named(fields: Mapping[str, Json]) -> Iterator[Thing]:
    for name, kind in _FIELDS.items():
        value = fields.get(name)
        if isinstance(value, str):
            yield Thing(kind, value)
        elif isinstance(value, list):
            for one in value:
                id = one.get("id") if isinstance(one, dict) else one
                if isinstance(id, str):
                    yield Thing(kind, id)
