"""What a warehouse is asked to send, to hold back and to take back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain.fulfillment_order import open_units, opened
from mockdr.engine.operations.inventory import held, release
from mockdr.engine.operations.resources import Resource, found, make, operations_of
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = [
    "LOGISTICS",
    "SHIPMENTS",
    "lines_of",
    "number",
    "tracking",
]


def tracking(name: str) -> dict[str, Json]:
    """Return how the parcel of that *name* can be followed; the carrier is ours."""
    url = f"http://www.fedex.com/Tracking?tracknumbers={name}"
    return {"trackingNumber": name, "trackingUrl": url}


def number(turn: Turn) -> str:
    """Return an id in digits, as parcels have it."""
    return turn.tenant.ids.number()


def _fulfillment_order(turn: Turn, record: Record) -> None:
    """Give every line its id and its counters, and take over what was reserved."""
    document = record.document
    # The contract has a number here, and a text wherever another thing names it.
    document["id"] = int(record.id)
    # No field of the contract, but its list has a filter of that name.
    document["updatedTime"] = turn.time
    document["items"] = [
        {
            "id": int(number(turn)),
            **item,
            **opened(_quantity(item, index)),
            "state": "pending",
        }
        for index, item in _items(turn)
    ]
    if "reservationId" in document:
        release(turn, str(document["reservationId"]))
    for line in document["items"]:
        held(turn, line["inventoryItemId"], line["quantity"])


def _cancellation(turn: Turn, record: Record) -> None:
    order = _named_order(turn, record)
    _needs(order, "pending", "cancelled")
    record.document["items"] = [
        {
            **_named_line(item, line),
            **_upstream(line),
            "quantity": item["quantity"],
            "quantityAccepted": 0,
            "state": "pending",
        }
        for item, line in _asked(turn, order, open_units)
    ]


def _return(turn: Turn, record: Record) -> None:
    order = _named_order(turn, record)
    _needs(order, "shipped", "returned")
    record.document["type"] = "client"
    record.document["items"] = [
        {
            **_named_line(item, line),
            "quantity": item["quantity"],
            "quantityAccepted": 0,
            "state": "pending",
            **{k: item[k] for k in ("unitAttributes",) if k in item},
        }
        for item, line in _asked(turn, order, lambda counters: counters["shipped"])
    ]


def _logistics_return(turn: Turn, record: Record) -> None:
    """Announce that parcels of an order come back; see `domain.logistics_return`."""
    document = record.document
    document["type"] = record.private["state"] = "authorization"
    order = turn.load("order", document["orderId"])
    if order is None:
        raise _missing("Order", document["orderId"], "orderId")
    turn.about["order"] = order.id
    lines = {line["id"]: line for line in order.document["items"]}
    for index, item in _items(turn):
        line = lines.get(item["itemId"])
        if line is None:
            raise _missing("Item", item["itemId"], f"items[{index}].itemId")
        _quantity(item, index, line["quantity"])
    if "shipFrom" in order.document:
        document["returnTo"] = dict(order.document["shipFrom"])


def _items(turn: Turn) -> Iterator[tuple[int, dict[str, Json]]]:
    """
    Yield the items of the request.

    Raises:
        Refusal: 400, if there is none. Inferred.
    """
    if not turn.body["items"]:
        raise Refusal(Complaint(key="missing_parameter", parameter="items"))
    yield from enumerate(turn.body["items"])


def _quantity(item: Mapping[str, Json], index: int, most: int | None = None) -> int:
    """Return how many; refuse none at all, and more than there can be. Inferred."""
    quantity = int(item["quantity"])
    if quantity < 1 or (most is not None and quantity > most):
        raise Refusal(
            Complaint(
                key="invalid_parameter",
                parameter=f"items[{index}].quantity",
                values={"value": str(quantity)},
            )
        )
    return quantity


def _missing(resource: str, id: Json, parameter: str) -> Refusal:
    return Refusal(
        Complaint(
            key="not_found",
            parameter=parameter,
            values={"resource": resource, "id": str(id)},
        )
    )


def _named_order(turn: Turn, record: Record) -> Record:
    id = record.document["fulfillmentOrderId"] = str(turn.body["fulfillmentOrderId"])
    record.document["livemode"] = turn.tenant.live
    return found(turn, _ORDERS, id, parameter="fulfillmentOrderId")


def _needs(order: Record, state: str, done: str) -> None:
    if order.document["state"] != state:
        values = {"id": order.id, "state": order.document["state"], "done": done}
        raise Refusal(Complaint(key="invalid_state:fulfillment_order", values=values))


def lines_of(order: Record) -> Mapping[str, dict[str, Json]]:
    """Return the lines of a fulfillment order by their id, as others name it."""
    return {str(line["id"]): line for line in order.document["items"]}


def _asked(
    turn: Turn, order: Record, most: Json
) -> Iterator[tuple[dict[str, Json], dict[str, Json]]]:
    """Yield each item of the request with the line of the order that it names."""
    lines = lines_of(order)
    for index, item in _items(turn):
        id = str(item["fulfillmentOrderItemId"])
        if id not in lines:
            raise _missing("Item", id, f"items[{index}].fulfillmentOrderItemId")
        _quantity(item, index, most(lines[id]))
        yield item, lines[id]


def _named_line(item: Mapping[str, Json], line: Mapping[str, Json]) -> dict[str, Json]:
    return {
        "fulfillmentOrderItemId": str(item["fulfillmentOrderItemId"]),
        "inventoryItemId": line["inventoryItemId"],
    }


def _upstream(line: Mapping[str, Json]) -> dict[str, Json]:
    """Return how the merchant itself calls a line, if it said so."""
    if "upstreamId" not in line:
        return {}
    return {"fulfillmentOrderItemUpstreamId": line["upstreamId"]}


_ORDERS: Final = Resource(
    kind="fulfillment_order",
    title="FulfillmentOrder",
    create="createFulfillmentOrders",
    retrieve="retrieveFulfillmentOrders",
    list="listFulfillmentOrders",
    new_id=number,
    state="pending",
    not_kept=frozenset({"items"}),
    elsewhere={"updatedTime": ("updatedTime",)},
    prepare=_fulfillment_order,
)
_CANCELLATIONS: Final = Resource(
    kind="fulfillment_cancellation",
    title="FulfillmentCancellation",
    create="createFulfillmentCancellations",
    retrieve="retrieveFulfillmentCancellations",
    list="listFulfillmentCancellations",
    state="pending",
    told={"create": "fulfillment_cancellation.created"},
    not_kept=frozenset({"items", "fulfillmentOrderId"}),
    prepare=_cancellation,
)
_RETURNS: Final = Resource(
    kind="fulfillment_return",
    title="FulfillmentReturn",
    create="createFulfillmentReturns",
    retrieve="retrieveFulfillmentReturns",
    list="listFulfillmentReturns",
    state="created",
    told={"create": "fulfillment_return.created"},
    not_kept=frozenset({"items", "fulfillmentOrderId"}),
    prepare=_return,
)
_LOGISTICS_RETURNS: Final = Resource(
    kind="logistics_return",
    title="LogisticsReturn",
    create="createLogisticsReturns",
    retrieve="retrieveLogisticsReturns",
    list="listLogisticsReturns",
    new_id=number,
    prepare=_logistics_return,
)
SHIPMENTS: Final = Resource(
    kind="shipment",
    title="Shipment",
    retrieve="retrieveShipments",
    list="listShipments",
    new_id=number,
    elsewhere={"updatedTime": ("updatedTime",)},
)


def _create_order(turn: Turn) -> Answer:
    record = make(turn, _ORDERS)
    # The samples of these events show an empty map of what changed.
    turn.tell("fulfillment_order.pending", record, previous={})
    return Answer(status=201, document=turn.shown(record))


#: operationId to what it does.
LOGISTICS: Final = MappingProxyType(
    {
        **operations_of(_ORDERS),
        "createFulfillmentOrders": _create_order,
        **operations_of(_CANCELLATIONS),
        **operations_of(_RETURNS),
        **operations_of(_LOGISTICS_RETURNS),
        **operations_of(SHIPMENTS),
    }
)
