"""SKUs, each known under an id of the merchant's, and the groups of the provider."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain import sku
from mockdr.domain.sku_groups import GROUPS
from mockdr.engine.operations.goods import fees_of
from mockdr.engine.operations.inventory import pair, unpair
from mockdr.engine.operations.judging import Gathered
from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.resources import Resource, make, operations_of
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS", "create"]


def create(turn: Turn) -> Record:
    """
    Make the SKU that the turn's body describes.

    Source: creating-and-updating-skus.md.

    Raises:
        Refusal: With all that is wrong with it.
    """
    if turn.body.get("id"):
        _check_id(str(turn.body["id"]))
    return _make(turn, None)


def _make(turn: Turn, id: str | None) -> Record:
    record = make(turn, _SKUS, id)
    pair(turn, record)
    return record


def _create(turn: Turn) -> Answer:
    return Answer(status=201, document=turn.shown(create(turn)))


def _upsert(turn: Turn) -> Answer:
    """
    Make an SKU under the id of the path, or change the one that is there.

    What is not sent stays, as null is documented to take a field away (inferred).
    """
    id = turn.params["id"]
    if turn.load("sku", id) is not None:
        return _GENERAL["updateSkus"](turn)
    turn.about["sku"] = id
    _check_id(id)
    return Answer(status=201, document=turn.shown(_make(turn, id)))


def _check_id(id: str) -> None:
    if sku.ID.fullmatch(id) is None:
        raise Refusal(Complaint(key="invalid_parameter:sku_id", values={"id": id}))


def _complete(turn: Turn, record: Record) -> None:
    del turn
    document = record.document
    wrong = Gathered()
    wrong.of(partial(_judge, document))
    wrong.refuse()
    record.private["state"] = "kept"
    document.pop("physical", None)
    group = GROUPS.get(str(document.get("skuGroupId")))
    tax_code = (group and group.tax_code) or document.get("taxCode")
    if tax_code:
        document["physical"] = sku.is_physical_code(str(tax_code))
    if "weight" in document:
        document["weight"] = float(document["weight"])
        document.setdefault("weightUnit", "oz")


def _judge(document: Mapping[str, Json]) -> None:
    complaints = tuple(sku.complaints(document))
    if complaints:
        raise Refusal(*complaints)


def _change(turn: Turn, record: Record) -> None:
    _complete(turn, record)
    pair(turn, record)


def _forget(turn: Turn, record: Record) -> None:
    """Its fees and the inventory item that is paired with it go as well."""
    for fee in fees_of(turn, record.id):
        turn.tell("fee.deleted", fee, previous=turn.before(fee), deleted=True)
        turn.remove(fee)
    unpair(turn, record.id)


_SKUS: Final = Resource(
    kind="sku",
    title="SKU",
    create="createSkus",
    retrieve="retrieveSkus",
    update="updateSkus",
    delete="deleteSkus",
    list="listSkus",
    own_id=True,
    told={
        "create": "sku.created",
        "update": "sku.updated",
        "delete": "sku.deleted",
    },
    prepare=_complete,
    change=_change,
    forget=_forget,
)

_GROUP: Final = "sku_group"

#: The provider makes them; a merchant can only look. Source: setting-up-sku-groups.md.
_GROUPS: Final = {
    group.id: Record(_GROUP, group.id, {"id": group.id, "alias": group.alias})
    for group in GROUPS.values()
}


def _groups(turn: Turn) -> Answer:
    return list_of(turn, _GROUP, among=_GROUPS)


def _group(turn: Turn) -> Answer:
    id = turn.params["id"]
    record = _GROUPS.get(id)
    if record is None:
        values = {"resource": "SKU group", "id": id}
        raise Refusal(Complaint(key="not_found", values=values))
    return Answer(status=200, document=turn.shown(record))


_GENERAL: Final = operations_of(_SKUS)

#: operationId to what it does.
OPERATIONS: Final = {
    **_GENERAL,
    "createSkus": _create,
    "upsertSkus": _upsert,
    "listSkuGroups": _groups,
    "retrieveSkuGroups": _group,
}
