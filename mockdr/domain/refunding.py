"""How much of an order a refund gives back, and out of which part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from mockdr.base.errors import Complaint, Refusal
from mockdr.domain.money import split
from mockdr.domain.settlement import nearest

__all__ = [
    "PARTS",
    "Part",
    "Taken",
    "nothing",
    "of_item",
    "of_order",
    "over_charges",
]

#: What an order's line is made of; an untyped refund of a line is about its product.
PARTS: Final = ("product", "shipping", "duty", "importer_tax", "fees")

_WHOLE: Final = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """
    One part of one line, with its tax, as far as it was captured.

    Args:
        type: One of `PARTS`.
        item: Id of the line.
        full: What it costs when all of the line is captured, in minor units.
        left: What of it was captured and not given back yet, in minor units.
        tax: What of that is tax, in minor units.
    """

    type: str
    item: str
    full: int
    left: int
    tax: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """
    What a refund takes out of one part.

    Args:
        type: One of `PARTS`.
        item: Id of the line.
        amount: In minor units, with tax.
        tax: What of it is tax.
    """

    type: str
    item: str
    amount: int
    tax: int


def of_order(
    parts: Sequence[Part],
    *,
    type: str | None = None,
    amount: int | None = None,
    percent: Decimal | None = None,
) -> tuple[Taken, ...]:
    """
    Return what a refund of a whole order takes.

    All that is left can be had by 100 percent or by its very amount. Less is taken of
    goods, shipping and duty alike, and of regulatory fees only when the rest does not
    suffice. A percentage is one of what is left (inferred: the samples refund once).
    Source: issuing-refunds.md.

    Args:
        type: `shipping`, `duty`, `tax` or `importer_tax`; None for everything.
        amount: In minor units; None where *percent* says it.
        percent: Above 0 and up to 100.

    Raises:
        Refusal: 400, where more is asked for than is left, nothing at all, or a part of
            the tax.
    """
    if type == "tax":
        return _tax(parts, amount, percent)
    asked = [p for p in parts if type in (None, p.type)]
    first = [p for p in asked if type is not None or p.type != "fees"]
    if percent is not None:
        base = asked if percent == _WHOLE else first
        amount = nearest(Fraction(percent) / 100 * _left(base))
    wanted = _possible(amount or 0, _left(asked), percent)
    if wanted == _left(asked):
        return _spread(asked, wanted)
    enough = min(wanted, _left(first))
    rest = [p for p in asked if p not in first]
    return (*_spread(first, enough), *_spread(rest, wanted - enough))


def of_item(
    parts: Sequence[Part],
    *,
    item: str,
    type: str | None = None,
    share: Fraction,
    amount: int | None = None,
    percent: Decimal | None = None,
) -> Taken:
    """
    Return what a refund takes of one line.

    Without a type that is its product with its tax; shipping, fees and duty come back
    with theirs when they are asked for. Source: issuing-refunds.md.

    Args:
        item: Id of the line.
        type: `shipping`, `fees` or `duty`; None for the product.
        share: The pieces that it is about, of those that were ordered.
        amount: In minor units; None where *percent* says it.
        percent: Above 0 and up to 100, of what these pieces cost.

    Raises:
        Refusal: 400, where more is asked for than is left, or nothing at all.
    """
    part = next(p for p in parts if (p.type, p.item) == (type or "product", item))
    if amount is None:
        wanted = nearest(Fraction(percent or _WHOLE) / 100 * part.full * share)
        # Halves that were rounded up one by one may leave less for the last pieces.
        if part.left and 0 < 2 * (wanted - part.left) <= 1 / share:
            wanted = part.left
    else:
        wanted = amount
    return _take(part, _possible(wanted, part.left, percent))


def over_charges(amount: int, capacities: Sequence[int]) -> tuple[int, ...]:
    """
    Return what of *amount* goes back over each charge, the first one first.

    Args:
        amount: In minor units.
        capacities: What was captured and not given back by each charge, the primary
            source's first. What exceeds all of them falls on the first.

    Source: applying-a-store-credit.md.
    """
    found: list[int] = []
    left = amount
    for capacity in capacities:
        found.append(min(left, max(capacity, 0)))
        left -= found[-1]
    if left and found:
        found[0] += left
    return tuple(found)


def _tax(
    parts: Iterable[Part], amount: int | None, percent: Decimal | None
) -> tuple[Taken, ...]:
    """Return all tax that is left; only that can be asked for."""
    left = sum(p.tax for p in parts)
    whole = _possible(left, left)
    if percent not in (None, _WHOLE) or amount not in (None, whole):
        raise Refusal("invalid_parameter:percentRequested")
    return tuple(
        Taken(type=p.type, item=p.item, amount=p.tax, tax=p.tax) for p in parts if p.tax
    )


def _possible(wanted: int, left: int, percent: Decimal | None = None) -> int:
    """Return *wanted*, which has to be something, and no more than is left."""
    if wanted > left or left <= 0:
        raise Refusal("invalid_parameter:amountRequested")
    if wanted <= 0:
        raise nothing(wanted if percent is None else percent)
    return wanted


def nothing(said: object) -> Refusal:
    """
    Return the answer to who asks for nothing at all, or for less.

    There is a parameter for it, and no message is documented (inferred).

    Args:
        said: The amount or the percentage, as it was sent.
    """
    return Refusal(
        Complaint(
            key="invalid_parameter",
            parameter="amountRequested",
            values={"value": str(said)},
        )
    )


def _left(parts: Iterable[Part]) -> int:
    return sum(p.left for p in parts)


def _spread(parts: Sequence[Part], amount: int) -> tuple[Taken, ...]:
    """Take *amount* out of all parts alike."""
    if not amount:
        return ()
    shares = split(amount, [p.left for p in parts])
    return tuple(_take(p, a) for p, a in zip(parts, shares, strict=True) if a)


def _take(part: Part, amount: int) -> Taken:
    tax = nearest(Fraction(part.tax * amount, part.left))
    return Taken(type=part.type, item=part.item, amount=amount, tax=tax)
