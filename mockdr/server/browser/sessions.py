"""What elements that take a session show of it, and nothing personal."""

from __future__ import annotations

from collections.abc import Mapping

from mockdr.base.errors import Json
from mockdr.engine.operations.goods import shipped
from mockdr.engine.things import Record
from mockdr.server.browser.visit import Visit, priced

__all__ = ["country_of", "is_recurring", "shown"]


def shown(visit: Visit) -> dict[str, Json]:
    """Tell what a session pays for, as far as a page may know it by its id."""
    session = visit.session()
    holder = visit.paid_by(session)
    document, currency = holder.document, holder.document["currency"]
    items = document.get("items") or []
    found: dict[str, Json] = {
        "id": session.id,
        "state": session.document["state"],
        "currency": currency,
        "country": country_of(holder),
        "amount": priced(document["totalAmount"], currency),
        "amountRemaining": priced(
            session.document["amountRemainingToBeContributed"], currency
        ),
        "sellingEntity": document.get("sellingEntity"),
        "locale": document.get("locale"),
        "recurring": is_recurring(holder),
        "chargeType": document.get("chargeType", "customer_initiated"),
        "customerType": document.get("customerType", "individual"),
        "requiresShipping": _is_shipped(holder),
        "items": [_line(item, currency) for item in items],
    }
    return found


def country_of(holder: Record) -> str | None:
    """Return the country of whoever pays: where the bill goes, else the goods."""
    document = holder.document
    for name in ("billTo", "shipTo"):
        address = (document.get(name) or {}).get("address") or {}
        if address.get("country"):
            return str(address["country"])
    return None


def is_recurring(holder: Record) -> bool:
    """Tell whether anything that is sold renews by itself."""
    items = holder.document.get("items") or []
    return any("subscriptionInfo" in item for item in items)


def _is_shipped(holder: Record) -> bool:
    """Where the goods do not tell, a way of shipping does (inferred)."""
    told = shipped(holder.private.get("sent") or [])
    if told is None:
        return "shippingChoice" in holder.document
    return told


def _line(item: Mapping[str, Json], currency: str) -> dict[str, Json]:
    details = item.get("productDetails") or {}
    label = details.get("name") or details.get("description") or item.get("skuId")
    return {
        "label": str(label or "Item"),
        "amount": priced(item.get("amount"), currency),
    }
