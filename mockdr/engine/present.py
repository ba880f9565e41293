"""How stored things are shown: put together, and in the two dialects of a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockdr.base.errors import Json
from mockdr.engine.things import Load, Record, Thing

__all__ = [
    "embedded_source",
    "expanded",
    "parts_of",
    "payment_source",
    "present",
    "state_in",
    "told",
    "without_payment",
]

#: What a source looks like inside a checkout or an order.
#:
#: Source: creating-checkouts/README.md.
_EMBEDDED = ("id", "type", "amount", "owner", "upstreamId")

#: KIND of a part to the KIND of its whole, and to where that holds it.
_WITHIN = {
    "item": ("order", "items"),
    "capture": ("charge", "captures"),
    "cancel": ("charge", "cancels"),
}


#: Fields that lists filter by, and that the contract's model of the thing lacks.
_UNSHOWN = {
    "fulfillment_order": ("updatedTime",),
    "shipment": ("updatedTime",),
    "shipping_label": ("createdTime",),
}

#: KINDs that a session pays for, and what tells of them.
_PAID = frozenset({"checkout", "order", "invoice", "renewal"})

#: Endings of the names of a subscription's moments.
_DATES = ("Time", "Date", "Until")

#: Types whose samples say that their redirect is not offline.
_ONLINE = frozenset({"afterPay", "blik", "clearPay", "fpxOnlineBanking"})


def parts_of(record: Record) -> Iterator[Thing]:
    """Yield the other things that *record* is shown with."""
    private = record.private
    if record.kind == "renewal":
        for kind in ("subscription", "invoice"):
            yield Thing(kind, private[kind])
    if record.kind in _PAID:
        if "session" in private:
            yield Thing("session", private["session"])
        for id in private.get("sources", ()):
            yield Thing("source", id)
        for id in private.get("charges", ()):
            yield Thing("charge", id)
    elif record.kind == "customer":
        for id in private.get("sources", ()):
            yield Thing("source", id)
    elif record.kind == "fulfillment":
        yield Thing("order", record.document["orderId"])
    for id in private.get("taxIdentifiers", ()):
        yield Thing("tax_identifier", id)


def embedded_source(source: Record) -> dict[str, Json]:
    """Return *source* as checkouts and orders carry it: reduced, redirect inside."""
    document = source.document
    shown = {name: document[name] for name in _EMBEDDED if name in document}
    inner = dict(document.get(document["type"], {}))
    # A redirect's addresses move into the object of the type. Source:
    # handling-redirect-payment-methods.md (Klarna sample). Only where the contract
    # has fields for them: the SDK types most of these objects as free or closed.
    redirect = source.private.get("redirect")
    if redirect and document["type"] == "klarnaCredit":
        inner.update(redirect, offline=False)
    shown[document["type"]] = inner
    return shown


def payment_source(source: Record) -> dict[str, Json]:
    """
    Return *source* in the dialect of the public key.

    The amount is a text, times have milliseconds, and the session is `sessionId`.
    Source: digitalriver-object.md, drop-in-integration-guide.md.
    """
    shown = dict(source.document)
    if "amount" in shown:
        shown["amount"] = f"{shown['amount']:.{source.private.get('decimals', 2)}f}"
    if "paymentSessionId" in shown:
        shown["sessionId"] = shown.pop("paymentSessionId")
    private = source.private
    shown["updatedTime"] = private.get("updated", shown["createdTime"])
    for name in ("createdTime", "updatedTime"):
        shown[name] = shown[name].replace("Z", ".000Z")
    shown.pop("customerId", None)
    shown.update(private.get("public", {}))
    if shown["state"] == "requires_action":
        # Names of actions were observed in the vendor's browser library; that this is
        # the one of its own test environment is inferred.
        data = {"sourceId": source.id}
        shown["nextAction"] = {"action": "mock_challenge_shopper", "data": data}
    if shown["state"] == "pending_redirect" and "token" in private:
        # Gone once the customer has approved. Source: configuring-afterpay.md.
        type = shown["type"]
        shown[type] = {**shown[type], "accountToken": private["token"]}
    redirect = private.get("redirect")
    if redirect:
        shown["redirect"] = dict(redirect)
        if shown["type"] in _ONLINE:
            shown["redirect"]["offline"] = False
    return shown


def _embedded_charge(charge: Record) -> dict[str, Json]:
    """Return *charge* without what only `GET /charges/{id}` and events show."""
    hidden = ("orderId", "paymentSessionId", "liveMode")
    shown = _without(charge.document, hidden)
    for name, inner in (("captures", "fulfillmentId"), ("refunds", "id")):
        if name in shown:
            shown[name] = [_without(part, (inner,)) for part in shown[name]]
    return shown


def without_payment(order: Record, load: Load) -> dict[str, Json]:
    """Return *order* as fulfillments carry it."""
    return _without(present(order, load), ("payment",))


def told(record: Record, load: Load, *, expand: bool = False) -> dict[str, Json]:
    """
    Return what an event tells of *record*: its document, and sometimes more.

    A fulfillment comes with its order. Source: event-types.md.

    Args:
        load: Finds the parts as they were then.
        expand: Whether lines of orders tell more of their products.
    """
    shown = present(record, load)
    if record.kind == "order" and expand:
        return expanded(record, shown)
    if record.kind == "fulfillment":
        order = load("order", record.document["orderId"])
        if order is not None:
            details = without_payment(order, load)
            shown["orderDetails"] = expanded(order, details) if expand else details
    return shown


def expanded(order: Record, shown: Mapping[str, Json]) -> dict[str, Json]:
    """
    Return an order whose lines tell of their products what the merchant said.

    Source: creating-and-updating-an-order.md, events-and-webhooks-1/README.md.

    Args:
        shown: The order as it is shown without.
    """
    items = zip(shown["items"], order.private["products"], strict=True)
    return {
        **shown,
        "items": [
            {**item, "productDetails": {**item["productDetails"], **more}}
            for item, more in items
        ],
    }


def present(record: Record, load: Load) -> dict[str, Json]:
    """
    Return the wire document of *record*, in its newest shape.

    Args:
        load: Finds the parts; for an event, as they were then.
    """
    document = record.document
    if record.kind == "renewal":
        return _renewal(record, load)
    if record.kind in ("checkout", "order", "invoice"):
        taxed = _tax_identifiers(record, load)
        shown = [embedded_tax_identifier(found) for found in taxed]
        more = {"taxIdentifiers": shown} if shown else {}
        return {**document, **more, "payment": _payment(record, load)}
    if record.kind == "customer":
        saved = [load("source", id) for id in record.private.get("sources", ())]
        sources = [_without(s.document, ("customerId", "liveMode")) for s in saved if s]
        identifiers = [found.document for found in _tax_identifiers(record, load)]
        held = {"sources": sources, "taxIdentifiers": identifiers}
        return {**document, **{name: there for name, there in held.items() if there}}
    if record.kind == "file":
        links = [load("file_link", id) for id in record.private["links"]]
        found = [link.document for link in links if link]
        return {**document, "links": found} if found else dict(document)
    if record.kind in _WITHIN:
        return _part(record, load)
    return _without(document, _UNSHOWN.get(record.kind, ()))


def state_in(load: Load, kind: str, id: str) -> str | None:
    """Return the state of what *load* finds, `fraud` being an order's review."""
    record = load("order" if kind == "fraud" else kind, id)
    if record is None:
        return None
    if kind == "fraud":
        state = record.document.get("fraudState")
    elif kind in ("item", "capture", "cancel"):
        state = present(record, load).get("state")
    else:
        state = record.document.get("state", record.private.get("state"))
    return None if state is None else str(state)


def _renewal(record: Record, load: Load) -> dict[str, Json]:
    """
    Return a subscription and its invoice, as the events about both have them.

    Source: the samples of `subscription.extended` and its like in event-types.md.
    """
    found = {
        kind: load(kind, record.private[kind]) for kind in ("subscription", "invoice")
    }
    shown = {kind: present(part, load) for kind, part in found.items() if part}
    if "subscription" in shown:
        shown["subscription"] = {
            name: f"{value[:-1]}.000+0000" if name.endswith(_DATES) else value
            for name, value in shown["subscription"].items()
        }
    return {kind: _without(part, ("liveMode",)) for kind, part in shown.items()}


def _part(record: Record, load: Load) -> dict[str, Json]:
    """Return a line of an order, or a cancellation of a charge: part of its whole."""
    kind, name = _WITHIN[record.kind]
    whole = load(kind, record.document[kind])
    parts = whole.document[name] if whole is not None else ()
    return next((dict(part) for part in parts if part["id"] == record.id), {})


def _tax_identifiers(record: Record, load: Load) -> list[Record]:
    found = [
        load("tax_identifier", id) for id in record.private.get("taxIdentifiers", ())
    ]
    return [record for record in found if record is not None]


def embedded_tax_identifier(identifier: Record) -> dict[str, Json]:
    """
    Return *identifier* as checkouts, orders and its attachment show it.

    Source: tax-identifiers.md, and the vendor's SDK.
    """
    return _without(identifier.document, ("applicability", "liveMode"))


def _payment(record: Record, load: Load) -> dict[str, Json]:
    payment: dict[str, Json] = {}
    charges = [load("charge", id) for id in record.private.get("charges", ())]
    if charges:
        payment["charges"] = [_embedded_charge(c) for c in charges if c]
    sources = [load("source", id) for id in record.private.get("sources", ())]
    if sources:
        payment["sources"] = [
            {**embedded_source(s), **record.private.get("amounts", {}).get(s.id, {})}
            for s in sources
            if s
        ]
    session = load("session", record.private["session"])
    if session is not None:
        payment["session"] = session.document
    return payment


def _without(document: Mapping[str, Json], names: tuple[str, ...]) -> dict[str, Json]:
    return {name: value for name, value in document.items() if name not in names}
