"""What the browser asks with the public key, besides sources."""

from __future__ import annotations

from typing import Final

from mockdr.base.errors import Json
from mockdr.contract import PaymentMethod, payment_methods
from mockdr.domain.installments import plans
from mockdr.engine.addresses import method_icon
from mockdr.engine.markets import market_asked
from mockdr.engine.sessions import session_of
from mockdr.engine.things import Record
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
#: Of these the sample shows no picture. Source: digitalriver-object.md.
_PLAIN: Final = frozenset({"carrierFinancing", "creditInstallment"})
#: What can be taken from a customer at the telephone: nobody is sent anywhere, and
#: nobody holds their own device. Inferred.
_BY_TELEPHONE: Final = frozenset({"creditCard", "wireTransfer", "konbini", "bPay"})
#: Total for which plans of instalments are told where no session has one: the sample's.
_SAMPLE_TOTAL: Final = 100.0
#: What a customer agrees to where the shop has no words of its own.
_MANDATE: Final = (
    "I agree that this payment method is kept for later purchases and renewals."
)


def listPaymentMethods(turn: Turn) -> Answer:
    """
    List the payment methods that fit a session, or filters.

    Source: digitalriver-object.md (`retrieveAvailablePaymentMethods`); path observed,
    verb and query inferred.
    """
    query = dict(turn.query)
    country, currency = market_asked(turn)
    document: dict[str, Json] = {}
    total, telephone = _SAMPLE_TOTAL, False
    session_id = query.get("sessionId")
    if session_id:
        session, holder = session_of(turn, session_id, "sessionId")
        checkout = holder.document
        turn.about.update({"session": session.id, holder.kind: holder.id})
        currency, total = checkout["currency"], float(checkout["totalAmount"])
        telephone = checkout.get("chargeType") == "moto"
        party = checkout.get("billTo") or checkout.get("shipTo") or {}
        country = (party.get("address") or {}).get("country") or country
        information: dict[str, Json] = {"currency": currency}
        if country:
            information["country"] = country
        information["amount"] = f"{checkout['totalAmount']:.2f}"
        document["sessionInformation"] = information
        if _renews(holder):
            query["supportsRecurring"] = "true"
    document["paymentMethods"] = [
        _entry(method, turn.base_url, total)
        for method in sorted(payment_methods().values(), key=lambda m: m.type)
        if _fits(method, query, currency, country)
        and (not telephone or method.type in _BY_TELEPHONE)
        and (method.type != "creditInstallment" or plans(total))
    ]
    return Answer(status=200, document=document)


def _renews(holder: Record) -> bool:
    """Tell whether what is paid for renews, as methods then have to do (inferred)."""
    return any("subscriptionInfo" in i for i in holder.document.get("items") or ())


def _fits(
    method: PaymentMethod,
    query: dict[str, str],
    currency: str | None,
    country: str | None,
) -> bool:
    if method.flow is None or method.type == "customerCredit":
        return False
    if not method.serves(currency, country):
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


def _entry(method: PaymentMethod, base_url: str, total: float) -> dict[str, Json]:
    """
    Return what a page is told of a method.

    The pictures are this server's own: no page that uses mockdr asks another host.
    """
    entry: dict[str, Json] = {
        "type": method.type,
        "flow": method.flow,
        "supportsRecurring": bool(method.supports_recurring),
        "supportsFreeTrial": bool(method.supports_free_trial),
        "supportsStorage": bool(method.supports_storage),
        "images": {},
        "displayName": method.title,
        "localizedDisplayName": method.title,
    }
    if method.type not in _PLAIN:
        entry["images"] = {"iconImage": method_icon(base_url, method.type)}
    if method.supports_storage:
        entry["defaultMandate"] = {"terms": _MANDATE}
    if method.type == "creditInstallment":
        entry["terms"] = [plan.shown() for plan in plans(total)]
    return entry
