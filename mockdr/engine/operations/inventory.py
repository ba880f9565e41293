"""What the provider has in stock, how much of it, and for whom it is held back."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Final

from mockdr.base.clock import wire_time
from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain import inventory_item, sku
from mockdr.engine.following import schedule_expiry
from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.resources import Resource, found, make, operations_of
from mockdr.engine.stage import decide
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS", "expire", "held", "pair", "release", "unpair"]

_LEVEL: Final = "inventory_level"

#: What a paired inventory item takes over from its SKU.
_SHARED: Final[tuple[str, ...]] = (
    "manufacturerId",
    "eccn",
    "hsCode",
    "partNumber",
    "countryOfOrigin",
)


# -- items ---------------------------------------------------------------------------


def _complete(turn: Turn, record: Record) -> None:
    """Source: managing-inventory.md."""
    complaints = tuple(sku.customs_complaints(record.document))
    if complaints:
        raise Refusal(*complaints)
    if turn.load(_LEVEL, record.id) is None:
        record.private["state"] = "kept"
        _stock(turn, record.id)


def _stock(turn: Turn, id: str) -> None:
    """
    Put a new item into the warehouse.

    Source: checking-inventory-levels.md.
    """
    level: dict[str, Json] = {
        "locationId": inventory_item.LOCATION,
        "inventoryItemId": id,
        "available": True,
        "availableQuantity": inventory_item.STOCK,
        "liveMode": turn.tenant.live,
        "updatedTime": turn.time,
    }
    turn.save(Record(_LEVEL, id, level, {"held": 0}), moved=False)


def _forget(turn: Turn, record: Record) -> None:
    turn.remove(turn.sure(_LEVEL, record.id))
    turn.moved.remove(Thing(_LEVEL, record.id))


def pair(turn: Turn, record: Record) -> None:
    """
    See to it that an SKU has an inventory item if, and only if, it is managed.

    Source: creating-and-updating-skus.md; the two share their id.
    """
    document = record.document
    if document.get("managedFulfillment") != sku.MANAGED:
        unpair(turn, record.id)
        return
    shared = {name: document[name] for name in _SHARED if name in document}
    item = turn.load("inventory_item", record.id)
    if item is None:
        new: dict[str, Json] = {
            "id": record.id,
            "createdTime": turn.time,
            "updatedTime": turn.time,
            "allowOversell": False,
            "liveMode": turn.tenant.live,
            **shared,
        }
        private = {"state": "kept", "paired": True}
        turn.make(Record("inventory_item", record.id, new, private))
        _stock(turn, record.id)
    else:
        item.private["paired"] = True
        item.document.update(shared)
        item.document["updatedTime"] = turn.time
        turn.save(item)


def unpair(turn: Turn, id: str) -> None:
    """Remove the inventory item that is paired with an SKU, if there is one."""
    item = turn.load("inventory_item", id)
    if item is not None and item.private.get("paired"):
        _forget(turn, item)
        turn.remove(item)


_ITEMS: Final = Resource(
    kind="inventory_item",
    title="InventoryItem",
    create="createInventoryItems",
    retrieve="retrieveInventoryItems",
    update="updateInventoryItems",
    delete="deleteInventoryItems",
    list="listInventoryItems",
    own_id=True,
    defaults={"allowOversell": False},
    # The vendor's SDK declares 201 for the update of this resource alone.
    changed=201,
    prepare=_complete,
    change=_complete,
    forget=_forget,
    missing="not_found:inventory_item",
)


# -- levels --------------------------------------------------------------------------


def _levels(turn: Turn) -> Answer:
    """
    Tell how much there is of each item that is asked for.

    Where it would ship to makes no difference (inferred). Source:
    checking-inventory-levels.md.
    """
    asked = [n for n, v in turn.query if n.startswith("inventoryItemIds") and v]
    if not asked:
        raise Refusal(Complaint(key="missing_parameter", parameter="inventoryItemIds"))
    return list_of(turn, _LEVEL, elsewhere={"shipToCountry": ()})


def held(turn: Turn, item: str, quantity: int) -> None:
    """Hold *quantity* more of an item back; a negative one lets so much go."""
    level = turn.load(_LEVEL, item)
    if level is None:
        return  # The item was deleted meanwhile.
    level.private["held"] += quantity
    left = max(0, inventory_item.STOCK - level.private["held"])
    level.document["availableQuantity"] = left
    level.document["available"] = left > 0
    level.document["updatedTime"] = turn.time
    turn.save(level, moved=False)


# -- reservations --------------------------------------------------------------------


def _reserve(turn: Turn) -> Answer:
    """
    Hold back everything that is asked for, or nothing.

    Source: global-fulfillments.md.
    """
    record = make(turn, _RESERVATIONS)
    for item in record.document["items"]:
        held(turn, item["inventoryItemId"], item["quantity"])
    ends = turn.now + timedelta(seconds=record.document["expiresInSeconds"])
    schedule_expiry(turn, Thing("reservation", record.id), wire_time(ends))
    return Answer(status=201, document=turn.shown(record))


def _check(turn: Turn, record: Record) -> None:
    document = record.document
    complaints = [
        Complaint(
            key="not_found:inventory_item",
            parameter=f"items[{index}].inventoryItemId",
            values={"id": item["inventoryItemId"]},
        )
        for index, item in enumerate(document["items"])
        if turn.load("inventory_item", item["inventoryItemId"]) is None
    ]
    if complaints:
        raise Refusal(*complaints)
    wanted = Counter[str]()
    for index, item in enumerate(document["items"]):
        id = item["inventoryItemId"]
        wanted[id] += item["quantity"]
        stock = turn.sure(_LEVEL, id).document["availableQuantity"]
        oversold = turn.sure("inventory_item", id).document.get("allowOversell")
        if wanted[id] > stock and not item.get("allowOversell", oversold):
            complaints.append(
                Complaint(
                    key="invalid_parameter:out_of_stock",
                    parameter=f"items[{index}].quantity",
                    values={"id": id},
                )
            )
    if complaints:
        raise Refusal(*complaints)
    record.private["state"] = "active"


def expire(turn: Turn, thing: Thing) -> None:
    """Let a reservation's time run out."""
    record = turn.sure(*thing)
    outcome = decide(turn, {thing.kind: record.private["state"]}, None)
    record.private["state"] = outcome.then[thing.kind]
    _let_go(turn, record)
    turn.save(record)


def release(turn: Turn, id: str) -> None:
    """
    Let a fulfillment order take over what was reserved.

    Source: global-fulfillments.md.

    Raises:
        Refusal: 404, if there is no such reservation; 409, if it has ended (inferred).
    """
    record = found(turn, _RESERVATIONS, id, parameter="reservationId")
    state = record.private["state"]
    if state != "active":
        values = {"id": id, "state": state}
        raise Refusal(Complaint(key="invalid_state:reservation", values=values))
    record.private["state"] = "released"
    _let_go(turn, record)
    turn.save(record)


def _let_go(turn: Turn, record: Record) -> None:
    for item in record.document["items"]:
        held(turn, item["inventoryItemId"], -item["quantity"])


def _cancel(turn: Turn) -> Answer:
    """One that has run out is not there any more (inferred)."""
    record = found(turn, _RESERVATIONS, turn.params["id"])
    if record.private["state"] != "active":
        values = {"resource": _RESERVATIONS.title, "id": record.id}
        raise Refusal(Complaint(key="not_found", values=values))
    _let_go(turn, record)
    turn.remove(record)
    return Answer(status=204)


_RESERVATIONS: Final = Resource(
    kind="reservation",
    title="Reservation",
    create="createReservations",
    own_id=True,
    prepare=_check,
)

#: operationId to what it does.
OPERATIONS: Final = {
    **operations_of(_ITEMS),
    "listInventoryLevels": _levels,
    "createReservations": _reserve,
    "deleteReservations": _cancel,
}
