"""Checkouts: what is to be sold, and the session that will pay for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.contract import payment_methods
from mockdr.domain import Attached, Contribution, Money, address
from mockdr.domain.contribution import attach, detach, with_total
from mockdr.engine.operations.customers import changed
from mockdr.engine.operations.listing import Filter, list_of
from mockdr.engine.operations.pricing import check_currency, price
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = [
    "attachSourceToCheckout",
    "build",
    "createCheckouts",
    "deleteCheckouts",
    "detachSourceToCheckout",
    "listCheckouts",
    "retrieveCheckouts",
    "updateCheckouts",
]

#: What is echoed as it was sent. Source: orders.md 1.2, 1.3.
_ECHOED: Final = (
    "email",
    "browserIp",
    "applicationId",
    "shipFrom",
    "shipTo",
    "billTo",
    "organization",
    "discount",
    "shippingDiscount",
    "taxIdentifiers",
    "purchaseLocation",
    "customerType",
    "chargeType",
    "billingOptimization",
    "disclosures",
    "metadata",
    "upstreamId",
    "locale",
)

#: Sent by old clients and the PHP library; kept but not shown.
_SILENT: Final = ("invoiceAttributeId",)

#: What an update may change of an item. Source: creating-checkouts/README.md.
_ITEM_UPDATE: Final = ("id", "subscriptionInfo", "shipFrom", "metadata")

_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
)

#: Source: orders.md 7.5.
_FILTERS: Final = {
    "createdTime": Filter(path=("createdTime",), type="moment"),
    "updatedTime": Filter(path=("updatedTime",), type="moment"),
    "ids": Filter(path=("id",), type="any_of"),
    "upstreamIds": Filter(path=("upstreamId",), type="any_of"),
    "customerId": Filter(path=("customerId",)),
    "applicationId": Filter(path=("applicationId",)),
    "email": Filter(path=("email",)),
    "currency": Filter(path=("currency",)),
    "totalAmount": Filter(path=("totalAmount",), type="number"),
    "locale": Filter(path=("locale",)),
    "chargeType": Filter(path=("chargeType",)),
    "customerType": Filter(path=("customerType",)),
    "subscriptionId": Filter(path=("items", "*", "subscriptionInfo", "subscriptionId")),
    "browserIp": Filter(path=("browserIp",)),
}


# -- operations ------------------------------------------------------------------


def createCheckouts(turn: Turn) -> Answer:
    """
    Make a checkout, and its payment session with it.

    Source: creating-checkouts/README.md.
    """
    record = build(turn)
    return Answer(status=201, document=turn.shown(record))


def retrieveCheckouts(turn: Turn) -> Answer:
    """Return a checkout; one that became an order can still be read."""
    record = _checkout(turn, turn.params["id"])
    return Answer(status=200, document=turn.shown(record))


def updateCheckouts(turn: Turn) -> Answer:
    """
    Change a checkout: top-level keys that are sent replace, the others stay.

    Items can neither come nor go, and only four of their fields can change.
    Source: creating-checkouts/README.md.
    """
    record = _open(turn, turn.params["id"])
    before = turn.shown(record)
    body = turn.body
    _judge(turn, body)
    if isinstance(body.get("currency"), str):
        check_currency(body["currency"])
        record.document["currency"] = body["currency"]
    _take(turn, record, body)
    _update_items(record, body.get("items") or ())
    found = price(record)
    contribution = with_total(_contribution(turn, record), found.total)
    source = body.get("sourceId")
    if source:
        contribution = _attached(turn, record, contribution, str(source))
    _settle(turn, record, contribution)
    record.document["updatedTime"] = turn.time
    turn.save(record)
    after = turn.shown(record)
    turn.tell("checkout.updated", record, previous=changed(before, after))
    return Answer(status=200, document=after)


def deleteCheckouts(turn: Turn) -> Answer:
    """Delete a checkout for good, before it has become an order."""
    record = _open(turn, turn.params["id"])
    session = turn.sure("session", record.private["session"])
    turn.tell("checkout.deleted", record, previous=turn.shown(record), deleted=True)
    if session.document["state"] in (
        "requires_source",
        "requires_confirmation",
        "requires_action",
    ):
        session.document["state"] = "cancelled"
    turn.save(session)
    record.private["state"] = "deleted"
    turn.remove(record)
    return Answer(status=204)


def listCheckouts(turn: Turn) -> Answer:
    """List checkouts, newest first."""
    return list_of(turn, "checkout", _FILTERS)


def attachSourceToCheckout(turn: Turn) -> Answer:
    """
    Attach a source by path; the reply is the source, not the checkout.

    Source: using-the-source-identifier.md; that the reply is a source is the vendor
    SDK's declaration.
    """
    record = _open(turn, turn.params["id"])
    before = turn.shown(record)
    id = turn.params["sourceId"]
    contribution = _attached(turn, record, _contribution(turn, record), id)
    price_again = _bill_to_from(turn, record, contribution)
    if price_again:
        contribution = with_total(contribution, price(record).total)
    _settle(turn, record, contribution)
    record.document["updatedTime"] = turn.time
    turn.save(record)
    turn.tell("checkout.updated", record, previous=changed(before, turn.shown(record)))
    return Answer(status=200, document=turn.sure("source", id).document)


def detachSourceToCheckout(turn: Turn) -> Answer:
    """
    Take a source off a checkout; one that is not reusable is `cancelled` by it.

    Source: using-the-source-identifier.md.
    """
    record = _open(turn, turn.params["id"])
    before = turn.shown(record)
    id = turn.params["sourceId"]
    turn.about["source"] = id
    contribution = detach(_contribution(turn, record), id)
    source = turn.sure("source", id)
    if not source.document["reusable"]:
        source.document["state"] = "cancelled"
    source.private.pop("attached", None)
    turn.save(source)
    _settle(turn, record, contribution)
    record.document["updatedTime"] = turn.time
    turn.save(record)
    turn.tell("checkout.updated", record, previous=changed(before, turn.shown(record)))
    return Answer(status=204)


# -- making and finding --------------------------------------------------------------


def build(turn: Turn) -> Record:
    """
    Make the checkout that the turn's body asks for; also for an order without one.

    Raises:
        Refusal: If the body cannot become a checkout.
    """
    body = turn.body
    check_currency(str(body["currency"]))
    _judge(turn, body)
    tenant = turn.tenant
    id, session_id = tenant.ids.uuid(), tenant.ids.uuid()
    document: dict[str, Json] = {
        "id": id,
        "createdTime": turn.time,
        "updatedTime": turn.time,
        "currency": body["currency"],
        "locale": "en_US",
        "customerType": "individual",
        "liveMode": tenant.live,
    }
    record = Record(
        "checkout",
        id,
        document,
        {"state": "open", "session": session_id, "secondaries": [], "amounts": {}},
    )
    record.private["taxInclusive"] = bool(body.get("taxInclusive"))
    _take(turn, record, body)
    _make_items(turn, record, body["items"])
    session = Record(
        "session",
        session_id,
        {
            "id": session_id,
            "amountContributed": 0.0,
            "amountRemainingToBeContributed": 0.0,
            "state": "requires_source",
            "clientSecret": tenant.ids.secret(session_id),
        },
        {"checkout": id},
    )
    turn.make(record)
    turn.make(session)
    found = price(record)
    contribution = Contribution(total=found.total)
    source = body.get("sourceId")
    if source:
        contribution = _attached(turn, record, contribution, str(source))
        if _bill_to_from(turn, record, contribution):
            contribution = with_total(contribution, price(record).total)
    _settle(turn, record, contribution)
    turn.about.update(checkout=id, session=session_id)
    turn.tell("checkout.created", record)
    return record


def _checkout(turn: Turn, id: str) -> Record:
    record = turn.need("checkout", id, resource="Checkout")
    turn.about.update(checkout=id, session=record.private["session"])
    return record


def _open(turn: Turn, id: str) -> Record:
    """
    Return a checkout that can still change.

    Raises:
        Refusal: 404 once it has become an order (inferred; `GET` still finds it).
    """
    record = _checkout(turn, id)
    if record.private["state"] == "consumed":
        raise Refusal(
            Complaint(key="not_found", values={"resource": "Checkout", "id": id})
        )
    return record


def _judge(turn: Turn, body: Mapping[str, Json]) -> None:
    """Look at what JSON Schema cannot judge; everything that is wrong, at once."""
    complaints = _address_complaints(body)
    choice = body.get("shippingChoice")
    if isinstance(choice, dict) and choice.get("amount") is None:
        complaints.append(Complaint(key="internal_error"))
    items = body.get("items")
    for index, item in enumerate(items if isinstance(items, list) else ()):
        complaints += _item_complaints(index, item)
    plans = {
        (item.get("subscriptionInfo") or {}).get("planId")
        for item in (items if isinstance(items, list) else ())
    } - {None}
    if len(plans) > 1:
        complaints.append(Complaint(key="plan_limit_reached"))
    customer = body.get("customerId")
    if customer is not None:
        turn.about["customer"] = str(customer)
    if complaints:
        raise Refusal(*complaints)


def _address_complaints(body: Mapping[str, Json]) -> list[Complaint]:
    """Look at the addresses; a checkout without any `shipTo` is fine until ordered."""
    found: list[Complaint] = []
    ship_to, bill_to = body.get("shipTo"), body.get("billTo")
    if isinstance(ship_to, dict):
        if body.get("shipFrom") or body.get("shippingChoice"):
            found += address.missing(ship_to.get("address"))
        found += address.complaints(ship_to.get("address"))
    if isinstance(bill_to, dict):
        found += address.complaints(bill_to.get("address"))
    return list({(c.key, c.parameter): c for c in found}.values())


def _item_complaints(index: int, item: Mapping[str, Json]) -> list[Complaint]:
    complaints: list[Complaint] = []
    details = item.get("productDetails")
    if isinstance(details, dict) and not item.get("skuId"):
        if not details.get("skuGroupId"):
            complaints.append(Complaint(key="missing_parameter:skuGroupId"))
        country = details.get("countryOfOrigin")
        if not country:
            complaints.append(Complaint(key="missing_parameter:countryOfOrigin"))
        elif re.fullmatch(r"[A-Z]{2}", str(country)) is None or country == "KP":
            complaints.append(
                Complaint(
                    key="invalid_parameter:countryOfOrigin",
                    values={"value": str(country)},
                )
            )
    subscription = item.get("subscriptionInfo")
    if isinstance(subscription, dict):
        complaints += _subscription_complaints(index, item, subscription)
    return complaints


def _subscription_complaints(
    index: int, item: Mapping[str, Json], info: Mapping[str, Json]
) -> list[Complaint]:
    complaints: list[Complaint] = []
    where = f"items[{index}].subscriptionInfo"
    if info.get("planId"):
        if not info.get("terms"):
            complaints.append(
                Complaint(key="missing_parameter:terms", parameter=f"{where}.terms")
            )
        if info.get("autoRenewal") is False:
            complaints.append(
                Complaint(
                    key="invalid_parameter:autoRenewal",
                    parameter=f"{where}.autoRenewal",
                )
            )
    for name in ("startTime", "endTime"):
        value = info.get(name)
        if value is not None and _MOMENT.fullmatch(str(value)) is None:
            complaints.append(
                Complaint(
                    key="invalid_parameter:timestamp",
                    parameter=name,
                    values={"value": str(value)},
                )
            )
    paid = item.get("price", item.get("aggregatePrice"))
    if "freeTrial" in info and paid is not None:
        free = bool(info["freeTrial"])
        if free != (float(paid) == 0):
            complaints.append(Complaint(key="invalid_parameter:free_trial"))
    return complaints


def _take(turn: Turn, record: Record, body: Mapping[str, Json]) -> None:
    document = record.document
    for name in _ECHOED:
        if name in body:
            document[name] = body[name]
    for name in _SILENT:
        if name in body:
            record.private[name] = body[name]
    if document.get("taxIdentifiers") == []:
        del document["taxIdentifiers"]
    if body.get("customerId") not in (None, ""):
        # Samples send a number; the provider answers with a text.
        document["customerId"] = str(body["customerId"])
    language = body.get("language")
    if language:
        document["locale"] = str(language).replace("-", "_")
    choice = body.get("shippingChoice")
    if isinstance(choice, dict):
        document["shippingChoice"] = {"shippingTerms": "DDP", **choice}
    del turn


def _make_items(turn: Turn, record: Record, items: Json) -> None:
    made, sent = [], []
    for item in items:
        new: dict[str, Json] = {"id": turn.tenant.ids.uuid()}
        details = dict(item.get("productDetails") or {})
        if item.get("skuId") is not None:
            new["skuId"] = item["skuId"]
            details.setdefault("id", item["skuId"])
        new["productDetails"] = details
        new["quantity"] = int(item.get("quantity") or 1)
        info = item.get("subscriptionInfo")
        if info:
            new["subscriptionInfo"] = {"freeTrial": False, "autoRenewal": False, **info}
        for name in ("shipFrom", "metadata"):
            if name in item:
                new[name] = item[name]
        made.append(new)
        sent.append(
            {k: item[k] for k in ("price", "aggregatePrice", "discount") if k in item}
        )
    record.document["items"] = made
    record.private["sent"] = sent


def _update_items(record: Record, items: Json) -> None:
    complaints = [
        Complaint(
            key="unknown_parameter:item_update", parameter=name, values={"name": name}
        )
        for item in items
        for name in item
        if name not in _ITEM_UPDATE
    ]
    known = {item["id"]: item for item in record.document["items"]}
    complaints += [
        Complaint(
            key="not_found",
            parameter=f"items[{index}].id",
            values={"resource": "Item", "id": str(item.get("id"))},
        )
        for index, item in enumerate(items)
        if item.get("id") not in known
    ]
    if complaints:
        raise Refusal(*complaints)
    for item in items:
        known[item["id"]].update({k: v for k, v in item.items() if k != "id"})


# -- sources -----------------------------------------------------------------------


def _attachment(source: Record, amount: float, currency: str) -> Attached:
    document = source.document
    method = payment_methods()[document["type"]]
    return Attached(
        id=source.id,
        amount=Money.from_wire(amount, currency),
        state=document["state"],
        secondary=document["type"] == "customerCredit",
        reusable=document["reusable"],
        flow=method.flow,
        combines=method.credit,
    )


def _contribution(turn: Turn, record: Record) -> Contribution:
    """Return what funds the checkout as it stands."""
    private = record.private
    currency = record.document["currency"]
    amounts = private["amounts"]

    def read(id: str) -> Attached:
        source = turn.sure("source", id)
        return _attachment(source, amounts[id]["amount"], currency)

    primary = private.get("primary")
    return Contribution(
        total=Money.from_wire(record.document["totalAmount"], currency),
        primary=read(primary) if primary else None,
        secondaries=tuple(read(id) for id in private["secondaries"]),
    )


def _attached(
    turn: Turn, record: Record, contribution: Contribution, id: str
) -> Contribution:
    """Return the contribution with a source more, or instead of another."""
    turn.about["source"] = id
    source = turn.load("source", id)
    if source is None:
        raise Refusal(
            Complaint(
                key="not_found",
                parameter="sourceId",
                values={"resource": "Source", "id": id},
            )
        )
    owner = source.document.get("owner") or {}
    complaints = address.complaints(owner.get("address"))
    if complaints:
        raise Refusal(*complaints)
    before = contribution.primary
    after = attach(
        contribution,
        _attachment(
            source,
            source.document.get("amount", 0.0),
            record.document["currency"],
        ),
    )
    if (
        before is not None
        and after.primary is not None
        and after.primary.id != before.id
    ):
        _drop(turn, before.id)
    source.private["attached"] = record.private["session"]
    source.document["paymentSessionId"] = record.private["session"]
    turn.save(source)
    return after


def _drop(turn: Turn, id: str) -> None:
    """Let go of a primary that another replaced; its fate is inferred from detach."""
    source = turn.sure("source", id)
    source.private.pop("attached", None)
    if not source.document["reusable"]:
        source.document["state"] = "cancelled"
    turn.save(source)


def _bill_to_from(turn: Turn, record: Record, contribution: Contribution) -> bool:
    """
    Fill `billTo` from the source's owner: the primary's, else the last secondary's.

    Source: providing-address-information.md. Returns whether it changed.
    """
    document = record.document
    primary = contribution.primary
    chosen = primary or (
        contribution.secondaries[-1] if contribution.secondaries else None
    )
    if chosen is None:
        return False
    source = turn.sure("source", chosen.id)
    owner = source.document.get("owner")
    if not owner or not owner.get("address"):
        return False
    if primary is None and "billTo" in document:
        return False
    bill_to: dict[str, Json] = {"address": owner["address"]}
    name = " ".join(
        str(owner[part]) for part in ("firstName", "lastName") if owner.get(part)
    )
    if name:
        bill_to["name"] = name
    if owner.get("phoneNumber"):
        bill_to["phone"] = owner["phoneNumber"]
    for key in ("email", "organization"):
        if owner.get(key):
            bill_to[key] = owner[key]
    if document.get("billTo") == bill_to:
        return False
    document["billTo"] = bill_to
    return True


def _settle(turn: Turn, record: Record, contribution: Contribution) -> None:
    """Write what the contribution says into checkout, sources and session."""
    private = record.private
    primary = contribution.primary
    if primary is not None:
        private["primary"] = primary.id
    else:
        private.pop("primary", None)
    private["secondaries"] = [source.id for source in contribution.secondaries]
    private["sources"] = [source.id for source in contribution.sources]
    private["amounts"] = {
        source.id: {"amount": source.amount.to_wire()}
        for source in contribution.sources
    }
    for attached in contribution.sources:
        source = turn.sure("source", attached.id)
        amount = attached.amount.to_wire()
        if source.document.get("amount") != amount:
            source.document["amount"] = amount
            source.document["currency"] = record.document["currency"]
            turn.save(source)
    session = turn.sure("session", private["session"])
    session.document["amountContributed"] = contribution.contributed.to_wire()
    session.document["amountRemainingToBeContributed"] = (
        contribution.remaining.to_wire()
    )
    credit = contribution.total - contribution.credit
    session.private["primary_amount"] = credit.to_wire()
    state = session.document["state"]
    if state in ("requires_source", "requires_confirmation"):
        session.document["state"] = contribution.state
    turn.save(session)
    turn.save(record)
