"""Invoices: what they sell and what funds them, before anybody tries to collect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.contract import payment_methods
from mockdr.domain import Contribution, Money
from mockdr.domain.currencies import CURRENCIES
from mockdr.domain.invoice import COLLECTION_DAYS, given_up
from mockdr.domain.payment_session import ENDED, OPEN
from mockdr.engine.funding import contribution_of, settle
from mockdr.engine.operations.goods import check_goods
from mockdr.engine.operations.judging import Gathered, judge, plain_locale
from mockdr.engine.operations.lines import funded, make_items
from mockdr.engine.operations.pricing import check_currency, price
from mockdr.engine.operations.resources import changed
from mockdr.engine.operations.taxes import check_identifiers, take_identifiers
from mockdr.engine.sessions import new_session
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Turn

__all__ = [
    "about",
    "build",
    "check_source",
    "close_session",
    "enter",
    "fund",
    "give_up_later",
    "open_up",
    "primary_of",
    "put",
    "renew_session",
    "session_of",
    "updated",
]

#: What is echoed as it was sent. Source: invoices.md.
_ECHOED: Final = (
    "email",
    "description",
    "discount",
    "customerType",
    "shipTo",
    "billTo",
    "metadata",
    "chargeType",
    "applicationId",
    "upstreamId",
)


def build(
    turn: Turn, body: Mapping[str, Json], *, subscription: str | None = None
) -> Record:
    """
    Make a draft of the invoice that *body* asks for, and the session that pays for it.

    Source: invoices.md.

    Args:
        body: A request for an invoice, of the merchant's or of a subscription.
        subscription: Whose renewal it is.

    Raises:
        Refusal: If the body cannot become an invoice.
    """
    tenant = turn.tenant
    id = tenant.ids.uuid().replace("-", "")
    record = Record(
        "invoice",
        id,
        {
            "id": id,
            "createdTime": turn.time,
            "updatedTime": turn.time,
            "locale": "en_US",
            "customerType": "individual",
            "state": "draft",
            "stateTransitions": {"draft": turn.time},
            "attemptCount": 0,
            "liveMode": tenant.live,
        },
        {
            "session": tenant.ids.uuid(),
            "secondaries": [],
            "amounts": {},
            "charges": [],
            "subscription": subscription,
        },
    )
    turn.make(record)
    new_session(turn, record)
    put(turn, record, body)
    about(turn, record)
    return record


def put(turn: Turn, record: Record, body: Mapping[str, Json]) -> None:
    """
    Put what *body* says into an invoice, and count its amounts.

    A subscription's own request is not looked at again: its checkout was.

    Raises:
        Refusal: With everything that is wrong with it.
    """
    document, private = record.document, record.private
    wrong = Gathered()
    if private["subscription"] is None:
        wrong.of(partial(check_currency, str(body["currency"])))
        wrong.of(partial(judge, body))
        wrong.of(partial(check_goods, turn, body))
    document.update({name: body[name] for name in _ECHOED if name in body})
    document["currency"] = body["currency"]
    days = body.get("collectionPeriodDays")
    document["collectionPeriodDays"] = COLLECTION_DAYS if days is None else days
    if body.get("customerId"):
        document["customerId"] = str(body["customerId"])
    if body.get("locale"):
        document["locale"] = plain_locale(body["locale"])
    private["taxInclusive"] = bool(body.get("taxInclusive"))
    private["optimized"] = body.get("billingOptimization") is not False
    if "billTo" in body:
        private["billToSent"] = True
    take_identifiers(record, body)
    make_items(turn, record, body["items"])
    if body["currency"] in CURRENCIES:
        wrong.of(partial(price, turn, record))
        if private["subscription"] is None:
            sent = "taxIdentifiers" in body
            wrong.of(partial(check_identifiers, turn, record, sent=sent))
    wrong.refuse()
    fund(turn, record, body.get("sourceId"))


def fund(turn: Turn, record: Record, source: Json) -> None:
    """
    Let *source* alone pay for an invoice; None for nothing.

    Raises:
        Refusal: If the source cannot.
    """
    document = record.document
    total = Money.from_wire(document["totalAmount"], document["currency"])
    contribution = Contribution(total=total)
    if source:
        check_source(
            turn,
            str(source),
            customer=document.get("customerId"),
            again=record.private["optimized"],
        )
        contribution = funded(turn, record, contribution, str(source))
    settle(turn, record, contribution)


def check_source(turn: Turn, id: str, *, customer: str | None, again: bool) -> None:
    """
    Look whether a source may pay for what is billed later.

    Source: invoices.md; the words of the refusals are those about customers (inferred).

    Args:
        customer: Whom is billed.
        again: Whether it must be a primary one that can be charged again and again.

    Raises:
        Refusal: 404, or 409 for a source that cannot pay for this.
    """
    turn.about["source"] = id
    source = turn.need("source", id, resource="Source", parameter="sourceId")
    document, values = source.document, {"sourceId": id}
    if document.get("customerId") not in (None, customer):
        raise Refusal(Complaint(key="source_in_use", values=values))
    if not again:
        return
    if document["state"] != "chargeable":
        raise Refusal(Complaint(key="source_not_chargeable", values=values))
    if not document["reusable"]:
        method = payment_methods()[document["type"]]
        turn.hint = (
            "save the source with the customer first"
            if method.savable
            else f"{document['type']} cannot be charged again"
        )
        raise Refusal("nonreusable_source:invoice")


def about(turn: Turn, record: Record) -> None:
    """Note what a turn with an invoice is about."""
    private = record.private
    turn.about.update(invoice=record.id, session=private["session"])
    if private["subscription"] is not None:
        turn.about["subscription"] = private["subscription"]
    if private.get("primary") is not None:
        turn.about["source"] = private["primary"]


def session_of(turn: Turn, record: Record) -> Record:
    """Return the session of an invoice's present attempt."""
    return turn.sure("session", record.private["session"])


def renew_session(turn: Turn, record: Record) -> Record:
    """Return a session that can pay an invoice: the one that it has, or the next."""
    session = session_of(turn, record)
    if session.document["state"] not in ENDED:
        return session
    contribution = contribution_of(turn, record)
    record.private["session"] = turn.tenant.ids.uuid()
    session = new_session(turn, record)
    settle(turn, record, contribution)
    about(turn, record)
    return session


def primary_of(turn: Turn, record: Record) -> Record | None:
    """Return the source that pays for an invoice, if it has one."""
    id = record.private.get("primary")
    return None if id is None else turn.sure("source", id)


def enter(turn: Turn, record: Record, state: str) -> None:
    """Bring an invoice into *state*, and tell both its events, where it has any."""
    before = turn.shown(record)
    record.document["state"] = state
    record.document["stateTransitions"][state] = turn.time
    turn.save(record)
    turn.tell(f"invoice.{state}", record)
    updated(turn, record, before)


def updated(turn: Turn, record: Record, before: Json) -> None:
    """Save an invoice that has changed, and tell so."""
    record.document["updatedTime"] = turn.time
    turn.save(record)
    previous = changed(before, turn.shown(record))
    turn.tell("invoice.updated", record, previous=previous)


def close_session(turn: Turn, record: Record) -> None:
    """Let the session of an invoice end that nobody will pay any more (inferred)."""
    session = session_of(turn, record)
    if session.document["state"] in OPEN:
        session.document["state"] = "cancelled"
        turn.save(session)


def open_up(turn: Turn, record: Record) -> None:
    """
    Put the end of an invoice's collection on the clock, as it is opened.

    One that is tried but once is given up as soon as that has failed.

    Source: invoices.md.
    """
    until = given_up(
        turn.now,
        record.document["collectionPeriodDays"],
        optimized=record.private["optimized"],
    )
    record.private["until"] = until.isoformat()
    turn.save(record)
    if until > turn.now or primary_of(turn, record) is None:
        give_up_later(turn, record)


def give_up_later(turn: Turn, record: Record) -> None:
    """Let an open invoice expire once its collection period is over."""
    until = datetime.fromisoformat(record.private["until"])
    tenant = turn.tenant
    turn.later(
        max(until, turn.now),
        f"invoice {record.id} is given up",
        partial(tenant.provider_moves, "expires", Thing("invoice", record.id)),
        moot=lambda: tenant.state_of("invoice", record.id) != "open",
    )
