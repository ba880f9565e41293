"""Invoices: drafted, opened, collected by the provider, voided or deleted."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Complaint, Refusal
from mockdr.domain.contribution import detach
from mockdr.domain.invoice import UNSETTLED
from mockdr.engine.collecting import attempt_later, opened
from mockdr.engine.funding import contribution_of, let_go, settle
from mockdr.engine.invoicing import (
    about,
    build,
    check_source,
    close_session,
    enter,
    open_up,
    renew_session,
    updated,
)
from mockdr.engine.lacking import want
from mockdr.engine.operations.lines import funded
from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.resources import Resource, found, operations_of
from mockdr.engine.renewing import forgive, turn_to
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS"]


def createInvoices(turn: Turn) -> Answer:
    """
    Make an invoice, open unless a draft is asked for; one that is open is collected.

    Source: invoices.md; that an unknown customer is refused is inferred.

    Raises:
        Refusal: 400 `missing_parameter` for one that sells nothing; whatever else is
            wrong with it.
    """
    want(turn.body, "items")
    customer = str(turn.body["customerId"])
    turn.about["customer"] = customer
    turn.need("customer", customer, resource="Customer", parameter="customerId")
    record = build(turn, turn.body)
    if turn.body.get("state") == "draft":
        turn.tell("invoice.created", record)
    else:
        record.document["state"] = "open"
        record.document["stateTransitions"] = {"open": turn.time}
        open_up(turn, record)
        attempt_later(turn, record)
        turn.tell("invoice.created", record)
        turn.tell("invoice.open", record)
    return Answer(status=201, document=turn.shown(record))


def updateInvoices(turn: Turn) -> Answer:
    """Change the metadata, which is all that can be changed. Source: invoices.md."""
    record = _invoice(turn)
    before = turn.before(record)
    if "metadata" in turn.body:
        record.document["metadata"] = turn.body["metadata"]
    updated(turn, record, before)
    return Answer(status=200, document=turn.shown(record))


def openInvoices(turn: Turn) -> Answer:
    """
    Open a draft; it is collected from now on.

    That of a subscription is then collected early (inferred). Source: invoices.md.
    """
    record = _invoice(turn)
    _draft(record, "opened")
    opened(turn, record)
    subscription = _subscription(turn, record)
    if subscription is not None:
        turn_to(turn, subscription, "activePendingInvoice")
    attempt_later(turn, record)
    return Answer(status=200, document=turn.shown(record))


def voidInvoices(turn: Turn) -> Answer:
    """
    Void an open invoice.

    That of a subscription gives its period away (inferred). Source: invoices.md.

    Raises:
        Refusal: 409 `invalid_state` for any other.
    """
    record = _invoice(turn)
    if record.document["state"] != "open":
        raise Refusal(Complaint(key="invalid_state:invoice", values={"id": record.id}))
    close_session(turn, record)
    enter(turn, record, "void")
    subscription = _subscription(turn, record)
    if subscription is not None:
        forgive(turn, subscription)
    return Answer(status=200, document=turn.shown(record))


def attachSourceToInvoice(turn: Turn) -> Answer:
    """
    Attach a source; an open invoice is then tried to be collected at once (inferred).

    Source: invoices.md.
    """
    record = _unsettled(turn)
    id = turn.params["sourceId"]
    check_source(
        turn,
        id,
        customer=record.document.get("customerId"),
        again=record.private["optimized"],
    )
    before = turn.before(record)
    contribution = funded(turn, record, contribution_of(turn, record), id)
    settle(turn, record, contribution)
    updated(turn, record, before)
    if record.document["state"] == "open":
        attempt_later(turn, record)
    return Answer(status=200, document=turn.sure("source", id).document)


def detachSourceToInvoice(turn: Turn) -> Answer:
    """
    Take a source off; one that pays but once is cancelled by it, as with checkouts.

    Source: invoices.md, using-the-source-identifier.md.
    """
    record = _unsettled(turn)
    id = turn.params["sourceId"]
    turn.about["source"] = id
    before = turn.before(record)
    contribution = detach(contribution_of(turn, record), id)
    let_go(turn, turn.sure("source", id), record.private["session"])
    settle(turn, record, contribution)
    updated(turn, record, before)
    return Answer(status=204)


def listInvoices(turn: Turn) -> Answer:
    """List invoices, newest first; `price` looks at the amount of a line (inferred)."""
    return list_of(turn, "invoice", elsewhere={"price": ("items", "*", "amount")})


def _invoice(turn: Turn) -> Record:
    record = found(turn, _INVOICES, turn.params["id"])
    about(turn, record)
    return record


def _subscription(turn: Turn, record: Record) -> Record | None:
    """Return the subscription that waits for an invoice, if one does."""
    id = record.private["subscription"]
    found = None if id is None else turn.load("subscription", id)
    if found is None or found.private.get("invoice") != record.id:
        return None
    return found


def _unsettled(turn: Turn) -> Record:
    """Return an invoice whose sources can change, with a session that has not ended."""
    record = _invoice(turn)
    if record.document["state"] not in UNSETTLED:
        raise Refusal(
            Complaint(
                key="invalid_state:settled_invoice",
                values={"id": record.id, "state": record.document["state"]},
            )
        )
    renew_session(turn, record)
    return record


def _draft(record: Record, done: str) -> None:
    if record.document["state"] != "draft":
        raise Refusal(
            Complaint(
                key="invalid_state:draft_invoice",
                values={"id": record.id, "done": done},
            )
        )


def _forget(turn: Turn, record: Record) -> None:
    _draft(record, "deleted")
    about(turn, record)
    close_session(turn, record)


_INVOICES: Final = Resource(
    kind="invoice",
    title="Invoice",
    retrieve="retrieveInvoices",
    delete="deleteInvoices",
    forget=_forget,
)

#: operationId to what it does.
OPERATIONS: Final = MappingProxyType(
    {
        **operations_of(_INVOICES),
        "createInvoices": createInvoices,
        "updateInvoices": updateInvoices,
        "openInvoices": openInvoices,
        "voidInvoices": voidInvoices,
        "attachSourceToInvoice": attachSourceToInvoice,
        "detachSourceToInvoice": detachSourceToInvoice,
        "listInvoices": listInvoices,
    }
)
