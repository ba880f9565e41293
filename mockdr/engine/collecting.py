"""Attempts to collect an invoice: one makes an order of it, or another one follows."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Complaint, Refusal
from mockdr.domain import Outcome
from mockdr.domain.invoice import RETRY
from mockdr.engine import following
from mockdr.engine.capturing import Piece, fulfil
from mockdr.engine.funding import refund
from mockdr.engine.invoicing import (
    about,
    enter,
    give_up_later,
    open_up,
    primary_of,
    renew_session,
)
from mockdr.engine.ordered import new_order
from mockdr.engine.periods import expired
from mockdr.engine.stage import Stage, apply, new_charge
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Turn

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = [
    "attempt_later",
    "decline",
    "foregone",
    "opened",
    "pay",
    "payable",
    "resume",
    "state_of_source",
]

#: What a paid invoice's order goes through first. Source: event-types.md.
_ACCEPTED: Final = {
    "order": "accepted",
    "fraud": "passed",
    "session": "complete",
}
_CHARGED: Final = ("order.created", "order.charge.capturable", "order.accepted")
_FREE: Final = ("order.created", "order.accepted")


def payable(record: Record) -> bool:
    """Tell whether there is anything to pay."""
    return bool(record.document["totalAmount"])


def state_of_source(turn: Turn, record: Record) -> str | None:
    """
    Return the state of what is to pay for an invoice, as its table asks for it.

    None where nothing is to be paid.

    Raises:
        Refusal: 409, where nothing can pay; the attempt is then not made.
    """
    if not payable(record):
        return None
    source = primary_of(turn, record)
    if source is None or source.document["state"] != "chargeable":
        id = source.id if source is not None else ""
        raise Refusal(Complaint(key="source_not_chargeable", values={"sourceId": id}))
    return "chargeable"


def foregone(turn: Turn, record: Record) -> dict[str, str]:
    """
    Return what facts decide of an attempt, whatever bank and story say.

    It fails for a customer that is disabled, and for a card that has expired since the
    invoice got it. Inferred: the one has its orders refused, the other cannot be
    charged.
    """
    customer = turn.load("customer", str(record.document.get("customerId")))
    source = primary_of(turn, record)
    disabled = customer is not None and not customer.document["enabled"]
    spent = source is not None and expired(turn, source)
    return {"invoice": "open"} if payable(record) and (disabled or spent) else {}


def opened(turn: Turn, record: Record) -> None:
    """Open a draft, and put the end of its collection on the clock."""
    enter(turn, record, "open")
    open_up(turn, record)


def attempt_later(turn: Turn, record: Record, when: datetime | None = None) -> None:
    """
    Let the next attempt on an open invoice follow, at once or on its day.

    One that something else has made superfluous meanwhile is not made.
    """
    until = datetime.fromisoformat(record.private["until"])
    moment = turn.now if when is None else when
    if moment >= until and when is not None:
        return
    tenant, count = turn.tenant, record.document["attemptCount"]
    turn.later(
        moment,
        f"provider retries invoice {record.id}",
        partial(_attempt, tenant, record.id),
        moot=partial(_superfluous, tenant, record.id, count),
    )


def resume(turn: Turn, record: Record) -> None:
    """Try what *record* is, an open invoice, now that its source may have changed."""
    if record.kind == "invoice" and record.document["state"] == "open":
        attempt_later(turn, record)


def _superfluous(tenant: Tenant, id: str, count: int) -> bool:
    """Tell whether an invoice was tried meanwhile, or is not to be paid any more."""
    record = tenant.peek("invoice", id)
    return (
        record is None
        or record.document["state"] != "open"
        or record.document["attemptCount"] != count
    )


def _attempt(tenant: Tenant, id: str) -> None:
    record = tenant.peek("invoice", id)
    if record is None:
        return
    source = tenant.state_of("source", record.private.get("primary") or "")
    if payable(record) and source != "chargeable":
        # What waits for its customer moves on once the customer has acted.
        return
    tenant.provider_moves("retries", Thing("invoice", id))


def _staged(turn: Turn, record: Record) -> Stage:
    """Return the stage of the next attempt; one that failed has ended its session."""
    session = renew_session(turn, record)
    about(turn, record)
    return Stage(session=session, checkout=record, primary=primary_of(turn, record))


def pay(turn: Turn, record: Record) -> Record:
    """
    Charge the source of an open invoice, and make the order that it has become.

    What it sells is digital: it counts as delivered at once, and is captured. Source:
    invoices.md, event-types.md; the fulfillment is inferred from the state of the
    charge in the sample of `subscription.extended`.
    """
    stage = _staged(turn, record)
    document = record.document
    order = stage.order = new_order(turn, stage)
    stage.session.private["order"] = order.id
    turn.about["order"] = order.id
    free = not payable(record)
    apply(
        turn,
        stage,
        Outcome(
            name="paid",
            trigger=turn.trigger,
            then=_ACCEPTED if free else {**_ACCEPTED, "charge": "capturable"},
            next_action="none",
            spends=not free,
            events=_FREE if free else _CHARGED,
            page="event-types.md",
        ),
    )
    for source in stage.sources:
        source.private["attached"] = stage.session.id
        turn.save(source, moved=False)
        refund(turn, source, but=stage.session.id)
    _deliver(turn, order)
    following.follow(turn, stage)
    document["attemptCount"] += 1
    document["orderId"] = order.id
    for item, line in zip(document["items"], order.document["items"], strict=True):
        item["id"] = line["id"]
    record.private["charges"] = [
        *record.private["charges"],
        *order.private["charges"],
    ]
    enter(turn, record, "paid")
    return order


def _deliver(turn: Turn, order: Record) -> None:
    """Fulfil every line: a step within this one, with outcomes of its own."""
    kept = turn.trigger, turn.outcome, turn.candidates, turn.situation
    turn.trigger = "createFulfillments"
    try:
        pieces = [
            Piece(item=item, sent=item["quantity"]) for item in order.document["items"]
        ]
        fulfil(turn, order, pieces)
    finally:
        turn.trigger, turn.outcome, turn.candidates, turn.situation = kept


def decline(turn: Turn, record: Record) -> None:
    """
    Let the attempt fail: a charge that failed, a session that is over, no order.

    Source: the sample of `subscription.payment_failed` in event-types.md; that each
    attempt is counted is inferred.
    """
    stage = _staged(turn, record)
    source = stage.primary
    if source is not None:
        amounts = record.private["amounts"]
        charge = new_charge(turn, stage, source, amounts, "failed")
        charge.document["failureCode"] = turn.claims.reason or "declined"
        turn.make(charge)
        turn.about["charge"] = charge.id
        record.private["charges"] = [*record.private["charges"], charge.id]
    stage.session.document["state"] = "cancelled"
    turn.save(stage.session)
    record.document["attemptCount"] += 1
    record.document["updatedTime"] = turn.time
    turn.save(record)
    turn.tell("invoice.payment_failed", record)
    if datetime.fromisoformat(record.private["until"]) <= turn.now:
        give_up_later(turn, record)
    else:
        attempt_later(turn, record, turn.now + RETRY)
