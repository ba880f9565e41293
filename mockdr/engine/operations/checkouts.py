"""Checkouts: what is to be sold, and the session that will pay for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain import Contribution, Money
from mockdr.domain.contribution import detach, with_total
from mockdr.domain.currencies import CURRENCIES
from mockdr.domain.locales import DEFAULT, locale_of
from mockdr.domain.payment_session import OPEN
from mockdr.engine import acquiring
from mockdr.engine.funding import (
    contribution_of,
    in_currency,
    let_go,
    pays_in,
    settle,
    still_open,
)
from mockdr.engine.lacking import want
from mockdr.engine.operations.goods import check_goods, goods_of, shipped
from mockdr.engine.operations.judging import Gathered, judge, plain_locale
from mockdr.engine.operations.legacy_credit import credit_of
from mockdr.engine.operations.lines import funded, make_items, update_items
from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.pricing import check_currency, price
from mockdr.engine.operations.resources import changed
from mockdr.engine.operations.taxes import (
    check_identifiers,
    check_seller,
    take_identifiers,
)
from mockdr.engine.sessions import new_session
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

#: What is echoed as it was sent. Source: creating-checkouts/README.md.
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
    "purchaseLocation",
    "customerType",
    "chargeType",
    "billingOptimization",
    "disclosures",
    "metadata",
    "upstreamId",
)

#: Sent by old clients and the PHP library; kept but not shown.
_SILENT: Final = ("invoiceAttributeId",)

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
    before = turn.before(record)
    body = turn.body
    customer = body.get("customerId")
    if customer is not None:
        turn.about["customer"] = str(customer)
    judge(body, record.document, physical=shipped(record.private["sent"]))
    acquiring.check_plans(turn, body.get("items"))
    contribution = contribution_of(turn, record)
    if isinstance(body.get("currency"), str):
        check_currency(body["currency"])
        record.document["currency"] = body["currency"]
        contribution = in_currency(contribution, body["currency"])
        for held in contribution.sources:
            pays_in(turn, turn.sure("source", held.id), body["currency"])
    _take(turn, record, body)
    update_items(record, body.get("items") or ())
    found = price(turn, record)
    check_seller(record.document)
    check_identifiers(turn, record, sent="taxIdentifiers" in body)
    contribution = with_total(contribution, found.total)
    for source in (credit_of(turn, record, contribution), body.get("sourceId")):
        if source:
            contribution = funded(turn, record, contribution, str(source))
    settle(turn, record, contribution)
    record.document["updatedTime"] = turn.time
    acquiring.draft(turn, record)
    turn.save(record)
    after = turn.shown(record)
    turn.tell("checkout.updated", record, previous=changed(before, after))
    return Answer(status=200, document=after)


def deleteCheckouts(turn: Turn) -> Answer:
    """Delete a checkout for good, before it has become an order."""
    record = _open(turn, turn.params["id"])
    session = turn.sure("session", record.private["session"])
    turn.tell("checkout.deleted", record, previous=turn.before(record), deleted=True)
    if session.document["state"] in OPEN:
        session.document["state"] = "cancelled"
    turn.save(session)
    for source_id in record.private["sources"]:
        source = turn.sure("source", source_id)
        source.private["sessions"].remove(session.id)
        if source.private.get("attached") == session.id:
            source.private.pop("attached")
        turn.save(source, moved=False)
    turn.remove(record)
    return Answer(status=204)


def listCheckouts(turn: Turn) -> Answer:
    """List checkouts, newest first."""
    return list_of(turn, "checkout")


def attachSourceToCheckout(turn: Turn) -> Answer:
    """
    Attach a source by path; the reply is the source, not the checkout.

    Source: using-the-source-identifier.md; that the reply is a source is the vendor
    SDK's declaration.
    """
    record = _open(turn, turn.params["id"])
    before = turn.before(record)
    id = turn.params["sourceId"]
    contribution = funded(turn, record, contribution_of(turn, record), id)
    settle(turn, record, contribution)
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
    before = turn.before(record)
    id = turn.params["sourceId"]
    turn.about["source"] = id
    still_open(turn, record)
    contribution = detach(contribution_of(turn, record), id)
    source = turn.sure("source", id)
    let_go(turn, source, record.private["session"])
    settle(turn, record, contribution)
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
    wrong = Gathered()
    # A checkout of nothing is told as one without the field is. Inferred.
    wrong.of(partial(want, body, "items"))
    wrong.of(partial(check_currency, str(body["currency"])))
    customer = body.get("customerId")
    if customer is not None:
        turn.about["customer"] = str(customer)
    goods = [goods_of(turn, item).kept() for item in body["items"]]
    wrong.of(partial(judge, body, physical=shipped(goods)))
    wrong.of(partial(acquiring.check_plans, turn, body.get("items")))
    wrong.of(partial(check_goods, turn, body))
    tenant = turn.tenant
    id, session_id = tenant.ids.uuid(), tenant.ids.uuid()
    document: dict[str, Json] = {
        "id": id,
        "createdTime": turn.time,
        "updatedTime": turn.time,
        "currency": body["currency"],
        "locale": DEFAULT,
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
    make_items(turn, record, body["items"])
    turn.make(record)
    new_session(turn, record)
    if body["currency"] in CURRENCIES:
        wrong.of(partial(price, turn, record))
        wrong.of(partial(check_seller, document))
        sent = "taxIdentifiers" in body
        wrong.of(partial(check_identifiers, turn, record, sent=sent))
    wrong.refuse()
    total = Money.from_wire(document["totalAmount"], document["currency"])
    contribution = Contribution(total=total)
    for source in (credit_of(turn, record, contribution), body.get("sourceId")):
        if source:
            contribution = funded(turn, record, contribution, str(source))
    settle(turn, record, contribution)
    turn.about.update(checkout=id, session=session_id)
    acquiring.draft(turn, record)
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


def _take(turn: Turn, record: Record, body: Mapping[str, Json]) -> None:
    document = record.document
    for name in _ECHOED:
        if name in body:
            document[name] = body[name]
    for name in _SILENT:
        if name in body:
            record.private[name] = body[name]
    if "billTo" in body:
        record.private["billToSent"] = True
    take_identifiers(record, body)
    if body.get("customerId") not in (None, ""):
        # Samples send a number; the provider answers with a text.
        document["customerId"] = str(body["customerId"])
    if body.get("locale"):
        document["locale"] = plain_locale(body["locale"])
    if body.get("language"):
        document["locale"] = locale_of(str(body["language"])) or DEFAULT
    choice = body.get("shippingChoice")
    if isinstance(choice, dict):
        document["shippingChoice"] = dict(choice)
        record.private["shipping"] = choice.get("amount")
    del turn
