"""Subscriptions on the clock: reminded, renewed, retried, failed, lapsed, ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain import Outcome
from mockdr.domain.subscription import ACTIVE, TRANSITIONS
from mockdr.engine.collecting import (
    decline,
    foregone,
    opened,
    pay,
    state_of_source,
)
from mockdr.engine.invoicing import about, build, close_session, enter, put, session_of
from mockdr.engine.operations.resources import changed
from mockdr.engine.periods import draft_of, ended, extend, source_of, usable
from mockdr.engine.stage import decide
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Turn

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = [
    "bill_again",
    "drop_draft",
    "expires",
    "forgive",
    "reminds",
    "renews",
    "retries",
    "turn_to",
]

#: What a renewal takes over from the order of the acquisition. Inferred.
_FROM_ORDER: Final = ("email", "customerType", "shipTo", "billTo")


# -- the acts of the provider --------------------------------------------------------


def reminds(turn: Turn, thing: Thing) -> None:
    """
    Draft the next invoice, and remind the shopper of it.

    It comes on its day, also where nothing can pay for the invoice (inferred).

    Source: event-types.md.

    Raises:
        Refusal: 409, where there is an invoice already, or the plan bills no more.
    """
    record = turn.sure(*thing)
    if draft_of(turn, record) is not None:
        values = {"id": record.id, "state": record.document["state"]}
        raise Refusal(
            Complaint(
                key="invalid_state:subscription_move",
                values={**values, "done": "reminded of twice"},
            )
        )
    if ended(turn, record):
        source = str(record.document.get("sourceId", ""))
        raise Refusal(
            Complaint(key="source_not_chargeable", values={"sourceId": source})
        )
    state = record.document["state"]
    paid = usable(turn, record)
    decide(
        turn,
        {
            "subscription": state,
            "invoice": None,
            "session": None,
            **({} if paid else {"source": "cancelled"}),
        },
        None,
        settled={"session": "requires_confirmation" if paid else "requires_source"},
    )
    invoice = _invoice(turn, record)
    turn.tell("invoice.created", invoice)
    turn.save(record)
    _tell_both(turn, "subscription.reminder", record, invoice)


def renews(turn: Turn, thing: Thing) -> None:
    """Bill the next period of a subscription. Source: event-types.md."""
    record = turn.sure(*thing)
    invoice = draft_of(turn, record)
    before = record.document["state"]
    if ended(turn, record):
        _end(turn, record, invoice)
        return
    if not usable(turn, record):
        situation = {"subscription": before, "source": "cancelled"}
        decide(turn, situation, None)
        _unusable(turn, record)
        return
    drafted = None if invoice is None else session_of(turn, invoice).document["state"]
    try:
        invoice = _invoice(turn, record, invoice)
    except Refusal:
        # The source may be charged, and yet not for this: its owner's address, say.
        turn.forget()
        record = turn.sure(*thing)
        decide(turn, {"subscription": before, "source": "cancelled"}, None)
        _unusable(turn, record)
        return
    source = state_of_source(turn, invoice)
    outcome = decide(
        turn,
        {
            "subscription": before,
            "invoice": "draft" if drafted else None,
            "session": drafted,
            "source": source,
        },
        _result(turn, record),
        settled=foregone(turn, invoice) if source else {"subscription": "activeFree"},
        # Its plan is not over.
        barred={"subscription": "ended"},
    )
    if not drafted:
        turn.tell("invoice.created", invoice)
    opened(turn, invoice)
    _settle(turn, record, invoice, outcome)


def retries(turn: Turn, thing: Thing) -> None:
    """Try once more to collect an invoice. Source: event-types.md."""
    record, invoice = _pair(turn, thing)
    session = session_of(turn, invoice).document["state"]
    about(turn, invoice)
    result = None
    primary = invoice.private.get("primary")
    if primary is not None:
        result = turn.sure("source", primary).private.get("result")
    outcome = decide(
        turn,
        {
            "subscription": None if record is None else record.document["state"],
            "invoice": invoice.document["state"],
            "session": session if session == "requires_confirmation" else None,
            "source": state_of_source(turn, invoice),
        },
        result,
        settled=foregone(turn, invoice),
    )
    _settle(turn, record, invoice, outcome)


def expires(turn: Turn, thing: Thing) -> None:
    """
    Let the time run out in which an invoice could be paid, or a source replaced.

    Source: event-types.md.
    """
    if thing.kind == "subscription" and turn.tenant.state_of(*thing) in ACTIVE:
        record = turn.sure(*thing)
        state = record.document["state"]
        draft = draft_of(turn, record)
        waiting = None if draft is None else draft.document["state"]
        outcome = decide(turn, {"subscription": state, "invoice": waiting}, None)
        turn_to(turn, record, outcome.then["subscription"])
        drop_draft(turn, record)
        turn.tell("subscription.lapsed", record)
        return
    found, invoice = _pair(turn, thing)
    about(turn, invoice)
    session = session_of(turn, invoice).document["state"]
    decide(
        turn,
        {
            "invoice": invoice.document["state"],
            "subscription": None if found is None else found.document["state"],
            "session": session,
        },
        None,
    )
    close_session(turn, invoice)
    enter(turn, invoice, "uncollectible")
    if found is not None:
        found.private.pop("invoice", None)
        turn_to(turn, found, "failed")
        turn.tell("subscription.failed", found)


def _pair(turn: Turn, thing: Thing) -> tuple[Record | None, Record]:
    """Return a subscription, if any, and the invoice that is to be paid."""
    if thing.kind == "subscription":
        record = turn.sure(*thing)
        invoice = draft_of(turn, record)
        if invoice is None:
            raise Refusal(Complaint(key="invalid_state:invoice", values={"id": ""}))
        return record, invoice
    invoice = turn.sure(*thing)
    id = invoice.private["subscription"]
    return None if id is None else turn.load("subscription", id), invoice


def _result(turn: Turn, record: Record) -> str | None:
    source = source_of(turn, record)
    result: str | None = source.private.get("result") if source is not None else None
    return result


def _settle(
    turn: Turn, record: Record | None, invoice: Record, outcome: Outcome
) -> None:
    """Do what the outcome of an attempt says, with what hangs on it."""
    if outcome.then["invoice"] == "paid":
        pay(turn, invoice)
    else:
        decline(turn, invoice)
    if record is None:
        return
    state = outcome.then["subscription"]
    turn_to(turn, record, state)
    if state == "activePendingInvoice":
        _tell_both(turn, "subscription.payment_failed", record, invoice)
        return
    record.private.pop("invoice", None)
    extend(turn, record)
    turn.save(record)
    if state == "active":
        # Told anew with each period that is paid. Source: event-types.md.
        record.document["stateTransitions"][TRANSITIONS[state]] = turn.time
        turn.save(record)
        _tell_both(turn, "subscription.extended", record, invoice)


def _end(turn: Turn, record: Record, invoice: Record | None) -> None:
    """End a subscription with its plan; no event tells of it."""
    decide(
        turn,
        {
            "subscription": record.document["state"],
            "invoice": None if invoice is None else "draft",
            "session": None
            if invoice is None
            else session_of(turn, invoice).document["state"],
        },
        None,
        settled={"subscription": "ended"},
    )
    drop_draft(turn, record)
    turn_to(turn, record, "ended")


def _unusable(turn: Turn, record: Record) -> None:
    """Tell that nothing can pay, and for how long a source can still be replaced."""
    plan = turn.sure("plan", record.document["planId"])
    if "unusable" not in record.private:
        days = timedelta(days=plan.document["collectionPeriodDays"])
        until = turn.now + days
        record.private["unusable"] = until.isoformat()
        turn.later(
            until,
            f"subscription {record.id} lapses",
            partial(
                turn.tenant.provider_moves, "expires", Thing("subscription", record.id)
            ),
            moot=partial(_replaced, turn.tenant, record.id, until),
        )
    turn.save(record)
    turn.tell("subscription.source_invalid", record)


def _replaced(tenant: Tenant, id: str, until: datetime) -> bool:
    """Tell whether a subscription need not lapse, or cannot any more."""
    record = tenant.peek("subscription", id)
    return (
        record is None
        or record.document["state"] not in ACTIVE
        or record.private.get("unusable") != until.isoformat()
    )


def bill_again(turn: Turn, record: Record) -> None:
    """Bill what could not be billed, now that its source was replaced."""
    if record.private.pop("unusable", None) is None:
        return
    turn.later(
        turn.now,
        f"provider renews subscription {record.id}",
        partial(turn.tenant.provider_moves, "renews", Thing("subscription", record.id)),
    )


def forgive(turn: Turn, record: Record) -> None:
    """Let a period pass that the merchant does not want to be paid (inferred)."""
    before = turn.before(record)
    record.private.pop("invoice", None)
    turn_to(turn, record, "active")
    extend(turn, record)
    turn.save(record)
    previous = changed(before, turn.shown(record))
    turn.tell("subscription.updated", record, previous=previous)


# -- what both sides do --------------------------------------------------------------


def turn_to(turn: Turn, record: Record, state: str) -> None:
    """Bring a subscription into *state*, and note when."""
    document = record.document
    if document["state"] != state:
        document["state"] = state
        if state in TRANSITIONS:
            document["stateTransitions"][TRANSITIONS[state]] = turn.time
    document["updatedTime"] = turn.time
    turn.save(record)


def drop_draft(turn: Turn, record: Record) -> None:
    """Delete the draft that a subscription which ends will never open (inferred)."""
    invoice = draft_of(turn, record)
    record.private.pop("invoice", None)
    if invoice is not None and invoice.document["state"] == "draft":
        close_session(turn, invoice)
        turn.remove(invoice)


def _invoice(turn: Turn, record: Record, draft: Record | None = None) -> Record:
    """Make the invoice of the next period, or bring its draft up to date."""
    body = _body(turn, record)
    if draft is None:
        draft = build(turn, body, subscription=record.id)
        record.private["invoice"] = draft.id
    else:
        put(turn, draft, body)
    about(turn, draft)
    return draft


def _body(turn: Turn, record: Record) -> dict[str, Json]:
    """
    Return a subscription's renewal as a request for an invoice.

    Source: the samples of `subscription.reminder` in event-types.md.
    """
    document = record.document
    plan = turn.sure("plan", document["planId"])
    order = turn.load("order", str(record.private.get("order")))
    known = order.document if order is not None else {}
    info: dict[str, Json] = {
        "subscriptionId": record.id,
        "planId": plan.id,
        "autoRenewal": True,
        "freeTrial": False,
    }
    if "billingAgreementId" in document:
        info["billingAgreementId"] = document["billingAgreementId"]
    body: dict[str, Json] = {
        **{name: known[name] for name in _FROM_ORDER if name in known},
        "chargeType": "merchant_initiated",
        "currency": document["currency"],
        "collectionPeriodDays": plan.document["collectionPeriodDays"],
        "billingOptimization": plan.document.get("billingOptimization", True),
        "taxInclusive": document["taxInclusive"],
        "items": [{**item, "subscriptionInfo": info} for item in document["items"]],
        "upstreamId": turn.tenant.ids.uuid(),
    }
    for name in ("customerId", "locale", "applicationId"):
        if name in document:
            body[name] = document[name]
    if "name" in plan.document:
        body["description"] = plan.document["name"]
    source = source_of(turn, record)
    if source is not None:
        body["sourceId"] = source.id
    ids = order.private.get("taxIdentifiers") if order is not None else None
    if ids:
        body["taxIdentifiers"] = [{"id": id} for id in ids]
    return body


def _tell_both(turn: Turn, type: str, record: Record, invoice: Record) -> None:
    """Emit an event about a subscription and its invoice together."""
    both = Record(
        "renewal",
        invoice.id,
        {},
        {
            "subscription": record.id,
            "invoice": invoice.id,
            "session": invoice.private["session"],
            "sources": invoice.private["sources"],
            "charges": invoice.private["charges"],
        },
    )
    turn.save(both, moved=False)
    turn.tell(type, both)
