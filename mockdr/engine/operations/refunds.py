"""Refunds: money goes back, for a whole order, some lines, or their shipping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain import Money
from mockdr.domain.refunding import Part, Taken, nothing, of_item, of_order
from mockdr.engine import ledger
from mockdr.engine.hereafter import tries_again
from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.resources import Resource, changed, found
from mockdr.engine.refunding import Begun, about, begin, publish
from mockdr.engine.stage import decide
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = [
    "createRefunds",
    "line_of",
    "listRefunds",
    "retrieveRefunds",
    "units_of",
    "updateRefunds",
]

REFUNDS: Final = Resource(
    kind="refund",
    title="Refund",
    retrieve="retrieveRefunds",
)

#: What a refund says again as it was said.
_ECHOED: Final = ("type", "reason", "metadata")


def createRefunds(turn: Turn) -> Answer:
    """
    Begin a refund of what an order, or the order of an invoice, has captured.

    It is checked in this order: the order, a dispute of it, the currency, and how much
    is asked for. Source: issuing-refunds.md; the order of the checks is inferred.
    """
    order, invoice = _refunded(turn)
    if order.document["state"] == "dispute":
        raise Refusal("invalid_parameter:refund_in_dispute")
    currency = turn.body["currency"]
    if currency != order.document["currency"]:
        raise Refusal(
            Complaint(
                key="invalid_parameter:refund_currency", values={"currency": currency}
            )
        )
    if not order.document.get("capturedAmount"):
        turn.hint = _not_captured(turn, order)
    asked = _Asked.read(turn.body, currency)
    parts = ledger.parts_of(turn, order)
    fields: dict[str, Json] = {
        name: turn.body[name] for name in _ECHOED if name in turn.body
    }
    taken: tuple[Taken, ...]
    if asked.items:
        taken, fields["items"] = _of_items(order, parts, turn.body["items"])
    else:
        taken = of_order(
            parts,
            type=turn.body.get("type"),
            amount=asked.amount,
            percent=asked.percent,
        )
        whole = sum(part.amount for part in taken)
        fields["amount"] = Money(currency=currency, minor=whole).to_wire()
    if invoice is not None:
        fields["invoiceId"] = invoice.id
    outcome = decide(turn, {"refund": None}, None)
    record = begin(turn, order, Begun(taken=taken, fields=fields))
    if "refund.pending" in outcome.events:
        publish(turn, record)
    return Answer(status=201, document=turn.shown(record))


def retrieveRefunds(turn: Turn) -> Answer:
    """Return a refund."""
    record = found(turn, REFUNDS, turn.params["id"])
    about(turn, record)
    return Answer(status=200, document=turn.shown(record))


def updateRefunds(turn: Turn) -> Answer:
    """Change the metadata of a refund, which is all that can change."""
    record = found(turn, REFUNDS, turn.params["id"])
    about(turn, record)
    outcome = decide(turn, {"refund": record.document["state"]}, None)
    before = turn.before(record)
    if "metadata" in turn.body:
        record.document["metadata"] = turn.body["metadata"]
    turn.save(record)
    after = turn.shown(record)
    for type in outcome.events:
        turn.tell(type, record, previous=changed(before, after))
    return Answer(status=200, document=after)


def listRefunds(turn: Turn) -> Answer:
    """List refunds, newest first."""
    return list_of(turn, "refund", elsewhere={"skuId": ("items", "*", "skuId")})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """How much a request, or one item of it, wants back."""

    amount: int | None = None
    percent: Decimal | None = None
    items: bool = False

    @classmethod
    def read(cls, body: Mapping[str, Json], currency: str) -> _Asked:
        """
        Read the one of `amount`, `percent` and `items` that a request has.

        Raises:
            Refusal: 400, if there is none of them, or more than one; neither is
                documented (inferred).
        """
        ways = [name for name in ("amount", "percent", "items") if body.get(name)]
        if not ways and not any(body.get(n) is not None for n in ("amount", "percent")):
            raise Refusal(Complaint(key="missing_parameter", parameter="amount"))
        if len(ways) > 1:
            value = str(body[ways[1]])
            raise Refusal(
                Complaint(
                    key="invalid_parameter",
                    parameter=ways[1],
                    values={"value": value if ways[1] != "items" else "items"},
                )
            )
        if ways == ["items"]:
            return cls(items=True)
        return cls.of_one(body, currency)

    @classmethod
    def of_one(cls, body: Mapping[str, Json], currency: str) -> _Asked:
        """Read what one item, or the whole request, has of `amount` and `percent`."""
        if body.get("amount") is not None:
            try:
                amount = Money.from_wire(body["amount"], currency).minor
            except ValueError:
                # No sum that money can have: there is never as much.
                raise Refusal("invalid_parameter:amountRequested") from None
            if amount <= 0:
                raise nothing(body["amount"])
            return cls(amount=amount)
        if body.get("percent") is not None:
            return cls(percent=Decimal(str(body["percent"])))
        return cls()


def _refunded(turn: Turn) -> tuple[Record, Record | None]:
    """Return the order that is to be refunded, and the invoice that named it."""
    body = turn.body
    invoice = None
    id = body.get("orderId")
    if id is not None and body.get("invoiceId") is not None:
        # One of the two says what is refunded. Inferred.
        raise Refusal(
            Complaint(
                key="invalid_parameter",
                parameter="invoiceId",
                values={"value": str(body["invoiceId"])},
            )
        )
    if id is None and body.get("invoiceId") is not None:
        invoice = turn.need(
            "invoice", body["invoiceId"], resource="Invoice", parameter="invoiceId"
        )
        id = invoice.document.get("orderId")
        if id is None:
            # Nobody has paid it, so there is nothing to give back. Inferred.
            raise Refusal("invalid_parameter:amountRequested")
    if id is None:
        raise Refusal(Complaint(key="missing_parameter", parameter="orderId"))
    order = turn.need("order", str(id), resource="Order", parameter="orderId")
    turn.about.update(order=order.id, session=order.private["session"])
    return order, invoice


def _not_captured(turn: Turn, order: Record) -> str:
    """Return why there is nothing to give back, and what would change that."""
    charges = (turn.sure("charge", id) for id in order.private.get("charges", ()))
    if not any(charge.document.get("captures") for charge in charges):
        return "nothing is captured yet: fulfill first"
    pending = "nothing is captured yet: the provider has not completed the capture"
    return tries_again(turn.tenant, order.id) or pending


def _of_items(
    order: Record, parts: tuple[Part, ...], wanted: list[Mapping[str, Json]]
) -> tuple[tuple[Taken, ...], list[dict[str, Json]]]:
    """Return what the items of a request take, and what the refund shows of them."""
    currency = order.document["currency"]
    taken: list[Taken] = []
    shown: list[dict[str, Json]] = []
    for number, said in enumerate(wanted):
        place = f"items[{number}]"
        item = line_of(order, said, place)
        ordered = item.get("quantity") or 1
        units = units_of(said.get("quantity", ordered), place, most=ordered)
        asked = _Asked.of_one(said, currency)
        one = of_item(
            parts,
            item=item["id"],
            type=said.get("type"),
            share=Fraction(units, ordered),
            amount=asked.amount,
            percent=asked.percent,
        )
        parts = tuple(_without(part, one) for part in parts)
        taken.append(one)
        amount = Money(currency=currency, minor=one.amount).to_wire()
        shown.append(
            {
                "amount": amount,
                "quantity": units,
                "refundedAmount": 0.0,
                **({"skuId": item["skuId"]} if "skuId" in item else {}),
                "itemId": item["id"],
                **{name: said[name] for name in ("percent", "type") if name in said},
            }
        )
    return tuple(taken), shown


def _without(part: Part, taken: Taken) -> Part:
    if (part.type, part.item) != (taken.type, taken.item):
        return part
    return replace(part, left=part.left - taken.amount, tax=part.tax - taken.tax)


def line_of(order: Record, said: Mapping[str, Json], place: str) -> dict[str, Json]:
    """
    Return the line of *order* that part of a request names, by `itemId` or `skuId`.

    Args:
        place: Where in the request it is: `items[0]`.

    Raises:
        Refusal: 404 for a line that the order does not have, 400 where none is named;
            neither is documented (inferred).
    """
    for name, field in (("itemId", "id"), ("skuId", "skuId")):
        if said.get(name) is None:
            continue
        id = str(said[name])
        for item in order.document["items"]:
            if item.get(field) == id:
                return dict(item)
        raise Refusal(
            Complaint(
                key="not_found",
                parameter=f"{place}.{name}",
                values={"resource": "Item", "id": id},
            )
        )
    raise Refusal(Complaint(key="missing_parameter", parameter=f"{place}.itemId"))


def units_of(value: Json, place: str, *, most: int | None = None) -> int:
    """
    Return how many units a request speaks of; samples send them as text, too.

    Raises:
        Refusal: 400 `invalid_parameter`, for what is no such number (inferred).
    """
    text = str(value)
    units = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004  (a long number)
    if units < 1 or (most is not None and units > most):
        raise Refusal(
            Complaint(
                key="invalid_parameter",
                parameter=f"{place}.quantity",
                values={"value": text},
            )
        )
    return units
