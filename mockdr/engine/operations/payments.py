"""What the browser asks with the public key, besides sources."""

from __future__ import annotations

from typing import Final

from mockdr.base.errors import Json
from mockdr.contract import PaymentMethod, payment_methods
from mockdr.engine.sessions import session_of
from mockdr.engine.turn import Answer, Turn

__all__ = ["listPaymentMethods"]

#: Lists that the documentation prints for a market: there the account has activated
#: these, and not everything that could be. Source: digitalriver-object.md.
_RECURRING_US: Final = frozenset(
    {"creditCard", "googlePay", "klarnaCreditRecurring", "payPalBilling"}
)
_SESSION_FR: Final = frozenset(
    {"applePay", "creditCard", "directDebit", "googlePay", "wireTransfer"}
)


def listPaymentMethods(turn: Turn) -> Answer:
    """
    List the payment methods that fit a session, or filters.

    Source: digitalriver-object.md (`retrieveAvailablePaymentMethods`); path observed,
    verb and query inferred.
    """
    query = dict(turn.query)
    currency, country = query.get("currency"), query.get("country")
    document: dict[str, Json] = {}
    session_id = query.get("sessionId")
    if session_id:
        session, holder = session_of(turn, session_id, "sessionId")
        checkout = holder.document
        turn.about.update({"session": session.id, holder.kind: holder.id})
        currency = checkout["currency"]
        party = checkout.get("billTo") or checkout.get("shipTo") or {}
        country = (party.get("address") or {}).get("country") or country
        information: dict[str, Json] = {"currency": currency}
        if country:
            information["country"] = country
        information["amount"] = f"{checkout['totalAmount']:.2f}"
        document["sessionInformation"] = information
    document["paymentMethods"] = [
        _entry(method)
        for method in sorted(payment_methods().values(), key=lambda m: m.type)
        if _fits(method, query, currency, country)
    ]
    return Answer(status=200, document=document)


def _fits(
    method: PaymentMethod,
    query: dict[str, str],
    currency: str | None,
    country: str | None,
) -> bool:
    if method.flow is None or method.type == "customerCredit":
        return False
    if currency and method.currencies and currency not in method.currencies:
        return False
    if country and method.countries and country not in method.countries:
        return False
    market, recurring = (country, currency), query.get("supportsRecurring") == "true"
    if market == ("US", "USD") and recurring and method.type not in _RECURRING_US:
        return False
    session = "sessionId" in query
    if market == ("FR", "EUR") and session and method.type not in _SESSION_FR:
        return False
    wanted = (
        ("supportsStorage", method.supports_storage),
        ("supportsRecurring", method.supports_recurring),
        ("supportsFreeTrial", method.supports_free_trial),
    )
    return all(
        query.get(name) != "true" or bool(supported) for name, supported in wanted
    )


def _entry(method: PaymentMethod) -> dict[str, Json]:
    return {
        "type": method.type,
        "flow": method.flow,
        "supportsRecurring": bool(method.supports_recurring),
        "supportsFreeTrial": bool(method.supports_free_trial),
        "supportsStorage": bool(method.supports_storage),
        "images": {},
    }
