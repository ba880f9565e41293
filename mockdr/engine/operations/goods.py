"""What checkouts look up of the goods they sell: SKUs, their groups, their fees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain import fee, sku
from mockdr.domain.sku_groups import GROUPS
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = ["Goods", "check_goods", "due_fees", "fees_of", "goods_of", "shipped"]

#: What a line tells of its SKU. Source: describing-the-items/README.md.
_DETAILS: Final = (
    "id",
    "skuGroupId",
    "name",
    "description",
    "url",
    "countryOfOrigin",
    "image",
    "weight",
    "weightUnit",
    "partNumber",
    "itemBreadcrumb",
)

#: Countries whose customs want weights. Source: creating-and-updating-skus.md, which
#: names this one as an example.
_WEIGHED: Final = frozenset({"CH"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """
    What a line sells.

    Args:
        details: `productDetails`, as the line shows them.
        physical: Whether it is shipped; None where nothing tells.
        hs_code: Its customs code, where it has one.
        metadata: Of the SKU.
    """

    details: dict[str, Json]
    physical: bool | None
    hs_code: str | None
    metadata: Mapping[str, Json] | None

    def kept(self) -> dict[str, Json]:
        """Return what is kept of it beside the line that shows it."""
        found = {
            "physical": self.physical,
            "hsCode": self.hs_code,
            "metadata": self.metadata,
        }
        return {name: value for name, value in found.items() if value is not None}


def goods_of(turn: Turn, item: Mapping[str, Json]) -> Goods:
    """
    Return what a line of a request sells.

    What it says itself of a product goes before what the SKU says (inferred).

    Source: describing-the-items/README.md, using-product-details.md.
    """
    sent = dict(item.get("productDetails") or {})
    details: dict[str, Json] = {}
    known: Mapping[str, Json] = {}
    if item.get("skuId") is not None:
        record = turn.load("sku", str(item["skuId"]))
        known = record.document if record is not None else {"id": item["skuId"]}
        details = {name: known[name] for name in _DETAILS if name in known}
    details.update(sent)
    whole = {**known, **sent}
    tax_code, hs_code = _outranked(whole)
    return Goods(
        details=details,
        physical=sku.is_physical_code(tax_code) if tax_code else None,
        hs_code=hs_code,
        metadata=known.get("metadata"),
    )


def shipped(kept: Iterable[Mapping[str, Json]]) -> bool | None:
    """Tell whether any line is shipped; None where one of them does not tell."""
    told = [line.get("physical") for line in kept]
    return True if any(told) else None if None in told else False


def check_goods(turn: Turn, body: Mapping[str, Json]) -> None:
    """
    Look at the goods of a new checkout.

    An SKU that is not there is refused where the tenant is set so; its refusal is
    documented nowhere. Source: creating-and-updating-skus.md (weights),
    item-classification.md.

    Raises:
        Refusal: With all that is wrong with them.
    """
    found: list[Complaint] = []
    target = _country(body.get("shipTo"))
    for index, item in enumerate(body["items"]):
        id = item.get("skuId")
        record = turn.load("sku", str(id)) if id is not None else None
        unknown = id is not None and record is None
        if unknown and turn.tenant.settings.unknown_skus == "refuse":
            turn.hint = (
                f"there is no SKU {id!r}: make it with POST /skus, or set "
                "unknown_skus = accept"
            )
            found.append(
                Complaint(
                    key="invalid_parameter",
                    parameter=f"items[{index}].skuId",
                    values={"value": str(id)},
                )
            )
        goods = goods_of(turn, item)
        origin = _country(item.get("shipFrom")) or _country(body.get("shipFrom"))
        if target in _WEIGHED and goods.physical and "weight" not in goods.details:
            found.append(Complaint(key="missing_parameter:weight"))
        if target and origin not in (None, target) and _half_told(goods.details):
            found.append(Complaint(key="missing_parameter:item_classification"))
    if found:
        raise Refusal(*{(c.key, c.parameter): c for c in found}.values())


def _country(party: Json) -> str | None:
    address = party.get("address") if isinstance(party, dict) else None
    country: str | None = (address or {}).get("country")
    return country


def _half_told(details: Mapping[str, Json]) -> bool:
    """
    Tell whether the provider is to find the customs code, and cannot.

    Who tells where a product stands in a shop wants it classified, which takes its
    description as well; that nobody else is asked for both is inferred.
    """
    return bool(details.get("itemBreadcrumb")) and not details.get("description")


def _outranked(product: Mapping[str, Json]) -> tuple[str | None, str | None]:
    """Return tax code and customs code: its group's before its own."""
    group = GROUPS.get(str(product.get("skuGroupId")))
    return (
        (group and group.tax_code) or product.get("taxCode"),
        (group and group.hs_code) or product.get("hsCode"),
    )


def fees_of(turn: Turn, id: str) -> Iterator[Record]:
    """Yield the fees of an SKU, newest first."""
    for fee_id in turn.tenant.store.newest("fee"):
        record = turn.load("fee", fee_id)
        if record is not None and record.document["skuId"] == id:
            yield record


def due_fees(
    turn: Turn,
    item: Mapping[str, Json],
    currency: str,
    address: Mapping[str, Json] | None,
) -> list[dict[str, Json]]:
    """
    Return the fees that a line pays, as `items[].fees.details` tells them.

    Args:
        address: Where the goods go.

    Source: accessing-regulatory-fee-information.md.
    """
    if not item.get("skuId") or not address:
        return []
    return [
        {
            "type": record.document["type"],
            "perUnitAmount": record.document["amount"],
            "id": record.id,
        }
        for record in fees_of(turn, str(item["skuId"]))
        if fee.is_due(
            record.document,
            currency=currency,
            country=str(address.get("country")),
            state=str(address.get("state")),
        )
    ]
