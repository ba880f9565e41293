"""Fulfillments: the merchant says what was sent, and the money follows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain.fulfillment import refused
from mockdr.engine.authorizing import authorized_again, unauthorized
from mockdr.engine.capturing import Piece, fulfil
from mockdr.engine.forcing import forced
from mockdr.engine.ledger import charges_of, units_left
from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.resources import Resource, found
from mockdr.engine.present import without_payment
from mockdr.engine.stage import decide
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS"]

_FULFILLMENTS: Final = Resource(kind="fulfillment", title="Fulfillment")

#: What a fulfillment takes over from the request as it is.
_SAID: Final = (
    "shipmentId",
    "trackingCompany",
    "trackingNumber",
    "trackingUrl",
    "metadata",
)
_UNAUTHORIZED: Final = "payment_authorization_failed"


def createFulfillments(turn: Turn) -> Answer:
    """
    Take note of what was sent and of what never will be.

    Source: informing-digital-river-of-a-fulfillment.md.
    """
    order = turn.need(
        "order", str(turn.body["orderId"]), resource="Order", parameter="orderId"
    )
    turn.about.update(order=order.id, session=order.private["session"])
    charges = charges_of(turn, order)
    if charges:
        turn.about["charge"] = charges[-1].id
    _open(order)
    pieces = _pieces(turn, order)
    _authorized(turn, order, pieces)
    said = {k: turn.body[k] for k in _SAID if turn.body.get(k) is not None}
    fulfillment = fulfil(turn, order, pieces, said)
    return Answer(status=201, document=turn.shown(fulfillment))


def retrieveFulfillments(turn: Turn) -> Answer:
    """Return a fulfillment with its captures and cancels, and its order as it is."""
    record = found(turn, _FULFILLMENTS, turn.params["id"])
    order = turn.sure("order", record.document["orderId"])
    document = {
        **turn.shown(record),
        "chargeOperationIds": list(record.private["operations"]),
        "orderDetails": without_payment(order, turn.load),
    }
    return Answer(status=200, document=document)


def updateFulfillments(turn: Turn) -> Answer:
    """
    Change the tracking, or the metadata; null takes a field away.

    Source: release notes of 2023, which say nothing of an event.
    """
    record = found(turn, _FULFILLMENTS, turn.params["id"])
    decide(turn, {"fulfillment": record.private["state"]}, None)
    for name in _SAID:
        if name not in turn.body:
            continue
        if turn.body[name] is None:
            record.document.pop(name, None)
        else:
            record.document[name] = turn.body[name]
    turn.save(record)
    return Answer(status=200, document=turn.shown(record))


def listFulfillments(turn: Turn) -> Answer:
    """List fulfillments, newest first."""
    return list_of(turn, "fulfillment")


# -- what is refused -------------------------------------------------------------------


def _open(order: Record) -> None:
    document = order.document
    accepted = "accepted" in document["stateTransitions"]
    key = refused(document["state"], accepted=accepted)
    if key is not None:
        raise Refusal(Complaint(key=key, values={"orderId": order.id}))


def _authorized(turn: Turn, order: Record, pieces: list[Piece]) -> None:
    """
    See that the bank still stands by what it authorized.

    An account that takes risks tries to capture anyway. One that does not asks the
    bank again; the bank says no, unless a story has it otherwise. Source:
    payment-reauthorizations.md.
    """
    stale: list[Record] = []
    if turn.tenant.settings.risk == "averse" and any(piece.sent for piece in pieces):
        stale = unauthorized(turn, order)
    asked = turn.claims.error == _UNAUTHORIZED
    if not asked and (not stale or turn.claims.error or turn.claims.states):
        authorized_again(turn, stale)
        return
    turn.tell("order.charge.reauth.failed", order)
    turn.commit()
    if asked:
        raise Refusal(forced(turn))
    turn.hint = "the authorization is older than 7 days, and the account averse to risk"
    raise Refusal(_UNAUTHORIZED)


def _pieces(turn: Turn, order: Record) -> list[Piece]:
    """
    Return what the request says of each line, a line once.

    Raises:
        Refusal: 400 for what is missing or no number, 404 for an unknown item, 409
            for more units than are left.
    """
    if not turn.body["items"]:
        raise Refusal(Complaint(key="missing_parameter", parameter="items"))
    lines: dict[str, Piece] = {}
    for number, asked in enumerate(turn.body["items"]):
        where = f"items[{number}]"
        item = _item(order, asked, where, lines)
        before = lines.get(item["id"], Piece(item=item))
        sent, cancelled = (
            _count(asked, name, where) for name in ("quantity", "cancelQuantity")
        )
        if not sent and not cancelled:
            raise Refusal(
                Complaint(key="missing_parameter", parameter=f"{where}.quantity")
            )
        if not units_left(order, item):
            raise Refusal(
                Complaint(
                    # What came back has been sent, too.
                    key=f"item_{item['state']}".replace("returned", "fulfilled"),
                    values={"itemId": item["id"]},
                )
            )
        said = {k: asked[k] for k in ("shipmentItemId",) if asked.get(k) is not None}
        piece = Piece(
            item=item,
            sent=before.sent + sent,
            cancelled=before.cancelled + cancelled,
            said={**before.said, **said},
        )
        if piece.sent + piece.cancelled > units_left(order, item):
            raise Refusal("quantity_too_large:fulfillment")
        lines[item["id"]] = piece
    return list(lines.values())


def _item(
    order: Record,
    asked: Mapping[str, Json],
    where: str,
    taken: Mapping[str, Piece],
) -> dict[str, Json]:
    """
    Return the line that is meant.

    An SKU may stand in several lines: then the first that still has units is meant
    (inferred).
    """
    items: list[dict[str, Json]] = order.document["items"]
    if asked.get("itemId") is not None:
        name, wanted = "itemId", str(asked["itemId"])
        fitting = [item for item in items if item["id"] == wanted]
    elif asked.get("skuId") is not None:
        name, wanted = "skuId", str(asked["skuId"])
        fitting = [item for item in items if _sku(item) == wanted]
    else:
        raise Refusal(Complaint(key="missing_parameter", parameter=f"{where}.itemId"))
    if not fitting:
        raise Refusal(
            Complaint(
                key="not_found",
                parameter=f"{where}.{name}",
                values={"resource": "Item", "id": wanted},
            )
        )

    def free(item: Mapping[str, Json]) -> int:
        before = taken.get(item["id"])
        gone = before.sent + before.cancelled if before else 0
        return units_left(order, item) - gone

    return next((item for item in fitting if free(item)), fitting[0])


def _sku(item: Mapping[str, Json]) -> str | None:
    return item.get("skuId") or (item.get("productDetails") or {}).get("id")


def _count(asked: Mapping[str, Json], name: str, where: str) -> int:
    """Return a number of units; samples send it as a text too."""
    value = asked.get(name)
    text = str(value if value is not None else 0)
    if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004  (a long number)
        raise Refusal(
            Complaint(
                key="invalid_parameter",
                parameter=f"{where}.{name}",
                values={"value": text},
            )
        )
    return int(text)


#: operationId to what it does.
OPERATIONS: Final = MappingProxyType(
    {
        "createFulfillments": createFulfillments,
        "retrieveFulfillments": retrieveFulfillments,
        "updateFulfillments": updateFulfillments,
        "listFulfillments": listFulfillments,
    }
)
