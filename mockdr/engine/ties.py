"""Which things a stored thing names, in its document and beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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


#: Field to its place in that table: what tells most comes first.
_RANKS: Final = {name: rank for rank, name in enumerate(_FIELDS)}


def named_by(record: Record) -> dict[Thing, None]:
    """Return the things that *record* names, each once; some may not be there."""
    found: dict[Thing, None] = {}
    for fields in (record.private, record.document):
        for name in sorted(_RANKS.keys() & fields.keys(), key=_RANKS.__getitem__):
            value, kind = fields[name], _FIELDS[name]
            for one in value if isinstance(value, list) else (value,):
                id = one.get("id") if isinstance(one, dict) else one
                if isinstance(id, str):
                    found[Thing(kind, id)] = None
    found.pop(Thing(record.kind, record.id), None)
    return found
