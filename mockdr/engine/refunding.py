"""Refunds at work: made, asked about, paid or not, and what that does to an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json
from mockdr.domain import Money, refund
from mockdr.domain.refunding import Taken, over_charges
from mockdr.domain.source import DELAYED_FAILURE
from mockdr.engine import finance, following, ledger, papers
from mockdr.engine.stage import decide
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Turn

__all__ = ["Begun", "about", "begin", "is_all_back", "moved", "publish"]

#: States of a refund to the states of what it does to the charges. A charge knows no
#: bank details, for its closed enum has no such state: only the refund itself shows
#: that its charges wait for them. Source: event-types.md, its sample.
_ON_CHARGES: Final[Mapping[str, str]] = {
    "pending": "pending",
    "pending_information": "pending",
    "succeeded": "complete",
    "failed": "failed",
    "expired": "failed",
}

_WAITS: Final = "pending_information"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """
    A refund that is to be made.

    Args:
        taken: What it takes out of the order.
        fields: Fields of the document that only this kind of refund has.
        cause: `refund` or `return`: what the books call it.
    """

    taken: Sequence[Taken]
    fields: Mapping[str, Json] = field(default_factory=dict)
    cause: str = "refund"


def begin(turn: Turn, order: Record, wanted: Begun) -> Record:
    """
    Make a refund of *order*, and tell its charges.

    Nothing is told yet, but what follows by itself is on its way.
    """
    currency = order.document["currency"]
    whole = sum(part.amount for part in wanted.taken)
    id = f"re_{turn.tenant.ids.uuid()}"
    document: dict[str, Json] = {
        "id": id,
        "createdTime": turn.time,
        "currency": currency,
        "orderId": order.id,
        "items": [],
        **wanted.fields,
        "refundedAmount": 0.0,
        "state": "pending",
        "liveMode": turn.tenant.live,
    }
    private: dict[str, Json] = {
        "requested": _wire(whole, currency),
        "taken": [[p.type, p.item, p.amount, p.tax] for p in wanted.taken],
        "cause": wanted.cause,
        "charges": _over_charges(turn, order, whole),
    }
    record = turn.make(Record("refund", id, document, private))
    order.private.setdefault("refunds", []).append(id)
    ledger.settle(turn, order)
    about(turn, record)
    follow(turn, order, record)
    return record


def publish(turn: Turn, record: Record) -> None:
    """Tell that a refund is pending, which returns do when all of them is accepted."""
    turn.tell("refund.pending", record)
    if record.document["state"] == "pending":
        _tell_charges(turn, record, "order.charge.refund.pending")


def about(turn: Turn, record: Record) -> Record:
    """Note what the turn is about, and return the refund's order."""
    order = turn.sure("order", record.document["orderId"])
    turn.about["refund"] = record.id
    turn.about["order"] = order.id
    turn.about["session"] = order.private["session"]
    if order.private.get("charges"):
        turn.about["charge"] = order.private["charges"][-1]
    return order


def moved(turn: Turn, thing: Thing) -> None:
    """Do an act that moves a refund: to its end, or to the customer and back."""
    record = turn.sure(*thing)
    order = about(turn, record)
    now = order.document["state"]
    # The money is on its way back already: where its order stands is decided by that.
    succeeds = turn.trigger == "provider.completes"
    returned = now in ("fulfilled", "complete") and is_all_back(turn, order, record)
    outcome = decide(
        turn,
        {"refund": record.document["state"], "order": now},
        None,
        settled={"order": "returned" if succeeds and returned else now},
    )
    state = outcome.then["refund"]
    _enter(turn, record, state)
    if turn.trigger == "customer.sends_bank_details":
        record.private["informed"] = True
    if state == "failed" and turn.claims.reason is not None:
        record.document["failureReason"] = turn.claims.reason
    if outcome.then.get("order") == "returned":
        order.document["state"] = "returned"
        order.document["stateTransitions"]["returned"] = turn.time
        turn.save(order)
    if state == "succeeded":
        order.document["updatedTime"] = turn.time
        turn.touch("order", order.id)
    ledger.settle(turn, order)
    for type in outcome.events:
        if type.startswith("order.charge."):
            _tell_charges(turn, record, type)
        else:
            turn.tell(type, order if type.startswith("order.") else record)
    if state == "succeeded":
        given = record.document["refundedAmount"]
        papers.announce(turn, order, "customer_credit_memo", given)
        finance.given_back(turn, order, record)
    follow(turn, order, record)


def _enter(turn: Turn, record: Record, state: str) -> None:
    """Write the state into the refund, and into what it does to the charges."""
    document, private = record.document, record.private
    document["state"] = state
    on_charges = _ON_CHARGES[state]
    shown = []
    for charge_id, entry_id, _ in private["charges"]:
        charge = turn.sure("charge", charge_id)
        entry = next(e for e in charge.document["refunds"] if e["id"] == entry_id)
        if entry["state"] != on_charges:
            entry["state"] = on_charges
            if on_charges == "failed":
                entry["failureCode"] = "failed-request"
            turn.save(charge)
        shown.append(
            {
                "id": charge.id,
                "captured": charge.document["captured"],
                "refunded": charge.document["refunded"],
                "refunds": [
                    {
                        "createdTime": entry["createdTime"],
                        "amount": entry["amount"],
                        "state": state if state == _WAITS else on_charges,
                    }
                ],
                "sourceId": charge.document["sourceId"],
            }
        )
    if state == "pending":
        # A refund that has only begun shows no charges. Source: event-types.md.
        document.pop("charges", None)
        document.pop("tokenInformation", None)
    else:
        document["charges"] = shown
    if state == _WAITS:
        # Kept beside: who comes later with it learns that it was used.
        private["token"] = turn.tenant.ids.uuid()
        document["tokenInformation"] = {
            "token": private["token"],
            "expiresTime": wire_time(turn.now + refund.TOKEN),
        }
    if state == "succeeded":
        document["refundedAmount"] = private["requested"]
        for item in document["items"]:
            item["refundedAmount"] = item["amount"]
    turn.save(record)


def _over_charges(turn: Turn, order: Record, whole: int) -> list[list[Json]]:
    """
    Let the charges give *whole* back: the primary source's first, then store credits.

    Returns the id of each charge, of what was entered there, and its amount.
    """
    currency = order.document["currency"]
    charges = list(reversed(ledger.charges_of(turn, order)))
    shares = over_charges(whole, [_capacity(c, currency) for c in charges])
    entered: list[list[Json]] = []
    for charge, share in zip(charges, shares, strict=True):
        if not share:
            continue
        id = turn.tenant.ids.uuid()
        charge.document.setdefault("refunds", []).append(
            {
                "id": id,
                "createdTime": turn.time,
                "amount": _wire(share, currency),
                "state": "pending",
            }
        )
        # True from the first attempt on, whatever becomes of it. Source:
        # payment-charges/README.md.
        charge.document["refunded"] = True
        turn.save(charge)
        entered.append([charge.id, id, share])
    return entered


def _capacity(charge: Record, currency: str) -> int:
    """Return what *charge* has captured and not given back, in minor units."""
    document = charge.document

    def minor(name: str, *states: str) -> int:
        return sum(
            Money.from_wire(entry["amount"], currency).minor
            for entry in document.get(name, ())
            if entry["state"] in states
        )

    return minor("captures", "complete") - minor("refunds", "pending", "complete")


def is_all_back(turn: Turn, order: Record, last: Record | None = None) -> bool:
    """
    Tell whether a returned order has its money back, once *last* has succeeded.

    All goods that were sent came back and are paid for, whatever is left of shipping;
    or some came back and *last* leaves no money at all. What was cancelled was never
    paid. Source: orders/README.md.
    """
    back = order.private.get("returned")
    if not back:
        return False
    for id in order.private.get("refunds", ()):
        state = turn.sure("refund", id).document["state"]
        if state in ledger.RESERVING and (last is None or id != last.id):
            return False
    document = order.document
    if last is not None and document["availableToRefundAmount"] <= 0:
        return True
    units = order.private["units"]
    if any(back.get(id, 0) < sent for id, (sent, _) in units.items()):
        return False
    # Halves that were rounded piece by piece may leave one minor unit of each piece.
    left = sum(
        Money.from_wire(item["availableToRefundAmount"], document["currency"]).minor
        for item in document["items"]
    )
    pieces: int = sum(back.values())
    return left < pieces


def _tell_charges(turn: Turn, record: Record, type: str) -> None:
    for charge_id, _, _ in record.private["charges"]:
        turn.tell(type, turn.sure("charge", charge_id))


def follow(
    turn: Turn, order: Record, record: Record, *, wait: timedelta = timedelta(0)
) -> None:
    """
    Let come what comes by itself, unless the story says when, or never.

    Args:
        wait: How long it takes at least.
    """
    charges = order.private.get("charges", ())
    primary = turn.sure("charge", charges[-1]).document["sourceId"] if charges else None
    source = turn.load("source", primary) if primary else None
    result = source.private.get("result") if source else None
    state = record.document["state"]
    trigger = refund.follows(
        state,
        method=source.document["type"] if source else "",
        informed=record.private.get("informed", False),
        test_result=result,
    )
    if trigger is None:
        return
    verb = trigger.partition(".")[2]
    if verb != "expires" and "refund" in turn.claims.waits:
        return
    delay = wait
    if verb == "expires":
        delay = refund.TOKEN
    elif result == "refund_pending_failed":
        delay = DELAYED_FAILURE
    tenant, thing = turn.tenant, Thing("refund", record.id)
    turn.later(
        turn.now + delay,
        f"provider {verb} refund {record.id}",
        partial(tenant.provider_moves, verb, thing),
        moot=partial(following.left, tenant, thing, state)
        if verb == "expires" or wait
        else None,
    )


def _wire(minor: int, currency: str) -> float:
    return Money(currency=currency, minor=minor).to_wire()
