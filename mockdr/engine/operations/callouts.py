"""Callouts: what the provider asks of a shop, played so that a shop can compare."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Json, Refusal
from mockdr.domain import address
from mockdr.domain.countries import EMBARGOED
from mockdr.engine.lacking import invalid, want
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS"]

#: Under this kind a store credit that was approved is kept, by its upstreamId.
_CREDIT: Final = "store_credit"

_PO_BOX: Final = re.compile(r"\bp\.?\s*o\.?\s*box\b", re.IGNORECASE)

#: What is offered where the request names no methods. Source: using-a-shipping-
#: endpoint.md, whose sample these come from.
_OFFERED: Final[tuple[dict[str, Json], ...]] = (
    {"description": "Standard Shipping", "serviceLevel": "Standard", "amount": 2.99},
    {"description": "Expedited Shipping", "serviceLevel": "Expedited", "amount": 10.98},
)


def _quotes(turn: Turn) -> Answer:
    """
    Quote shipping for a low-code checkout: what was proposed, else two methods.

    Source: using-a-shipping-endpoint.md.
    """
    body = turn.body
    _check_address((body["shipTo"].get("address")) or {})
    proposed = [
        {name: value for name, value in method.items() if name != "id"}
        for method in body.get("shippingMethods") or ()
    ]
    goods = [item.get("sku") or {} for item in body["items"]]
    if goods and all(sku.get("physical") is False for sku in goods):
        return Answer(status=200, document={"shippingMethods": []})
    document: dict[str, Json] = {"shippingMethods": proposed or list(_OFFERED)}
    places = [method["shipFrom"] for method in proposed if "shipFrom" in method]
    if places:
        shipment: dict[str, Json] = {"itemIds": [item["id"] for item in body["items"]]}
        # Where none says its country, nobody knows where it ships from (inferred).
        known = [p for p in places if p.get("address", {}).get("country")]
        if known:
            shipment["shipFrom"] = known[0]
        document["shipments"] = [shipment]
    return Answer(status=200, document=document)


def _check_address(found: Json) -> None:
    """
    Refuse an address in the words that the page on shipping endpoints lists.

    Which address has which error is inferred.
    """
    wrong = (*address.missing(found), *address.complaints(found))
    if wrong:
        state = all(complaint.key.endswith(".state") for complaint in wrong)
        raise Refusal(
            "shipping_address_subdivision_invalid"
            if state
            else "shipping_address_invalid"
        )
    if found.get("country") in EMBARGOED:
        raise Refusal("shipping_address_location_invalid")
    if _PO_BOX.search(f"{found.get('line1', '')} {found.get('line2', '')}"):
        raise Refusal("shipping_address_POBox_invalid")


def _approve(turn: Turn) -> Answer:
    """Approve of a store credit. Source: offering-store-credit.md."""
    body = turn.body
    want(body, "amount", "upstreamId")
    if body["amount"] <= 0:
        raise Refusal(invalid("amount", body["amount"]))
    id = str(body["upstreamId"])
    turn.make(Record(_CREDIT, id, dict(body)))
    return Answer(
        status=200,
        document={"amount": body["amount"], "upstreamId": id, "approval": True},
    )


def _remove(turn: Turn) -> Answer:
    """Take an approval back. Source: offering-store-credit.md."""
    credit = turn.need(
        _CREDIT,
        turn.params["upstreamId"],
        resource="Store credit",
        parameter="upstreamId",
    )
    turn.remove(credit)
    return Answer(status=204)


#: operationId to what it does.
OPERATIONS: Final = MappingProxyType(
    {
        "listShippingMethodQuotes": _quotes,
        "storeCreditsCallout": _approve,
        "removeStoreCreditsCallout": _remove,
    }
)
