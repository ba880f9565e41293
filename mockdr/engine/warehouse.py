"""What the warehouse does: it sends goods, holds them back, and takes them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Json
from mockdr.domain.fulfillment_order import COUNTERS, line_state, moved, open_units
from mockdr.engine.operations.inventory import held
from mockdr.engine.operations.logistics import lines_of, number, tracking
from mockdr.engine.operations.resources import enter
from mockdr.engine.stage import decide
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Turn

__all__ = ["DECIDES"]

#: The warehouse that goods come back to; nothing is documented of its address.
_WAREHOUSE: Final[Mapping[str, Json]] = {
    "name": "Returns department",
    "address": {
        "line1": "10380 Bren Road West",
        "city": "Minnetonka",
        "state": "MN",
        "postalCode": "55343",
        "country": "US",
    },
}
_CARRIER: Final = "Fedex"
_OPEN: Final = ("pending", "backordered")


def _order_moves(turn: Turn, thing: Thing) -> None:
    """Send what is to be sent, or find that it is out of stock."""
    order = turn.sure(*thing)
    outcome = decide(turn, {thing.kind: order.document["state"]}, None)
    sent: list[tuple[Mapping[str, Json], int]] = []
    for line in order.document["items"]:
        units = open_units(line)
        if outcome.then[thing.kind] == "shipped":
            sent.append((line, units))
            _move(line, units, to="shipped", of=_OPEN)
        else:
            _move(line, units, to="backordered", of=("pending",))
    enter(turn, order, outcome.then[thing.kind])
    told = order
    if "shipment" in outcome.then:
        told = _shipment(turn, order, [(line, n) for line, n in sent if n])
    for type in outcome.events:
        turn.tell(type, told, previous={})


def _move(line: dict[str, Json], units: int, *, to: str, of: tuple[str, ...]) -> None:
    line.update(moved(line, units, to=to, of=of))
    line["state"] = line_state(line)


def _shipment(
    turn: Turn, order: Record, sent: list[tuple[Mapping[str, Json], int]]
) -> Record:
    """Make the shipment of what was just sent; carrier and numbers are ours."""
    followed = tracking(f"Z{number(turn)}")
    document: dict[str, Json] = {
        "id": number(turn),
        "createdTime": turn.time,
        "updatedTime": turn.time,
        "fulfillmentOrderId": order.id,
        "shippingChoiceId": order.document["shippingChoice"]["id"],
        "trackingCompany": _CARRIER,
        **followed,
        "items": [_item(turn, line, units, followed) for line, units in sent],
        "liveMode": turn.tenant.live,
    }
    if "upstreamId" in order.document:
        document["fulfillmentOrderUpstreamId"] = order.document["upstreamId"]
    record = Record("shipment", document["id"], document, {"state": "sent"})
    turn.about["shipment"] = record.id
    return turn.make(record)


def _item(
    turn: Turn, line: Mapping[str, Json], units: int, followed: Mapping[str, Json]
) -> dict[str, Json]:
    item: dict[str, Json] = {
        "id": number(turn),
        "fulfillmentOrderItemId": str(line["id"]),
        "inventoryItemId": line["inventoryItemId"],
        "quantity": units,
        "trackingUrls": [dict(followed)],
    }
    if "upstreamId" in line:
        item["fulfillmentOrderItemUpstreamId"] = line["upstreamId"]
    known = turn.load("inventory_item", line["inventoryItemId"])
    if known is not None and "partNumber" in known.document:
        item["partNumber"] = known.document["partNumber"]
    return item


def _cancellation_moves(turn: Turn, thing: Thing) -> None:
    """Hold back what has not left yet, unless the warehouse will not."""
    cancellation = turn.sure(*thing)
    order = turn.sure("fulfillment_order", cancellation.document["fulfillmentOrderId"])
    turn.about["fulfillment_order"] = order.id
    lines = lines_of(order)
    situation = {thing.kind: cancellation.document["state"]}
    settled = {}
    if turn.trigger == "provider.completes":
        # Only what is held back depends on how far the order has come.
        situation["fulfillment_order"] = order.document["state"]
        if order.document["state"] == "pending":
            left = _left(lines, cancellation.document["items"])
            settled = {"fulfillment_order": "pending" if left else "cancelled"}
    outcome = decide(turn, situation, None, settled=settled)
    state = outcome.then[thing.kind]
    for item in cancellation.document["items"]:
        item["state"] = state
        if state == "accepted":
            line = lines[item["fulfillmentOrderItemId"]]
            before = line["cancelled"]
            _move(line, item["quantity"], to="cancelled", of=_OPEN)
            item["quantityAccepted"] = line["cancelled"] - before
            held(turn, line["inventoryItemId"], before - line["cancelled"])
    enter(turn, cancellation, state)
    if "fulfillment_order" in outcome.then:
        enter(turn, order, outcome.then["fulfillment_order"])
    for type in outcome.events:
        told = order if type.startswith("fulfillment_order.") else cancellation
        turn.tell(type, told, previous={})


def _left(
    lines: Mapping[str, Mapping[str, Json]], items: Iterable[Mapping[str, Json]]
) -> bool:
    """Tell whether anything is still to be sent when *items* are held back."""
    after = {id: {name: line[name] for name in COUNTERS} for id, line in lines.items()}
    for item in items:
        id = item["fulfillmentOrderItemId"]
        after[id] = moved(after[id], item["quantity"], to="cancelled", of=_OPEN)
    return any(open_units(counters) for counters in after.values())


def _return_moves(turn: Turn, thing: Thing) -> None:
    """Await goods, take them, or turn them away."""
    record = turn.sure(*thing)
    document = record.document
    outcome = decide(turn, {thing.kind: document["state"]}, None)
    state = outcome.then[thing.kind]
    if state == "pending":
        document["location"] = dict(_WAREHOUSE)
    else:
        order = turn.sure("fulfillment_order", document["fulfillmentOrderId"])
        turn.about["fulfillment_order"] = order.id
        _settle_return(order, document["items"], state)
        turn.save(order, moved=False)
    enter(turn, record, state)
    for type in outcome.events:
        turn.tell(type, record, previous={})


def _settle_return(order: Record, items: list[dict[str, Json]], state: str) -> None:
    lines = lines_of(order)
    for item in items:
        item["state"] = state
        if state != "accepted":
            continue
        line = lines[item["fulfillmentOrderItemId"]]
        before = line["returned"]
        _move(line, item["quantity"], to="returned", of=("shipped",))
        item["quantityAccepted"] = line["returned"] - before
        item["location"] = dict(_WAREHOUSE)
        if "unitAttributes" in item:
            item["unitAttributesAccepted"] = item["unitAttributes"]


def _logistics_return_moves(turn: Turn, thing: Thing) -> None:
    """Let a parcel come back; the contract calls the state of its return `type`."""
    record = turn.sure(*thing)
    outcome = decide(turn, {thing.kind: record.private["state"]}, None)
    record.document["type"] = record.private["state"] = outcome.then[thing.kind]
    turn.save(record)
    turn.about["order"] = record.document["orderId"]
    for type in outcome.events:
        turn.tell(type, record)


#: KIND to what happens when the warehouse, or a carrier, decides.
DECIDES: Final[Mapping[str, Callable[[Turn, Thing], None]]] = MappingProxyType(
    {
        "fulfillment_order": _order_moves,
        "fulfillment_cancellation": _cancellation_moves,
        "fulfillment_return": _return_moves,
        "logistics_return": _logistics_return_moves,
    }
)
