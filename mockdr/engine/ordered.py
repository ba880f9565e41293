"""An order is made of what it sells: of a checkout, or of an invoice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mockdr.base.errors import Json
from mockdr.engine.stage import Stage
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = ["new_order"]

#: What an order does not take over from its checkout.
_NOT_TAKEN: Final = frozenset({"id", "createdTime", "updatedTime", "items"})

#: Nor from its invoice, which has a life of its own.
_OF_INVOICES: Final = frozenset(
    {
        "state",
        "stateTransitions",
        "attemptCount",
        "collectionPeriodDays",
        "description",
        "orderId",
    }
)


def new_order(turn: Turn, stage: Stage) -> Record:
    """
    Make the order of a checkout, or of an invoice that is paid; it has no state yet.

    Source: creating-and-updating-an-order.md.
    """
    checkout = stage.checkout
    ids = turn.tenant.ids
    id = ids.number()
    document: dict[str, Json] = {
        "id": id,
        "createdTime": turn.time,
        "updatedTime": turn.time,
    }
    if checkout.kind == "checkout":
        document["checkoutId"] = checkout.id
    left = _NOT_TAKEN if checkout.kind == "checkout" else _NOT_TAKEN | _OF_INVOICES
    document.update({k: v for k, v in checkout.document.items() if k not in left})
    document["items"] = [_new_item(turn, item) for item in checkout.document["items"]]
    document["state"] = ""
    document["stateTransitions"] = {}
    document["requestToBeForgotten"] = False
    for name in ("capturedAmount", "cancelledAmount", "availableToRefundAmount"):
        document[name] = 0.0
    private = {
        "session": stage.session.id,
        "sources": [source.id for source in stage.sources],
        "amounts": checkout.private["amounts"],
        "charges": [],
        "taxIdentifiers": checkout.private.get("taxIdentifiers", []),
        "products": [
            {name: sent[name] for name in ("physical", "metadata") if name in sent}
            for sent in checkout.private["sent"]
        ],
    }
    order = turn.make(Record("order", id, document, private))
    for item in document["items"]:
        turn.make(Record("item", item["id"], {"order": id}))
    return order


def _new_item(turn: Turn, item: Mapping[str, Json]) -> dict[str, Json]:
    """Items of an order have ids of their own, and those are numeric."""
    new = {
        **item,
        "id": turn.tenant.ids.number(),
        "state": "created",
        "stateTransitions": {"created": turn.time},
        "availableToRefundAmount": 0.0,
    }
    info = item.get("subscriptionInfo")
    if info:
        agreement = info.get("billingAgreementId") or turn.tenant.ids.uuid()
        new["subscriptionInfo"] = {**info, "billingAgreementId": agreement}
    return new
