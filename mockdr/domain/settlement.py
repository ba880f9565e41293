"""What a part of an order costs, and which charge pays for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from mockdr.domain.money import split

__all__ = [
    "STANDING",
    "Ask",
    "LineAmounts",
    "Share",
    "charge_after",
    "line_totals",
    "nearest",
    "order_after",
    "shares",
]

#: States of a capture or cancel that counts: what failed takes nothing.
STANDING: Final = ("pending", "pending_information", "complete")

_UNDECIDED: Final = ("pending", "pending_information")


def nearest(value: Fraction) -> int:
    """Return *value*, which is not negative, as a whole number, halves rounded up."""
    return int(value + Fraction(1, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAmounts:
    """
    What an order prints of one item, in minor units.

    Args:
        goods: `amount`, before its share of the order's discount.
        tax: On the goods.
        shipping: Its share, before the discount on shipping.
        rest: Everything else: tax on shipping, fees with their tax, landed cost.
    """

    goods: int
    tax: int
    shipping: int
    rest: int


def line_totals(
    total: int, lines: Sequence[LineAmounts], *, shipping_off: int = 0
) -> tuple[int, ...]:
    """
    Divide *total* over the lines, so that nothing is left over.

    What an order's discount takes off is shared by the goods, what the discount on
    shipping takes off by the shipping (inferred; the samples have neither).

    Args:
        total: `totalAmount` of the order, in minor units.
        lines: Its items, in order.
        shipping_off: The discount on shipping, in minor units.
    """
    found = [line.goods + line.tax + line.shipping + line.rest for line in lines]
    over = sum(found) - total
    off = min(shipping_off, max(over, 0))
    for share, weights in (
        (off, [line.shipping for line in lines]),
        (over - off, [line.goods for line in lines]),
    ):
        if not share:
            continue
        taken = split(abs(share), weights if any(weights) else [1] * len(lines))
        sign = 1 if share > 0 else -1
        found = [one - sign * part for one, part in zip(found, taken, strict=True)]
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """
    So many units of a line, to be captured or cancelled.

    Args:
        item: Id of the line.
        total: What all of the line costs, in minor units.
        ordered: How many units the line has.
        units: How many of them this is about, 1 or more.
    """

    item: str
    total: int
    ordered: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """
    A capture or cancel to be made.

    Args:
        kind: `capture` or `cancel`.
        ask: What it is for.
        charge: Index of the charge.
        amount: In minor units, more than zero.
    """

    kind: str
    ask: Ask
    charge: int
    amount: int


def shares(
    captures: Sequence[Ask],
    cancels: Sequence[Ask],
    left: Sequence[int],
    *,
    finishing: bool,
) -> tuple[Share, ...]:
    """
    Return what a fulfillment captures and cancels, line by line, captures first.

    The price of some units is rounded up to the minor unit, what costs most comes
    first, and what comes last takes all that is left: this reproduces every documented
    figure, however the lines are ordered (inferred; no page has a rule). Captures begin
    with store credit, cancels with the primary source. Source:
    payment-charges/README.md.

    Args:
        captures: What is sent.
        cancels: What is cancelled.
        left: What no capture or cancel was made for yet, by charge: store credits
            first, the primary last; in minor units.
        finishing: Whether no unit of the order remains after this.
    """
    remaining = list(left)
    asked = [
        (kind, ask)
        for kind, asks in (("capture", captures), ("cancel", cancels))
        for ask in sorted(asks, key=_price, reverse=True)
    ]
    found: list[Share] = []
    for number, (kind, ask) in enumerate(asked):
        amount = _price(ask)
        if finishing and number == len(asked) - 1:
            amount = sum(remaining)
        order = range(len(remaining))
        for charge in order if kind == "capture" else reversed(order):
            part = min(amount, remaining[charge])
            if part > 0:
                found.append(Share(kind=kind, ask=ask, charge=charge, amount=part))
                remaining[charge] -= part
                amount -= part
    return tuple(found)


def _price(ask: Ask) -> int:
    """Return what the units cost by themselves, rounded up to the minor unit."""
    return -(-ask.total * ask.units // ask.ordered)


def charge_after(
    state: str,
    amount: int,
    captures: Sequence[tuple[str, int]],
    cancels: Sequence[tuple[str, int]],
) -> str:
    """
    Return the state of a charge that is capturable or processing.

    Source: payment-charges/README.md.

    Args:
        state: Its state until now.
        amount: Of the charge, in minor units.
        captures: State and amount of each.
        cancels: State and amount of each.
    """
    parts = [*captures, *cancels]
    covered = sum(part for found, part in parts if found in STANDING)
    if covered < amount:
        return "capturable"
    if any(found == "pending" for found, _ in captures):
        return "processing"
    if any(found in _UNDECIDED for found, _ in cancels):
        return state
    captured = any(found == "complete" for found, _ in captures)
    return "complete" if captured else "cancelled"


def order_after(state: str, items: Iterable[str], charges: Iterable[str]) -> str:
    """
    Return the state of an order once nothing of it is open any more, else *state*.

    Source: orders/README.md.

    Args:
        state: Its state until now.
        items: States of its items.
        charges: States of its charges.
    """
    lines = list(items)
    if state not in ("accepted", "fulfilled") or "created" in lines:
        return state
    if any(charge not in ("complete", "cancelled") for charge in charges):
        return state
    sent = "fulfilled" in lines or "returned" in lines
    return "complete" if sent else "cancelled"
