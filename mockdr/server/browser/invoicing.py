"""An invoice that a person chose: its id, which the shop puts into the checkout."""

from __future__ import annotations

from mockdr.base.clock import wire_time
from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.engine.lacking import invalid
from mockdr.server.browser.forms import invoice_attributes
from mockdr.server.browser.visit import Visit

__all__ = ["chosen"]


def chosen(visit: Visit) -> dict[str, Json]:
    """
    Make an invoice attribute of what the customer typed, and forget that.

    Source: invoice-attribute-element.md; that the element makes it, and hands over its
    id, is inferred: no operation of the API makes one, and `invoiceAttributeId` of a
    checkout wants it.

    Raises:
        Refusal: If the type is none of those that the sale offers, or something that
            it asks for is missing.
    """
    visit.want("type")
    type, given = visit.text("type"), _values(visit.said.get("attributes"))
    offered = invoice_attributes(visit)["individual"]
    if not offered:
        raise Refusal(invalid("type", type))
    missing = [
        Complaint(key="missing_parameter", parameter=name)
        for name in _asked(offered[0])
        if not given.get(name)
    ]
    if missing:
        raise Refusal(*missing)
    return {
        "id": visit.tenant.ids.uuid(),
        "type": type,
        "createdTime": wire_time(visit.tenant.moment),
        "liveMode": visit.tenant.live,
    }


def _asked(offer: Json) -> list[str]:
    return [one["attributeName"] for one in offer["attributes"] if one["isRequired"]]


def _values(attributes: Json) -> dict[str, str]:
    """Return name to value of what a page sent, as far as it is that."""
    if not isinstance(attributes, list):
        return {}
    return {
        str(one.get("attributeName")): str(one.get("attributeValue") or "").strip()
        for one in attributes
        if isinstance(one, dict)
    }
