"""What of an order is captured, cancelled, refunded: counted anew from its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

from mockdr.base.errors import Json
from mockdr.domain import Money
from mockdr.domain.refunding import Part
from mockdr.domain.settlement import STANDING, nearest
from mockdr.engine.lines import parts_of_lines
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = [
    "RESERVING",
    "charges_of",
    "operations_on",
    "parts_of",
    "settle",
    "units_left",
]

#: States of a refund whose money nobody else can have meanwhile.
RESERVING: Final = ("pending", "pending_information")


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


def units_left(order: Record, item: Mapping[str, Json]) -> int:
    """Return how many units of a line are neither sent nor cancelled."""
    sent, cancelled = order.private.get("units", {}).get(item["id"], (0, 0))
    return int(item.get("quantity") or 1) - int(sent) - int(cancelled)


def settle(turn: Turn, order: Record) -> None:
    """
    Count the amounts of *order* and of its items anew, and save it.

    A capture counts for `capturedAmount` from its start, and for what can be refunded
    once it is complete, then to the nearest minor unit of each line; a cancel counts
    where a fulfillment made it. Refunds are those that `order.private["refunds"]`
    names, what banks took back is `order.private["chargedBack"]`.

    Source: order-management/orders; the amounts of the items are those of their goods
    and tax without shipping, duty and fees, since 2022-08-08. That captures are rounded
    up and what can be refunded is not is read off the sample of 145.16 USD.
    """
    document = order.document
    currency = document["currency"]
    charges = charges_of(turn, order)
    captures = list(operations_on(charges, "capture"))
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
    succeeded = [r for r in _refunds(turn, order) if r.document["state"] == "succeeded"]
    if succeeded:
        document["refundedAmount"] = _sum(
            currency, ({"amount": r.document["refundedAmount"]} for r in succeeded)
        ).to_wire()
    parts = parts_of(turn, order)
    document["availableToRefundAmount"] = Money(
        currency=currency, minor=sum(part.left for part in parts)
    ).to_wire()
    goods = {part.item: part.left for part in parts if part.type == "product"}
    for item in document["items"]:
        item["availableToRefundAmount"] = Money(
            currency=currency, minor=goods[item["id"]]
        ).to_wire()
    turn.save(order, moved=False)


def parts_of(turn: Turn, order: Record) -> tuple[Part, ...]:
    """Return every part of every line of *order*, as far as it is captured."""
    taken: dict[tuple[str, str], tuple[int, int]] = {}
    for type, item_id, amount, tax in _taken(turn, order):
        before = taken.get((type, item_id), (0, 0))
        taken[type, item_id] = (before[0] + amount, before[1] + tax)
    captured = _captured(turn, order)
    found: list[Part] = []
    for part in captured:
        gone = taken.get((part.type, part.item))
        if gone is not None:
            left, tax = max(part.left - gone[0], 0), max(part.tax - gone[1], 0)
            found.append(replace(part, left=left, tax=tax))
        else:
            found.append(part)
    # What comes last is captured with what is left, which may be a little less.
    complete = _sum(
        order.document["currency"],
        (
            capture
            for capture in operations_on(charges_of(turn, order), "capture")
            if capture["state"] == "complete"
        ),
    )
    over = sum(part.left for part in captured) - complete.minor
    return _less(found, over)


def _less(parts: list[Part], over: int) -> tuple[Part, ...]:
    """Take *over* minor units off the parts: off goods of the last lines first."""
    if over <= 0:
        return tuple(parts)
    found = list(parts)
    for of_goods in (True, False):
        for number, part in reversed(list(enumerate(found))):
            if over > 0 and (part.type == "product") is of_goods:
                less = min(over, part.left)
                left = part.left - less
                found[number] = replace(part, left=left, tax=min(part.tax, left))
                over -= less
    return tuple(found)


def _captured(turn: Turn, order: Record) -> list[Part]:
    """Return every part as it was captured, to the nearest minor unit."""
    document = order.document
    units = _captured_units(turn, order)
    found: list[Part] = []
    for item, costs in zip(document["items"], parts_of_lines(document), strict=True):
        share = units.get(item["id"], Fraction(0)) / (item.get("quantity") or 1)
        rest = _of(sum(full for full, _ in costs.values()), share)
        for type, (full, tax) in reversed(costs.items()):
            # The product comes last, and takes what rounding leaves.
            left = rest if type == "product" else _of(full, share)
            rest -= left
            found.append(
                Part(
                    type=type,
                    item=item["id"],
                    full=full,
                    left=left,
                    tax=min(_of(tax, share), left),
                )
            )
    return found


def _of(amount: int, share: Fraction) -> int:
    """Return a share of *amount*; most lines are captured as a whole, or not at all."""
    return amount * int(share) if share in (0, 1) else nearest(amount * share)


def _refunds(turn: Turn, order: Record) -> Iterator[Record]:
    return (turn.sure("refund", id) for id in order.private.get("refunds", ()))


def _taken(turn: Turn, order: Record) -> Iterator[tuple[str, str, int, int]]:
    """
    Yield what refunds that stand, and chargebacks, have taken of *order*.

    Part, line, amount and the tax in it, in minor units.
    """
    for refund in _refunds(turn, order):
        if refund.document["state"] in ("succeeded", *RESERVING):
            yield from refund.private["taken"]
    yield from order.private.get("chargedBack", ())


def _sum(currency: str, parts: Iterable[dict[str, Json]]) -> Money:
    total = Money(currency=currency, minor=0)
    for part in parts:
        total += Money.from_wire(part["amount"], currency)
    return total


def _captured_units(turn: Turn, order: Record) -> dict[str, Fraction]:
    """
    Return how many units of each item are captured, by the item's id.

    Units that several charges pay for are captured as far as those are (inferred).
    """
    currency = order.document["currency"]
    wanted: dict[tuple[str, str], int] = {}
    done: dict[tuple[str, str], int] = {}
    units: dict[tuple[str, str], int] = {}
    for capture in operations_on(charges_of(turn, order), "capture"):
        about = turn.sure("capture", capture["id"]).document
        sent = (about["item"], about["fulfillment"])
        amount = Money.from_wire(capture["amount"], currency).minor
        units[sent] = about["quantity"]
        wanted[sent] = wanted.get(sent, 0) + amount
        if capture["state"] == "complete":
            done[sent] = done.get(sent, 0) + amount
    found: dict[str, Fraction] = {}
    for sent, quantity in units.items():
        if wanted[sent]:
            share = Fraction(done.get(sent, 0), wanted[sent]) * quantity
            found[sent[0]] = found.get(sent[0], Fraction(0)) + share
    return found
