"""Returns: goods are announced, come back, and are paid back as they are accepted."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain import Money
from mockdr.domain.refunding import Taken, of_item
from mockdr.domain.settlement import nearest
from mockdr.engine import ledger
from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.refunds import line_of, units_of
from mockdr.engine.operations.resources import Resource, changed, found
from mockdr.engine.refunding import Begun, begin, is_all_back, publish
from mockdr.engine.stage import decide
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = ["createReturns", "listReturns", "retrieveReturns", "updateReturns"]

RETURNS: Final = Resource(kind="return", title="Return", retrieve="retrieveReturns")

_ECHOED: Final = ("reason", "location", "metadata")


def createReturns(turn: Turn) -> Answer:
    """
    Announce a return. Source: creating-a-return.md.

    What was not sent, or is announced already, cannot come back (inferred: the page
    compares with what was ordered).
    """
    body, ids = turn.body, turn.tenant.ids
    order = turn.need(
        "order", str(body["orderId"]), resource="Order", parameter="orderId"
    )
    turn.about.update(order=order.id, session=order.private["session"])
    if order.document["state"] == "dispute":
        raise Refusal("invalid_parameter:return_in_dispute")
    if not body["items"]:
        raise Refusal(Complaint(key="missing_parameter", parameter="items"))
    currency = order.document["currency"]
    announced = order.private.setdefault("announced", {})
    items: dict[str, tuple[dict[str, Json], int]] = {}
    for number, said in enumerate(body["items"]):
        item = line_of(order, said, f"items[{number}]")
        units = units_of(said["quantity"], f"items[{number}]")
        sent = order.private.get("units", {}).get(item["id"], (0, 0))[0]
        if units + announced.get(item["id"], 0) > sent:
            raise Refusal(
                Complaint(
                    key="quantity_too_large:return", parameter=f"items[{number}].qty"
                )
            )
        announced[item["id"]] = announced.get(item["id"], 0) + units
        before = items.get(item["id"], (item, 0))[1]
        items[item["id"]] = (item, before + units)
    id = f"ret_{ids.uuid()}"
    document: dict[str, Json] = {
        "id": id,
        "createdTime": turn.time,
        "currency": currency,
        "items": [_line(item, units, currency) for item, units in items.values()],
        "orderId": order.id,
        **{name: body[name] for name in _ECHOED if name in body},
        "state": "created",
        "liveMode": turn.tenant.live,
    }
    outcome = decide(turn, {"return": None}, None)
    record = turn.make(Record("return", id, document))
    turn.save(order, moved=False)
    turn.about["return"] = id
    for type in outcome.events:
        turn.tell(type, record)
    return Answer(status=201, document=turn.shown(record))


def retrieveReturns(turn: Turn) -> Answer:
    """Return a return."""
    return Answer(status=200, document=turn.shown(_return(turn)))


def listReturns(turn: Turn) -> Answer:
    """List returns, newest first."""
    return list_of(turn, "return", elsewhere={"skuId": ("items", "*", "skuId")})


def updateReturns(turn: Turn) -> Answer:
    """
    Accept a return, all of it or some of its items; or change what is said of it.

    Each acceptance makes a refund at once; that it is pending is told when the last of
    the return is accepted. Source: creating-a-return.md, its sample of two shipments.
    """
    record = _return(turn)
    order = turn.sure("order", record.document["orderId"])
    before = turn.before(record)
    told = {
        name: turn.body[name] for name in ("location", "metadata") if name in turn.body
    }
    record.document.update(told)
    accepted = _accepted(order, record, turn.body)
    if accepted and order.document["state"] == "dispute":
        raise Refusal("invalid_parameter:return_in_dispute")
    if accepted:
        _accept(turn, order, record, accepted)
    if told or not accepted:
        _change(turn, record, before)
    return Answer(status=200, document=turn.shown(record))


def _return(turn: Turn) -> Record:
    record = found(turn, RETURNS, turn.params["id"])
    order = turn.sure("order", record.document["orderId"])
    turn.about.update(order=order.id, session=order.private["session"])
    return record


def _line(item: Mapping[str, Json], units: int, currency: str) -> dict[str, Json]:
    """Return a line of a return; its amount is counted once, halves rounded up."""
    goods = Money.from_wire(item["amount"], currency) + Money.from_wire(
        (item.get("tax") or {}).get("amount", 0), currency
    )
    amount = nearest(Fraction(goods.minor * units, item.get("quantity") or 1))
    return {
        "itemId": item["id"],
        "amount": Money(currency=currency, minor=amount).to_wire(),
        "quantity": units,
        "quantityAccepted": 0,
        **({"skuId": item["skuId"]} if "skuId" in item else {}),
        "state": "created",
    }


def _accepted(
    order: Record, record: Record, body: Mapping[str, Json]
) -> list[tuple[dict[str, Json], int]]:
    """
    Return the lines of a return of which more is accepted, and how many units.

    Raises:
        Refusal: 404 for a line that the return does not have; 400 for more units than
            are announced and not accepted yet (inferred).
    """
    lines = {line["itemId"]: line for line in record.document["items"]}
    left = {id: one["quantity"] - one["quantityAccepted"] for id, one in lines.items()}
    if body.get("state") == "accepted":
        return [(line, left[id]) for id, line in lines.items() if left[id]]
    units = dict.fromkeys(lines, 0)
    for number, said in enumerate(body.get("items") or ()):
        place = f"items[{number}]"
        id = line_of(order, said, place)["id"]
        if id not in lines:
            raise Refusal(
                Complaint(
                    key="not_found",
                    parameter=f"{place}.itemId",
                    values={"resource": "Item", "id": id},
                )
            )
        units[id] += units_of(said["quantity"], place, most=left[id] - units[id])
    return [(line, units[id]) for id, line in lines.items() if units[id]]


def _accept(
    turn: Turn,
    order: Record,
    record: Record,
    accepted: list[tuple[dict[str, Json], int]],
) -> None:
    """Take units back, and refund them."""
    taken, shown = _refunded(turn, order, accepted)
    back = order.private.setdefault("returned", {})
    ordered = {item["id"]: item for item in order.document["items"]}
    came_back = []
    for line, units in accepted:
        line["quantityAccepted"] += units
        if line["quantityAccepted"] == line["quantity"]:
            line["state"] = "accepted"
        item = ordered[line["itemId"]]
        back[item["id"]] = back.get(item["id"], 0) + units
        sent, _ = order.private["units"][item["id"]]
        if item["state"] == "fulfilled" and back[item["id"]] == sent:
            came_back.append(item)
    whole = all(line["state"] == "accepted" for line in record.document["items"])
    now = order.document["state"]
    # Where nothing is left to be paid back, no refund will come and say so.
    over = now in ("fulfilled", "complete") and not taken and is_all_back(turn, order)
    outcome = decide(
        turn,
        {"return": "created", "item": "fulfilled", "order": now},
        None,
        settled={
            "order": "returned" if over else now,
            "return": "accepted" if whole else "created",
            "refund": "pending" if taken else "none",
            "item": "returned" if came_back else "fulfilled",
        },
    )
    if whole:
        record.document["state"] = outcome.then["return"]
    for item in came_back:
        item["state"] = "returned"
        item["stateTransitions"]["returned"] = turn.time
        turn.touch("item", item["id"])
    if over:
        order.document["state"] = "returned"
        order.document["stateTransitions"]["returned"] = turn.time
        order.document["updatedTime"] = turn.time
        turn.save(order)
    if taken:
        fields: dict[str, Json] = {"items": shown}
        if "reason" in record.document:
            fields["reason"] = record.document["reason"]
        refund = begin(turn, order, Begun(taken=taken, fields=fields, cause="return"))
        record.document.setdefault("refundIds", []).append(refund.id)
    elif not over:
        turn.save(order, moved=False)
    record.document["updatedTime"] = turn.time
    turn.save(record)
    for type in outcome.events:
        if type == "return.accepted":
            turn.tell(type, record)
        elif type == "refund.pending":
            for id in record.document.get("refundIds", ()):
                publish(turn, turn.sure("refund", id))


def _refunded(
    turn: Turn, order: Record, accepted: list[tuple[dict[str, Json], int]]
) -> tuple[list[Taken], list[dict[str, Json]]]:
    """
    Return what accepted units take out of the order, and what the refund shows.

    What was refunded without a return is not paid twice (inferred).
    """
    currency = order.document["currency"]
    parts = ledger.parts_of(turn, order)
    left = {part.item: part.left for part in parts if part.type == "product"}
    taken: list[Taken] = []
    shown: list[dict[str, Json]] = []
    for line, units in accepted:
        whole = Money.from_wire(line["amount"], currency).minor
        done = line["quantityAccepted"]
        upto = nearest(Fraction(whole * (done + units), line["quantity"]))
        amount = upto - nearest(Fraction(whole * done, line["quantity"]))
        amount = min(amount, left[line["itemId"]])
        if amount <= 0:
            continue
        item = line["itemId"]
        taken.append(of_item(parts, item=item, share=Fraction(1), amount=amount))
        shown.append(
            {
                "amount": Money(currency=currency, minor=amount).to_wire(),
                "quantity": units,
                "refundedAmount": 0.0,
                **({"skuId": line["skuId"]} if "skuId" in line else {}),
                "itemId": item,
            }
        )
    return taken, shown


def _change(turn: Turn, record: Record, before: dict[str, Json]) -> None:
    """Keep what is said of a return, and tell it."""
    state = record.document["state"]
    outcome = decide(turn, {"return": state}, None, settled={"return": state})
    record.document["updatedTime"] = turn.time
    turn.save(record)
    after = turn.shown(record)
    for type in outcome.events:
        turn.tell(type, record, previous=changed(before, after))
