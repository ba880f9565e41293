"""Subscriptions: drafted by a checkout, activated and changed by the merchant."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain.subscription import ACTIVE, CHANGEABLE
from mockdr.engine.acquiring import check_plan
from mockdr.engine.invoicing import check_source, close_session, enter
from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.resources import Resource, changed, found, operations_of
from mockdr.engine.periods import begin, draft_of, usable
from mockdr.engine.renewing import bill_again, drop_draft, turn_to
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS"]

#: States of an order that let its subscription begin.
_ACCEPTED: Final = ("accepted", "fulfilled", "complete")

#: What an update takes over as it is.
_ECHOED: Final = ("planId", "applicationId", "locale", "sourceId", "metadata")


def updateSubscriptions(turn: Turn) -> Answer:
    """
    Activate a subscription, cancel it, or change what is billed next.

    Source: managing-a-subscription.md.
    """
    record = found(turn, _SUBSCRIPTIONS, turn.params["id"])
    before = turn.before(record)
    invoice = None
    if "state" in turn.body:
        _alone(turn)
        if turn.body["state"] == "active":
            _activate(turn, record)
        else:
            invoice = _cancel(turn, record)
    else:
        _change(turn, record)
    after = turn.shown(record)
    turn.tell("subscription.updated", record, previous=changed(before, after))
    if invoice is not None:
        close_session(turn, invoice)
        enter(turn, invoice, "void")
    return Answer(status=200, document=after)


def listSubscriptions(turn: Turn) -> Answer:
    """List subscriptions, newest first."""
    return list_of(turn, "subscription")


def _alone(turn: Turn) -> None:
    """
    See that nothing else is changed beside the state.

    Raises:
        Refusal: 409 `restricted_update` about each field beside it.
    """
    state = turn.body["state"]
    others = [name for name in turn.body if name != "state"]
    if others:
        raise Refusal(
            *(
                Complaint(
                    key=f"restricted_update:{state}",
                    parameter=name,
                    values={"state": state},
                )
                for name in others
            )
        )


def _impossible(record: Record, done: str, parameter: str = "state") -> Refusal:
    return Refusal(
        Complaint(
            key="invalid_state:subscription_move",
            parameter=parameter,
            values={
                "id": record.id,
                "state": record.document["state"],
                "done": done,
            },
        )
    )


def _activate(turn: Turn, record: Record) -> None:
    """
    Let the first period begin, once its order is accepted and its source can pay.

    Whose it is and what pays for it come from that order. A trial that costs nothing
    needs no source (inferred). Source: managing-a-subscription.md.
    """
    if record.document["state"] != "draft":
        raise _impossible(record, "activated")
    order = turn.load("order", str(record.private.get("order")))
    if order is None or order.document["state"] not in _ACCEPTED:
        raise _lacks(record, "accepted order")
    turn.about["order"] = order.id
    document = record.document
    for name in ("customerId", "locale", "applicationId"):
        if name in order.document:
            document.setdefault(name, order.document[name])
    document["billingAgreementId"] = record.private["agreement"]
    for id in order.private["sources"]:
        if turn.sure("source", id).document["type"] != "customerCredit":
            document["sourceId"] = id
            turn.about["source"] = id
            break
    if not usable(turn, record):
        turn.hint = "save the source with the customer before it is charged"
        raise _lacks(record, "valid source")
    prices = (i.get("price", i.get("aggregatePrice")) for i in document["items"])
    turn_to(turn, record, "active" if any(prices) else "activeFree")
    begin(turn, record, check_plan(turn, document["planId"]))
    turn.save(record)


def _lacks(record: Record, lack: str) -> Refusal:
    return Refusal(
        Complaint(
            key="invalid_state:activation", values={"id": record.id, "lack": lack}
        )
    )


def _cancel(turn: Turn, record: Record) -> Record | None:
    """Cancel a subscription; returns the open invoice that goes with it."""
    if record.document["state"] not in (*ACTIVE, "activePendingInvoice"):
        raise _impossible(record, "cancelled")
    invoice = draft_of(turn, record)
    drop_draft(turn, record)
    turn_to(turn, record, "cancelled")
    still_open = invoice is not None and invoice.document["state"] == "open"
    return invoice if still_open else None


def _change(turn: Turn, record: Record) -> None:
    """Change what counts from the next invoice on."""
    state = record.document["state"]
    if state not in CHANGEABLE:
        raise _impossible(record, "updated")
    body = turn.body
    if "planId" in body:
        check_plan(turn, str(body["planId"]))
    if "sourceId" in body:
        if state == "draft":
            raise _impossible(record, "updated", "sourceId")
        check_source(
            turn,
            str(body["sourceId"]),
            customer=record.document.get("customerId"),
            again=True,
        )
    for name in _ECHOED:
        if name in body:
            record.document[name] = body[name]
    if "items" in body:
        record.document["items"] = _items(body["items"])
    if "sourceId" in body:
        bill_again(turn, record)
    turn_to(turn, record, state)


def _items(items: list[dict[str, Json]]) -> list[dict[str, Json]]:
    """
    Return the items of an update; without a quantity they are one each.

    Raises:
        Refusal: 400 `missing_parameter` for an item without a price (inferred).
    """
    missing = [
        Complaint(key="missing_parameter", parameter=f"items[{index}].price")
        for index, item in enumerate(items)
        if item.get("price") is None and item.get("aggregatePrice") is None
    ]
    if not items:
        missing = [Complaint(key="missing_parameter", parameter="items")]
    if missing:
        raise Refusal(*missing)
    return [{**item, "quantity": item.get("quantity") or 1} for item in items]


def _forget(turn: Turn, record: Record) -> None:
    del turn
    if record.document["state"] != "draft":
        raise Refusal(
            Complaint(
                key="invalid_state:subscription",
                values={"id": record.id, "state": record.document["state"]},
            )
        )


_SUBSCRIPTIONS: Final = Resource(
    kind="subscription",
    title="Subscription",
    retrieve="retrieveSubscriptions",
    delete="deleteSubscriptions",
    told={"delete": "subscription.deleted"},
    forget=_forget,
)

#: operationId to what it does.
OPERATIONS: Final = MappingProxyType(
    {
        **operations_of(_SUBSCRIPTIONS),
        "updateSubscriptions": updateSubscriptions,
        "listSubscriptions": listSubscriptions,
    }
)
