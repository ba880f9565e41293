"""What fulfillments do to an order: units leave it, and money is taken or let go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from mockdr.base.errors import Json
from mockdr.domain import Money
from mockdr.domain.money import Number
from mockdr.domain.settlement import (
    Ask,
    Share,
    charge_after,
    order_after,
    shares,
)
from mockdr.engine import finance, papers
from mockdr.engine.following import decided_by_provider
from mockdr.engine.ledger import charges_of, operations_on, settle, units_left
from mockdr.engine.lines import totals_of
from mockdr.engine.stage import decide
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Turn

__all__ = [
    "Piece",
    "enter",
    "fulfil",
    "part_moves",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """
    What a fulfillment says of one line.

    Args:
        item: The line, as the order's document has it.
        sent: How many units are sent.
        cancelled: How many never will be.
        said: What else the request says of it and the fulfillment shows.
    """

    item: dict[str, Json]
    sent: int = 0
    cancelled: int = 0
    said: Mapping[str, Json] = field(default_factory=dict)


def fulfil(
    turn: Turn,
    order: Record,
    pieces: Sequence[Piece],
    said: Mapping[str, Json] | None = None,
) -> Record:
    """
    Keep a fulfillment, capture and cancel what it calls for, and tell it all.

    Captures and cancels are pending afterwards, and come to their end by themselves
    unless the story has the provider decide. Source:
    informing-digital-river-of-a-fulfillment.md.

    Args:
        order: An order that is accepted.
        pieces: One for each line, of units that are left.
        said: What else the request says, and the fulfillment shows.
    """
    fulfillment = turn.make(_new(turn, order, pieces, said or {}))
    turn.about.update(order=order.id, fulfillment=fulfillment.id)
    # Its event shows the order as it was before. Source: event-types.md.
    turn.tell("fulfillment.created", fulfillment)
    for piece in pieces:
        _leave(turn, order, piece)
    open_units = any(units_left(order, item) for item in order.document["items"])
    charges = charges_of(turn, order)
    made = _take(turn, order, fulfillment, pieces, finishing=not open_units)
    processing = [
        charge
        for charge in charges
        if _settled(turn, charge) and charge.document["state"] == "processing"
    ]
    ends = []
    if not open_units and any(piece.sent for piece in pieces):
        ends.append("fulfilled")
    after = order_after(
        ends[0] if ends else order.document["state"],
        (item["state"] for item in order.document["items"]),
        (charge.document["state"] for charge in charges),
    )
    if after not in (order.document["state"], *ends):
        ends.append(after)
    kinds = {kind for kind, _, _ in made}
    _decide(
        turn,
        {
            "order": "accepted",
            "item": "created",
            "charge": "capturable" if charges else None,
        },
        {
            "order": after,
            **{k: "pending" if k in kinds else "none" for k in ("capture", "cancel")},
        },
    )
    for state in ends:
        enter(turn, order, state)
    settle(turn, order)
    for kind, id, charge in made:
        turn.tell(f"order.charge.{kind}.pending", charge)
        source = turn.load("source", charge.document["sourceId"])
        result = source.private.get("result") if source is not None else None
        decided_by_provider(turn, Thing(kind, id), "pending", result)
    for state in ends:
        turn.tell(f"order.{state}", order)
    for charge in processing:
        turn.tell("order.charge.processing", charge)
    if "complete" in ends:
        _invoiced(turn, order)
    return fulfillment


def _new(
    turn: Turn, order: Record, pieces: Sequence[Piece], said: Mapping[str, Json]
) -> Record:
    document: dict[str, Json] = {
        "id": f"ful_{turn.tenant.ids.uuid()}",
        "createdTime": turn.time,
        "items": [
            {
                "quantity": piece.sent,
                "cancelQuantity": piece.cancelled,
                **({"skuId": piece.item["skuId"]} if "skuId" in piece.item else {}),
                "itemId": piece.item["id"],
                **piece.said,
            }
            for piece in pieces
        ],
        "orderId": order.id,
        **said,
        "liveMode": turn.tenant.live,
    }
    private = {"state": "created", "operations": []}
    return Record("fulfillment", document["id"], document, private)


def _leave(turn: Turn, order: Record, piece: Piece) -> None:
    """Note that units have left their line, and move it once none remains."""
    item = piece.item
    sent, cancelled = order.private.get("units", {}).get(item["id"], (0, 0))
    sent, cancelled = sent + piece.sent, cancelled + piece.cancelled
    order.private.setdefault("units", {})[item["id"]] = [sent, cancelled]
    if not units_left(order, item):
        item["state"] = "fulfilled" if sent else "cancelled"
        item["stateTransitions"][item["state"]] = turn.time
    turn.touch("item", item["id"])


def _take(
    turn: Turn,
    order: Record,
    fulfillment: Record,
    pieces: Sequence[Piece],
    *,
    finishing: bool,
) -> list[tuple[str, str, Record]]:
    """Make the captures and cancels; returns KIND, id and charge of each."""
    document, charges = order.document, charges_of(turn, order)
    totals = dict(
        zip((i["id"] for i in document["items"]), totals_of(document), strict=True)
    )

    def asks(units: Iterable[tuple[Piece, int]]) -> list[Ask]:
        return [
            Ask(
                item=piece.item["id"],
                total=max(totals[piece.item["id"]], 0),
                ordered=piece.item.get("quantity") or 1,
                units=count,
            )
            for piece, count in units
            if count
        ]

    made = []
    for share in shares(
        asks((piece, piece.sent) for piece in pieces),
        asks((piece, piece.cancelled) for piece in pieces),
        [_untouched(charge) for charge in charges],
        finishing=finishing,
    ):
        charge = charges[share.charge]
        part = _keep(turn, fulfillment, charge, share)
        made.append((share.kind, part, charge))
        fulfillment.private["operations"].append(part)
    turn.save(fulfillment)
    return made


def _keep(turn: Turn, fulfillment: Record, charge: Record, share: Share) -> str:
    currency = charge.document["currency"]
    id = turn.tenant.ids.uuid()
    entry: dict[str, Json] = {
        "id": id,
        "createdTime": turn.time,
        "amount": Money(currency=currency, minor=share.amount).to_wire(),
        "state": "pending",
    }
    if share.kind == "capture":
        entry["fulfillmentId"] = fulfillment.id
        charge.document["captured"] = True
    charge.document.setdefault(f"{share.kind}s", []).append(entry)
    about = {
        "charge": charge.id,
        "fulfillment": fulfillment.id,
        "item": share.ask.item,
        "quantity": share.ask.units,
    }
    turn.make(Record(share.kind, id, about))
    turn.save(charge)
    turn.about["charge"] = charge.id
    return id


def _minor(value: Number, currency: str) -> int:
    return Money.from_wire(value, currency).minor


def _parts(charge: Record, kind: str) -> list[tuple[str, int]]:
    currency = charge.document["currency"]
    return [
        (part["state"], _minor(part["amount"], currency))
        for part in operations_on((charge,), kind)
    ]


def _untouched(charge: Record) -> int:
    """Return what no capture or cancel was made for yet; failed ones were made."""
    amount = _minor(charge.document["amount"], charge.document["currency"])
    parts = [*_parts(charge, "capture"), *_parts(charge, "cancel")]
    return max(amount - sum(part for _, part in parts), 0)


def _settled(turn: Turn, charge: Record) -> bool:
    """Move *charge* to where its captures and cancels have brought it, if they did."""
    document = charge.document
    if document["state"] not in ("capturable", "processing"):
        return False
    after = charge_after(
        document["state"],
        _minor(document["amount"], document["currency"]),
        _parts(charge, "capture"),
        _parts(charge, "cancel"),
    )
    if after == document["state"]:
        return False
    document["state"] = after
    turn.save(charge)
    return True


def enter(turn: Turn, order: Record, state: str) -> None:
    """Let *order* enter a state at the turn's moment."""
    order.document["state"] = state
    order.document["stateTransitions"][state] = turn.time
    order.document["updatedTime"] = turn.time
    turn.save(order)


def _invoiced(turn: Turn, order: Record) -> None:
    """Let the invoice of an order that is complete be printed."""
    amount = order.document["capturedAmount"]
    papers.announce(turn, order, "customer_invoice", amount)


def _decide(
    turn: Turn, situation: Mapping[str, str | None], settled: Mapping[str, str]
) -> None:
    """
    Find the row of the table for what facts have decided, and nobody can choose.

    Of rows that fit, the first says most.
    """
    decide(turn, situation, None, settled=settled)
    turn.candidates = turn.candidates[:1]
    [turn.outcome] = turn.candidates


# -- what the provider decides later ---------------------------------------------------


#: What the provider does to a capture or cancel, to its state after that.
_DECIDED: Final = {
    "provider.completes": "complete",
    "provider.fails": "failed",
    "provider.asks_bank_details": "pending_information",
}


def part_moves(turn: Turn, thing: Thing) -> None:
    """Let the provider decide on a capture or cancel, and settle what hangs on it."""
    kind = thing.kind
    charge = turn.sure("charge", turn.sure(kind, thing.id).document["charge"])
    order = turn.sure("order", charge.document["orderId"])
    turn.about.update(
        charge=charge.id, order=order.id, session=order.private["session"]
    )
    entry = next(p for p in operations_on((charge,), kind) if p["id"] == thing.id)
    before = {
        kind: entry["state"],
        "charge": charge.document["state"],
        "order": order.document["state"],
    }
    entry["state"] = _DECIDED[turn.trigger]
    if entry["state"] == "failed":
        entry["failureCode"] = turn.claims.reason or "failed-request"
    else:
        entry.pop("failureCode", None)
    turn.touch(kind, thing.id)
    turn.save(charge)
    moved = _settled(turn, charge)
    state = charge.document["state"]
    after = order_after(
        before["order"],
        (item["state"] for item in order.document["items"]),
        (each.document["state"] for each in charges_of(turn, order)),
    )
    ends = after != before["order"]
    settled = {kind: entry["state"], "charge": state, "order": after}
    _decide(turn, before, settled)
    if ends:
        enter(turn, order, after)
    settle(turn, order)
    turn.tell(f"order.charge.{kind}.{entry['state']}", charge)
    if moved and state != "capturable":
        turn.tell(f"order.charge.{state}", charge)
    if ends:
        turn.tell(f"order.{after}", order)
    if ends and after == "complete":
        _invoiced(turn, order)
    if (kind, entry["state"]) == ("capture", "complete"):
        finance.sold(turn, order, turn.sure(kind, thing.id), entry["amount"])
