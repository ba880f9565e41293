"""What of an order is captured, cancelled, refunded: counted anew from its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from mockdr.base.errors import Json
from mockdr.domain import Money
from mockdr.domain.settlement import STANDING, nearest
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = ["captured_units", "charges_of", "operations_on", "settle"]

#: States of a refund whose money nobody else can have meanwhile.
_RESERVING: Final = ("pending", "pending_information")


def charges_of(turn: Turn, order: Record) -> list[Record]:
    """Return the charges of *order*: store credits first, the primary last."""
    return [turn.sure("charge", id) for id in order.private.get("charges", ())]


def operations_on(charges: Iterable[Record], kind: str) -> Iterator[dict[str, Json]]:
    """
    Yield what was done on *charges*, as their documents carry it.

    Args:
        kind: `capture` or `cancel`.
    """
    for charge in charges:
        yield from charge.document.get(f"{kind}s", ())


def settle(turn: Turn, order: Record) -> None:
    """
    Count the amounts of *order* and of its items anew, and save it.

    A capture counts for `capturedAmount` from its start, and for what can be refunded
    once it is complete; a cancel counts where a fulfillment made it. A refund is a
    record of kind `refund` that `order.private["refunds"]` names; of its `private` are
    read `requested` (all that it is to give back) and `products` (item id to what of
    that is for goods and their tax), both in major units.

    Source: order-management/orders; the amounts of the items are those of their goods
    and tax without shipping, duty and fees, since 2022-08-08.
    """
    document = order.document
    currency = document["currency"]
    charges = charges_of(turn, order)
    captures = list(operations_on(charges, "capture"))
    complete = _sum(currency, (c for c in captures if c["state"] == "complete"))
    document["capturedAmount"] = _sum(
        currency, (c for c in captures if c["state"] in STANDING)
    ).to_wire()
    document["cancelledAmount"] = _sum(
        currency,
        (
            cancel
            for cancel in operations_on(charges, "cancel")
            if cancel["state"] in STANDING
            and "fulfillment" in turn.sure("cancel", cancel["id"]).document
        ),
    ).to_wire()
    refunds = [turn.sure("refund", id) for id in order.private.get("refunds", ())]
    given = Money(currency=currency, minor=0)
    reserved = given
    for refund in refunds:
        state = refund.document["state"]
        if state == "succeeded":
            given += Money.from_wire(refund.document["refundedAmount"], currency)
        elif state in _RESERVING:
            reserved += Money.from_wire(refund.private["requested"], currency)
    if any(refund.document["state"] == "succeeded" for refund in refunds):
        document["refundedAmount"] = given.to_wire()
    document["availableToRefundAmount"] = (complete - given - reserved).to_wire()
    standing = [r for r in refunds if r.document["state"] in ("succeeded", *_RESERVING)]
    for item in document["items"]:
        taken = Money(currency=currency, minor=0)
        for refund in standing:
            amount = refund.private.get("products", {}).get(item["id"], 0)
            taken += Money.from_wire(amount, currency)
        captured = _captured(turn, order, item)
        left = captured.minor - taken.minor
        item["availableToRefundAmount"] = Money(
            currency=currency, minor=max(left, 0)
        ).to_wire()
    turn.save(order, moved=False)


def _sum(currency: str, parts: Iterable[dict[str, Json]]) -> Money:
    total = Money(currency=currency, minor=0)
    for part in parts:
        total += Money.from_wire(part["amount"], currency)
    return total


def captured_units(turn: Turn, order: Record, item: Mapping[str, Json]) -> Fraction:
    """
    Return how many units of an item are captured.

    Units that several charges pay for are captured as far as those are (inferred).
    """
    currency = order.document["currency"]
    wanted: dict[str, int] = {}
    done: dict[str, int] = {}
    units: dict[str, int] = {}
    for capture in operations_on(charges_of(turn, order), "capture"):
        about = turn.sure("capture", capture["id"]).document
        if about["item"] != item["id"]:
            continue
        shipped = about["fulfillment"]
        amount = Money.from_wire(capture["amount"], currency).minor
        units[shipped] = about["quantity"]
        wanted[shipped] = wanted.get(shipped, 0) + amount
        if capture["state"] == "complete":
            done[shipped] = done.get(shipped, 0) + amount
    return sum(
        (
            Fraction(done.get(id, 0), wanted[id]) * quantity
            for id, quantity in units.items()
            if wanted[id]
        ),
        Fraction(0),
    )


def _captured(turn: Turn, order: Record, item: Mapping[str, Json]) -> Money:
    """Return what was captured of an item's goods and their tax."""
    currency = order.document["currency"]
    goods = Money.from_wire(item["amount"], currency) + Money.from_wire(
        (item.get("tax") or {}).get("amount", 0), currency
    )
    share = captured_units(turn, order, item) / (item.get("quantity") or 1)
    return Money(currency=currency, minor=nearest(goods.minor * share))
