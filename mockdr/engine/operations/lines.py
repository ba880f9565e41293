"""The lines of a checkout or an invoice, and the source that pays for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain import Contribution
from mockdr.domain.contribution import with_total
from mockdr.engine.funding import attached, bill_to_from
from mockdr.engine.operations.goods import goods_of
from mockdr.engine.operations.pricing import price
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = ["funded", "make_items", "update_items"]

#: What an update may change of an item. Source: creating-checkouts/README.md.
_ITEM_UPDATE: Final = ("id", "subscriptionInfo", "shipFrom", "metadata")

#: What a line says of its price, which is never echoed.
_PRICED: Final = ("price", "aggregatePrice", "discount")


def make_items(turn: Turn, record: Record, items: Json) -> None:
    """Put the lines that were sent into *record*, a checkout or an invoice."""
    made, sent = [], []
    for item in items:
        new: dict[str, Json] = {"id": turn.tenant.ids.uuid()}
        goods = goods_of(turn, item)
        if item.get("skuId") is not None:
            new["skuId"] = item["skuId"]
        new["productDetails"] = goods.details
        new["quantity"] = int(item.get("quantity") or 1)
        info = item.get("subscriptionInfo")
        if info:
            renews = bool(info.get("planId"))
            new["subscriptionInfo"] = {
                "freeTrial": False,
                "autoRenewal": renews,
                **info,
            }
        for name in ("shipFrom", "metadata"):
            if name in item:
                new[name] = item[name]
        made.append(new)
        priced = {k: item[k] for k in _PRICED if k in item}
        sent.append({**priced, **goods.kept()})
    record.document["items"] = made
    record.private["sent"] = sent


def update_items(record: Record, items: Json) -> None:
    """
    Change what may change of lines that exist.

    Raises:
        Refusal: For a line that is not there, or a field that cannot change.
    """
    complaints = [
        Complaint(
            key="unknown_parameter:item_update", parameter=name, values={"name": name}
        )
        for item in items
        for name in item
        if name not in _ITEM_UPDATE
    ]
    known = {item["id"]: item for item in record.document["items"]}
    complaints += [
        Complaint(
            key="not_found",
            parameter=f"items[{index}].id",
            values={"resource": "Item", "id": str(item.get("id"))},
        )
        for index, item in enumerate(items)
        if item.get("id") not in known
    ]
    if complaints:
        raise Refusal(*complaints)
    for item in items:
        known[item["id"]].update({k: v for k, v in item.items() if k != "id"})


def funded(
    turn: Turn, record: Record, contribution: Contribution, id: str
) -> Contribution:
    """
    Attach a source, and let it pay the total that its own owner's address makes.

    The owner fills `billTo`, and that can change the tax. A source is not held
    against a total which only its own attachment made (inferred).
    """
    after = attached(turn, record, contribution, id)
    if not bill_to_from(turn, record, after):
        return after
    after = with_total(after, price(turn, record).total)
    primary = after.primary
    if primary is None or primary.id != id:
        return after
    rest = after.total - after.credit
    return replace(after, primary=replace(primary, amount=rest))
